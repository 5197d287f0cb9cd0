package io.attune.benchmarks.field.apps;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Writes by day from tasks that hold rows of every day: tasks × days files. Remedy: repartition by
 * the day before the write.
 */
public final class FilesByDay {
  private FilesByDay() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    Dataset<Row> events =
        spark
            .range(0, 400_000, 1, 48)
            .selectExpr("id", "md5(cast(id AS string)) AS payload", "id % 60 AS day");
    if (Field.mended(args)) {
      events = events.repartition(events.col("day"));
    }
    events
        .write()
        .mode("overwrite")
        .partitionBy("day")
        .parquet(Field.scratch(args, "events").toString());
    spark.stop();
  }
}
