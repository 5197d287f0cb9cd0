package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Unites the frames of many days, each with partitions of its own. Remedy: coalesce the union. */
public final class UnionOfDays {
  private static final int DAYS = 180;

  private UnionOfDays() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    Dataset<Row> all = day(spark, 0);
    for (int day = 1; day < DAYS; day++) {
      all = all.union(day(spark, day));
    }
    if (Field.mended(args)) {
      all = all.coalesce(8);
    }
    for (String report : new String[] {"sensor", "hour"}) {
      Lab.consume(all.groupBy(report).avg("level"));
    }
    spark.stop();
  }

  private static Dataset<Row> day(SparkSession spark, int day) {
    return spark
        .range(0, 400, 1, 16)
        .selectExpr("id % 20 AS sensor", "id % 24 AS hour", "id * " + day + " AS level");
  }
}
