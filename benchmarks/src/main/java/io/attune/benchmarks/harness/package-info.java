/** Shared by all benchmarks: the environment and the form of the results. */
package io.attune.benchmarks.harness;
