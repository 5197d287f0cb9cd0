package io.attune.benchmarks.lab.apps;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Fetches the settings of each region from a service, sequentially in the driver, and sums up each
 * region's figures in a small job. Applies {@code driver-bound} by fetching the settings in tasks,
 * for all regions at once. Argument: number of regions.
 */
public final class DriverReport {
  private static final int FETCH_MS = 2_500;

  private DriverReport() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<Integer> regions = Lab.numbers(Integer.parseInt(args[0]));
    boolean byTasks = Lab.follows(spark, "driver-bound");
    if (byTasks) {
      context.parallelize(regions, regions.size()).map(r -> Lab.waitFor(FETCH_MS)).count();
    }
    long sum = 0;
    for (Integer region : regions) {
      if (!byTasks) {
        Lab.waitFor(FETCH_MS);
      }
      sum +=
          context
              .parallelize(Lab.numbers(8), 8)
              .map(part -> (long) Lab.waitFor(250 + region % 3))
              .reduce(Long::sum);
    }
    System.out.println("sum: " + sum);
    spark.stop();
  }
}
