package io.attune.samples;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * An aggregation whose second stage loses an executor: one task ends its JVM with code 137, as a
 * container that is killed at its memory limit does. Its shuffle output goes with it, so the map
 * stage runs again in part. The tasks wait.
 */
public final class LostExecutor {
  private static final int RECORDS = 16_000;

  private LostExecutor() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("lost-executor");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaPairRDD<Integer, Integer> amounts =
        context
            .parallelize(IntStream.range(0, RECORDS).boxed().collect(Collectors.toList()), 16)
            .mapPartitionsToPair(
                orders -> {
                  Work.waitFor(1_000);
                  Iterable<Integer> once = () -> orders;
                  return java.util.stream.StreamSupport.stream(once.spliterator(), false)
                      .map(order -> new Tuple2<>(order % 500, order % 97))
                      .iterator();
                });
    int customers =
        amounts
            .groupByKey(16)
            .mapPartitions(
                groups -> {
                  Work.waitFor(1_500);
                  TaskContext task = TaskContext.get();
                  if (task.partitionId() == 6
                      && task.attemptNumber() == 0
                      && task.stageAttemptNumber() == 0) {
                    Runtime.getRuntime().halt(137);
                  }
                  int count = 0;
                  while (groups.hasNext()) {
                    groups.next();
                    count++;
                  }
                  return java.util.List.of(count).iterator();
                })
            .reduce(Integer::sum);
    System.out.println("customers: " + customers);
    spark.stop();
  }
}
