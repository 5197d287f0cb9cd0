package io.attune.samples;

import org.apache.spark.sql.SparkSession;

/**
 * Two small reports over three megabytes of shuffle, each through Spark's default of 200 shuffle
 * partitions with adaptive execution switched off: the tasks are mostly overhead.
 */
public final class TooManyPartitions {
  private TooManyPartitions() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("too-many-partitions");
    spark
        .sql(
            "SELECT id % 60000 AS customer, id % 365 AS day, (id * 37) % 1000 AS amount"
                + " FROM range(0, 1600000, 1, 4)")
        .createOrReplaceTempView("orders");
    Work.consume(
        spark.sql(
            "SELECT customer % 24 AS region, sum(spent) AS spent, count(*) AS customers FROM"
                + " (SELECT customer, sum(amount) AS spent, max(day) AS latest FROM orders GROUP BY"
                + " customer) GROUP BY customer % 24"));
    Work.consume(
        spark.sql(
            "SELECT customer, day % 4 AS quarter, sum(amount) AS spent FROM orders GROUP BY"
                + " customer, day % 4"));
    spark.stop();
  }
}
