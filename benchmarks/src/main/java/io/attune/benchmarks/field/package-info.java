/**
 * The field check: tuning problems that people reported publicly, rebuilt on real Spark as they had
 * them and with the remedy that was accepted, and what {@code analyze} says of them.
 */
package io.attune.benchmarks.field;
