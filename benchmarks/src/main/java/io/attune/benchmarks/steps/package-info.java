/** JMH benchmark of the hot steps. */
package io.attune.benchmarks.steps;
