package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RelationalGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Pivots without naming the values, which are then looked for in a job of its own. Remedy: the
 * values.
 */
public final class PivotedMonths {
  private PivotedMonths() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    Dataset<Row> sales =
        spark
            .range(0, 900, 1, 32)
            .selectExpr(
                "id % 50 AS product",
                "id AS amount", "concat('m', cast((id + 0 * wait_ms(90)) % 6 AS string)) AS month");
    RelationalGroupedDataset grouped = sales.groupBy("product");
    Dataset<Row> pivoted =
        (Field.mended(args)
                ? grouped.pivot("month", List.of("m0", "m1", "m2", "m3", "m4", "m5"))
                : grouped.pivot("month"))
            .sum("amount");
    Lab.consume(pivoted);
    spark.stop();
  }
}
