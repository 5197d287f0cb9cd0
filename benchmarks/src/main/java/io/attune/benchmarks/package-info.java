/** {@code attune bench}: what can be measured, and reading logs beside what Spark itself takes. */
package io.attune.benchmarks;
