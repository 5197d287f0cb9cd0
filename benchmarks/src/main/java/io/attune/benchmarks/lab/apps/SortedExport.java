package io.attune.benchmarks.lab.apps;

import org.apache.spark.sql.SparkSession;

/** Sorts readings for an export to two files. */
public final class SortedExport {
  private SortedExport() {}

  /** Entry point of {@code SparkSubmit}. Argument: millions of rows. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    long rows = Long.parseLong(args[0]) * 1_000_000;
    Lab.consume(
        spark.sql(
            "SELECT id, xxhash64(id) AS reading, md5(cast(id AS string)) AS device,"
                + " repeat(cast(id AS string), 4) AS note FROM range(0, "
                + rows
                + ", 1, 4) ORDER BY reading"));
    spark.stop();
  }
}
