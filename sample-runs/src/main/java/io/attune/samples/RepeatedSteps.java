package io.attune.samples;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Improves a model in rounds, each of which starts from the result of the one before it, until its
 * total stands still. As nothing is kept, round k does the work of all rounds up to k; with {@code
 * checkpoint} each round keeps its result and drops its lineage.
 */
public final class RepeatedSteps {
  private static final int ROUNDS = 9;
  private static final int PARTITIONS = 8;

  private RepeatedSteps() {}

  /**
   * Runs the application.
   *
   * @param args name of the application; {@code as-is} or {@code checkpoint}
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session(args[0]);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<Double> start = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      start.add((double) i);
    }
    JavaRDD<Double> model = context.parallelize(start, PARTITIONS);
    for (int round = 0; round < ROUNDS; round++) {
      model = model.map(RepeatedSteps::improved);
      if (args[1].equals("checkpoint")) {
        model.rdd().localCheckpoint();
      }
      double total = model.reduce(Double::sum);
      System.out.println("round " + round + ": " + total);
    }
    spark.stop();
  }

  private static double improved(double value) {
    Work.waitFor(8);
    return value * 0.9 + 1;
  }
}
