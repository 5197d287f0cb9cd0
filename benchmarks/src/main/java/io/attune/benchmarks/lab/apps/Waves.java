package io.attune.benchmarks.lab.apps;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Runs tasks that wait for a service, in a few stages with a pause in the driver between them.
 * Arguments: number of stages, tasks per stage, milliseconds per task, milliseconds per pause.
 */
public final class Waves {
  private Waves() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int stages = Integer.parseInt(args[0]);
    int tasks = Integer.parseInt(args[1]);
    int milliseconds = Integer.parseInt(args[2]);
    int pause = Integer.parseInt(args[3]);
    long sum = 0;
    for (int stage = 0; stage < stages; stage++) {
      if (stage > 0) {
        Lab.waitFor(pause);
      }
      sum +=
          context
              .parallelize(Lab.numbers(tasks), tasks)
              .map(task -> (long) Lab.waitFor(milliseconds + 7 * (task % 5)))
              .reduce(Long::sum);
    }
    System.out.println("waited: " + sum + " ms");
    spark.stop();
  }
}
