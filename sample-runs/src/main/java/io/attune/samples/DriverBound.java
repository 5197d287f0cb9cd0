package io.attune.samples;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Six short jobs; after each the driver processes the result for four seconds, while the executors
 * are idle.
 */
public final class DriverBound {
  private DriverBound() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("driver-bound");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long total = 0;
    for (int month = 0; month < 6; month++) {
      List<Integer> amounts =
          context
              .parallelize(IntStream.range(0, 800).boxed().collect(Collectors.toList()), 8)
              .map(order -> order % 97 + Work.waitFor(12))
              .collect();
      for (int amount : amounts) {
        total += amount + Work.waitFor(5);
      }
    }
    System.out.println("total: " + total);
    spark.stop();
  }
}
