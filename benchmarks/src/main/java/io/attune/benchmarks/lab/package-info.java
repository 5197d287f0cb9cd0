/** The advice lab: real Spark applications before and after what was advised for them. */
package io.attune.benchmarks.lab;
