/** Benchmark of the agent's overhead. */
package io.attune.benchmarks.agent;
