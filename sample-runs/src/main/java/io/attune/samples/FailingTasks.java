package io.attune.samples;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Parses orders; in every sixth partition the first attempt throws {@link MalformedOrderException},
 * in one of them the second as well. All succeed in the end. The tasks wait.
 */
public final class FailingTasks {
  private static final int PARTITIONS = 48;
  private static final int ORDERS_PER_PARTITION = 60;

  private FailingTasks() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("failing-tasks");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int total =
        context
            .parallelize(
                IntStream.range(0, PARTITIONS * ORDERS_PER_PARTITION)
                    .boxed()
                    .collect(Collectors.toList()),
                PARTITIONS)
            .map(FailingTasks::parse)
            .reduce(Integer::sum);
    System.out.println("total: " + total);
    spark.stop();
  }

  private static int parse(int order) {
    Work.waitFor(25);
    TaskContext task = TaskContext.get();
    boolean broken =
        task.partitionId() % 6 == 0 && task.attemptNumber() < (task.partitionId() == 18 ? 2 : 1);
    if (broken && order % ORDERS_PER_PARTITION == ORDERS_PER_PARTITION / 2) {
      throw new MalformedOrderException(
          "order " + order + ": amount '12,5O' is not a number (field 7)");
    }
    return order % 97;
  }
}
