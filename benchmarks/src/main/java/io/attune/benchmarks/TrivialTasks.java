package io.attune.benchmarks;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A Spark application with a large event log for little work: jobs of many tasks that do nothing.
 *
 * <p>Arguments: number of jobs, tasks per job.
 */
public final class TrivialTasks {
  private TrivialTasks() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] arguments) {
    int jobs = Integer.parseInt(arguments[0]);
    int tasks = Integer.parseInt(arguments[1]);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
      for (int job = 0; job < jobs; job++) {
        spark.parallelize(numbers, tasks).foreach(number -> {});
      }
    }
  }
}
