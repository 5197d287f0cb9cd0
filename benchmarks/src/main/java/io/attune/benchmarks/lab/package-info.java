/** The lab: measures real Spark applications before and after applying their recommendations. */
package io.attune.benchmarks.lab;
