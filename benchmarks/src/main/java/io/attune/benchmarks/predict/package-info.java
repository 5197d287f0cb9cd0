/** Compares predicted times at other cluster sizes with real runs. */
package io.attune.benchmarks.predict;
