/** Predicted time beside what real runs at other sizes took. */
package io.attune.benchmarks.predict;
