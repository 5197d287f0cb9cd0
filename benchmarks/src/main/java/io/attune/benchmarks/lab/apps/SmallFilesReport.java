package io.attune.benchmarks.lab.apps;

import org.apache.spark.sql.SparkSession;

/**
 * Reads and rolls up a table of small Parquet files. Applies {@code small-files} by reading the
 * compacted table. Argument: the directory with {@code many} and {@code few}.
 */
public final class SmallFilesReport {
  private SmallFilesReport() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    String table = Lab.follows(spark, "small-files") ? "few" : "many";
    spark
        .read()
        .schema("id BIGINT, customer BIGINT, day BIGINT, amount BIGINT, note STRING")
        .parquet(args[0] + "/" + table)
        .createOrReplaceTempView("orders");
    for (String key : new String[] {"customer", "day"}) {
      Lab.consume(
          spark.sql(
              "SELECT "
                  + key
                  + ", count(*), sum(amount), max(note) FROM orders WHERE amount > 5 GROUP BY "
                  + key));
    }
    spark.stop();
  }
}
