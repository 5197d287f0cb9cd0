/** Advice for the synthetic fleet beside the faults that were planted. */
package io.attune.benchmarks.fleet;
