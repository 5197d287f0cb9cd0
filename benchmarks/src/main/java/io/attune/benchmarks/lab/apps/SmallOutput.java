package io.attune.benchmarks.lab.apps;

import org.apache.spark.sql.SparkSession;

/**
 * Writes the orders of each day, with a file per shuffle partition, and reads them for a summary.
 * Applies {@code small-files} by writing fewer files. Arguments: TPC-H's directory, the output
 * directory.
 */
public final class SmallOutput {
  private SmallOutput() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    Lab.views(spark, args[0], "orders");
    String hint = Lab.follows(spark, "small-files") ? "/*+ COALESCE(2) */" : "";
    spark
        .sql(
            "SELECT "
                + hint
                + " o_orderdate, o_orderpriority, count(*) AS orders, sum(o_totalprice) AS total"
                + " FROM orders GROUP BY o_orderdate, o_orderpriority")
        .write()
        .mode("overwrite")
        .parquet(args[1] + "/daily");
    spark.read().parquet(args[1] + "/daily").createOrReplaceTempView("daily");
    Lab.consume(spark.sql("SELECT o_orderpriority, max(total) FROM daily GROUP BY 1"));
    spark.stop();
  }
}
