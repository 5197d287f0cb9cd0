package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Explodes arrays of very unequal length and looks each element up. Rows are spread evenly,
 * elements are not. Remedy: spread the elements after the explode.
 */
public final class UnequalArrays {
  private UnequalArrays() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    String users = Field.scratch(args, "users").toString();
    // Sixteen files of ten users; one of the users has 400 events, the others two each.
    spark
        .range(0, 160, 1, 16)
        .selectExpr("id", "sequence(1, CASE WHEN id = 57 THEN 400 ELSE 2 END) AS events")
        .write()
        .mode("overwrite")
        .parquet(users);
    Dataset<Row> events = spark.read().parquet(users).selectExpr("id", "explode(events) AS event");
    if (Field.mended(args)) {
      events = events.repartition(32);
    }
    Lab.consume(events.selectExpr("id", "event", "wait_ms(75) AS scored"));
    spark.stop();
  }
}
