package io.attune.benchmarks.field.apps;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Collects a table into a driver of 512 MB, with the limit for results switched off. Remedy: write
 * it instead.
 */
public final class CollectedTable {
  private CollectedTable() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    Dataset<Row> table =
        spark
            .range(0, 3_000_000, 1, 16)
            .selectExpr("id", "sha2(cast(id AS string), 512) AS a", "md5(cast(id AS string)) AS b");
    if (Field.mended(args)) {
      table.write().mode("overwrite").parquet(Field.scratch(args, "table").toString());
    } else {
      System.out.println("rows: " + table.collectAsList().size());
    }
    spark.stop();
  }
}
