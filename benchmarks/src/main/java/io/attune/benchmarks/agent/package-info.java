/** What the agent costs a Spark application. */
package io.attune.benchmarks.agent;
