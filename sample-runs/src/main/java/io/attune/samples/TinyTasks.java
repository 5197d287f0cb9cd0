package io.attune.samples;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A count over sixty thousand numbers in {@code spark.default.parallelism} = 6,000 partitions. */
public final class TinyTasks {
  private TinyTasks() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("tiny-tasks");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long even =
        context
            .parallelize(IntStream.range(0, 60_000).boxed().collect(Collectors.toList()))
            .filter(number -> number % 2 == 0)
            .count();
    System.out.println("even: " + even);
    spark.stop();
  }
}
