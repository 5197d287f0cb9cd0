package io.attune.samples;

import org.apache.spark.sql.SparkSession;

/**
 * Orders joined with customers, where one customer (the anonymous one) has 60 % of the orders. The
 * broadcast is switched off. Adaptive execution is on and works, but its skew join leaves the hot
 * partition alone: it is below the default threshold of 256 MiB.
 */
public final class SkewedJoin {
  private SkewedJoin() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("skewed-join");
    spark
        .sql(
            "SELECT CASE WHEN id % 10 < 6 THEN 0 ELSE id % 20000 END AS customer,"
                + " md5(cast(id AS string)) AS note, id % 97 AS amount"
                + " FROM range(0, 4000000, 1, 8)")
        .createOrReplaceTempView("orders");
    spark
        .sql(
            "SELECT id AS customer, concat('region-', id % 16) AS region"
                + " FROM range(0, 20000, 1, 4)")
        .createOrReplaceTempView("customers");
    Work.consume(
        spark.sql(
            "SELECT region, count(*) AS orders, sum(amount) AS amount,"
                + " max(sha2(concat(note, region), 512)) AS fingerprint,"
                + " max(sha2(concat(region, note), 512)) AS other"
                + " FROM orders JOIN customers USING (customer) GROUP BY region"));
    spark.stop();
  }
}
