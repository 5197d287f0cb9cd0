/** Compares advice for the synthetic fleet with the injected faults. */
package io.attune.benchmarks.fleet;
