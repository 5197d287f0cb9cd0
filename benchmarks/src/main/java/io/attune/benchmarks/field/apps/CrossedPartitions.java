package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Crosses two frames that are too large to broadcast: partitions multiply. Remedy: fewer partitions
 * of each before they are crossed.
 */
public final class CrossedPartitions {
  private CrossedPartitions() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    int left = Field.mended(args) ? 4 : 80;
    int right = Field.mended(args) ? 4 : 60;
    Dataset<Row> products = spark.range(0, 2000, 1, left).toDF("a");
    Dataset<Row> others = spark.range(0, 2000, 1, right).toDF("b");
    Lab.consume(products.crossJoin(others).selectExpr("a", "b", "sqrt(a * a + b * b) AS far"));
    spark.stop();
  }
}
