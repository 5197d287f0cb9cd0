package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.sql.SparkSession;

/**
 * A skewed join whose result is grouped by the same key. Adaptive execution does not split it,
 * because the aggregation would need a further shuffle. Remedy: {@code
 * spark.sql.adaptive.forceOptimizeSkewedJoin}.
 */
public final class SkewBeforeAggregation {
  private SkewBeforeAggregation() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    spark
        .sql(
            "SELECT CASE WHEN id % 2 = 0 THEN 7 ELSE id % 40000 END AS account, id,"
                + " repeat(md5(cast(id AS string)), 6) AS page FROM range(0, 400000, 1, 8)")
        .createOrReplaceTempView("clicks");
    spark
        .sql(
            "SELECT id AS account, repeat(md5(cast(id AS string)), 12) AS profile"
                + " FROM range(0, 40000, 1, 4)")
        .createOrReplaceTempView("accounts");
    Lab.consume(
        spark.sql(
            "SELECT c.account, max(length(concat(c.page, a.profile))) AS longest,"
                + " sum(CASE WHEN c.id % 1000 < 2 THEN slow(length(a.profile), 70) ELSE 0 END) AS scored"
                + " FROM clicks c JOIN accounts a ON c.account = a.account GROUP BY c.account"));
    spark.stop();
  }
}
