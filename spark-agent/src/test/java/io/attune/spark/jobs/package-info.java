/** Spark applications that the tests of the agent submit. */
package io.attune.spark.jobs;
