package io.attune.samples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Finds the promotion that was running when each order came in: a join by an interval of time. As
 * it is, every order is compared with every promotion. With {@code binned} both sides have the hour
 * they fall into as a key, and only promotions of that hour are compared.
 */
public final class IntervalJoin {
  private static final int ORDERS = 160_000;
  private static final int PROMOTIONS = 4_000;

  /** Seconds between one promotion and the next. */
  private static final int STEP = 600;

  private static final int HOUR = 3_600;

  private IntervalJoin() {}

  /**
   * Runs the application.
   *
   * @param args name of the application; {@code as-is} or {@code binned}
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session(args[0]);
    Dataset<Row> orders =
        spark
            .range(0, ORDERS, 1, 4)
            .selectExpr("id AS order_id", "pmod(hash(id), " + PROMOTIONS * STEP + ") AS ordered");
    Dataset<Row> promotions =
        spark
            .range(0, PROMOTIONS, 1, 4)
            .selectExpr(
                "id AS promotion_id",
                "id * " + STEP + " AS starts",
                "(id + 1) * " + STEP + " AS ends");
    if (args[1].equals("binned")) {
      orders = orders.selectExpr("*", "floor(ordered / " + HOUR + ") AS hour");
      promotions =
          promotions.selectExpr(
              "*",
              "explode(sequence(floor(starts / "
                  + HOUR
                  + "), floor(ends / "
                  + HOUR
                  + "))) AS hour");
    }
    orders.createOrReplaceTempView("orders");
    promotions.createOrReplaceTempView("promotions");
    String key = args[1].equals("binned") ? "o.hour = p.hour AND " : "";
    Work.consume(
        spark.sql(
            "SELECT order_id, promotion_id FROM orders o JOIN promotions p ON "
                + key
                + "ordered >= starts AND ordered < ends"));
    spark.stop();
  }
}
