package io.attune.benchmarks.lab.apps;

import org.apache.spark.sql.SparkSession;

/**
 * Rolls up readings and then calls a service for some of the groups, in the shuffle's partitions.
 * Arguments: number of groups, every how many groups a call is made, milliseconds per call.
 */
public final class Enrichment {
  private Enrichment() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    Lab.consume(
        spark.sql(
            "SELECT device, total, CASE WHEN device % "
                + args[1]
                + " = 0 THEN wait_ms("
                + args[2]
                + ") ELSE 0 END AS asked FROM (SELECT id % "
                + args[0]
                + " AS device, sum(id) AS total FROM range(0, 2000000, 1, 4) GROUP BY 1)"));
    spark.stop();
  }
}
