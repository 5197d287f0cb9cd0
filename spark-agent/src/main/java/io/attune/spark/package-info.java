/**
 * The Spark side of Attune: a listener that copies what it needs from Spark's events on Spark's
 * thread, and a thread of its own that maps, encodes and sends.
 *
 * <p>Compiled against one Spark and run in several: nothing here may call a method of Spark whose
 * descriptor names a Scala collection that differs between Scala 2.12 and 2.13 ({@code LinkageIT}
 * checks every reference against every supported Spark).
 */
package io.attune.spark;
