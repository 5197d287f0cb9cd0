/** {@code attune bench}: the command, and the benchmark of reading event logs. */
package io.attune.benchmarks;
