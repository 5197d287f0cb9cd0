package io.attune.benchmarks.lab.apps;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Counts its input, rolls it up, counts the result and writes it: every job reads and parses the
 * source again. Applies {@code recomputation} by persisting the parsed input. Arguments: the input
 * directory, the output directory.
 */
public final class CountAndRollUp {
  private CountAndRollUp() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    boolean keeps = Lab.follows(spark, "recomputation");
    Dataset<Row> lines =
        spark
            .read()
            .text(args[0])
            .selectExpr("split(value, '[|]') AS f")
            .selectExpr(
                "cast(f[0] AS bigint) AS orderkey",
                "cast(f[1] AS bigint) % 2000 AS part",
                "cast(f[4] AS double) AS quantity",
                "cast(f[5] AS double) AS price",
                "to_date(f[10]) AS shipped",
                "regexp_replace(f[15], '[aeiou]+', '') AS comment")
            .where("comment != '' AND price > 0 AND shipped IS NOT NULL");
    if (keeps) {
      lines = lines.persist(StorageLevel.MEMORY_AND_DISK());
    }
    System.out.println("read: " + lines.count());
    Dataset<Row> rolledUp =
        lines
            .groupBy("part")
            .agg(
                java.util.Map.of(
                    "price", "sum", "quantity", "avg", "comment", "max", "shipped", "max"))
            .toDF("part", "a", "b", "c", "d");
    System.out.println("rolled up: " + rolledUp.count());
    rolledUp.coalesce(1).write().mode("overwrite").parquet(args[1] + "/rolled-up");
    spark.stop();
  }
}
