/** The lab's Spark applications. */
package io.attune.benchmarks.lab.apps;
