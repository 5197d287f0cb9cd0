/**
 * The Spark agent: a listener that copies what it needs from Spark's events on Spark's thread, and
 * a sender thread that maps, encodes and sends them.
 *
 * <p>Compiled against one version of Spark and run with several: do not call methods of Spark whose
 * descriptors name Scala collections that differ between Scala 2.12 and 2.13 ({@code LinkageIT}
 * checks every reference against every supported version).
 */
package io.attune.spark;
