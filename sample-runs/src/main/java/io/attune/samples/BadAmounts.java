package io.attune.samples;

import org.apache.spark.sql.SparkSession;

/**
 * Casts amounts of orders, one of which is no number. A cast fails the query in ANSI mode, which
 * Spark 4 is in by default, and the application with it; try_cast makes it null.
 */
public final class BadAmounts {
  private BadAmounts() {}

  /**
   * Runs the application.
   *
   * @param args its name, and the function that casts
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session(args[0]);
    Work.consume(
        spark
            .range(0, 40, 1, 4)
            .selectExpr("if(id = 23, '12,5O', cast(id as string)) as amount", "wait_ms(300) as w")
            .selectExpr(args[1] + "(amount as int) as amount", "w"));
    spark.stop();
  }
}
