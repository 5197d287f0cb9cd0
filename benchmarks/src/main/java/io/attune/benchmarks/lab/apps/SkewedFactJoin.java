package io.attune.benchmarks.lab.apps;

import org.apache.spark.sql.SparkSession;

/**
 * Joins clicks with accounts; a third of the clicks belong to one account (anonymous users). The
 * expression after the join waits for a service, so time is proportional to rows.
 */
public final class SkewedFactJoin {
  private SkewedFactJoin() {}

  /** Entry point of {@code SparkSubmit}; no arguments. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    spark
        .sql(
            "SELECT CASE WHEN id % 3 = 0 THEN 7 ELSE id % 40000 END AS account, id,"
                + " repeat(md5(cast(id AS string)), 6) AS page FROM range(0, 600000, 1, 8)")
        .createOrReplaceTempView("clicks");
    spark
        .sql(
            "SELECT id AS account, repeat(md5(cast(id AS string)), 12) AS profile"
                + " FROM range(0, 40000, 1, 4)")
        .createOrReplaceTempView("accounts");
    Lab.consume(
        spark.sql(
            "SELECT c.account, c.page, a.profile,"
                + " CASE WHEN c.id % 90 = 0 THEN wait_ms(8) ELSE 0 END AS scored"
                + " FROM clicks c JOIN accounts a ON c.account = a.account"));
    spark.stop();
  }
}
