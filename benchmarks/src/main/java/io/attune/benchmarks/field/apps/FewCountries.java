package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Repartitions by a column of three values before expensive work, so that three of forty tasks have
 * data. Remedy: a salt beside the column.
 */
public final class FewCountries {
  private FewCountries() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    Dataset<Row> orders =
        spark
            .range(0, 120_000, 1, 8)
            .selectExpr(
                "id",
                "element_at(array('DE', 'FR', 'PL'), cast(id % 3 AS int) + 1) AS country",
                "repeat(md5(cast(id AS string)), 4) AS items",
                "cast(id % 17 AS int) AS salt");
    Dataset<Row> spread =
        Field.mended(args)
            ? orders.repartition(40, orders.col("country"), orders.col("salt"))
            : orders.repartition(40, orders.col("country"));
    Lab.consume(
        spread.selectExpr(
            "*", "CASE WHEN id % 200 = 0 THEN wait_ms(90) ELSE 0 END AS address_checked"));
    spark.stop();
  }
}
