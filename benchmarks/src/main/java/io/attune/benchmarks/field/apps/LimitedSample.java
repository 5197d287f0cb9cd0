package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Takes a sample with {@code limit} and works on it: all of it is in one partition then. Remedy:
 * {@code sample}, which leaves rows where they are.
 */
public final class LimitedSample {
  private LimitedSample() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    Dataset<Row> visits =
        spark.range(0, 40_000, 1, 16).selectExpr("id", "md5(cast(id AS string)) AS visit");
    Dataset<Row> some = Field.mended(args) ? visits.sample(0.01, 3) : visits.limit(400);
    Lab.consume(some.selectExpr("id", "visit", "wait_ms(80) AS labelled"));
    spark.stop();
  }
}
