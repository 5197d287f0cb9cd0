package io.attune.benchmarks.lab.apps;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains a model in iterations over points parsed from text. Arguments: the input directory, {@code
 * cached} or {@code plain}, number of iterations.
 *
 * <p>Applies {@code recomputation} (persists the points in memory) and {@code cache-waste}
 * (persists them serialized, in memory and on disk).
 */
public final class Training {
  private static final int FEATURES = 6;

  private Training() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    JavaRDD<double[]> points =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .textFile(args[0])
            .map(Training::parse);
    if (Lab.follows(spark, "cache-waste")) {
      points = points.persist(StorageLevel.MEMORY_AND_DISK_SER());
    } else if (args[1].equals("cached") || Lab.follows(spark, "recomputation")) {
      points = points.persist(StorageLevel.MEMORY_ONLY());
    }
    double[] weights = new double[FEATURES];
    int rounds = Integer.parseInt(args[2]);
    for (int round = 0; round < rounds; round++) {
      double[] present = weights.clone();
      double[] gradient =
          points.map(point -> gradient(point, present)).treeReduce(Training::add, 1);
      for (int i = 0; i < FEATURES; i++) {
        weights[i] += 1e-9 * gradient[i];
      }
    }
    System.out.println("weights: " + java.util.Arrays.toString(weights));
    spark.stop();
  }

  /** Parses with a regular expression per field, as expensive as a real format. */
  private static double[] parse(String line) {
    String[] fields = line.split("\\|");
    double[] point = new double[40];
    for (int i = 0; i < FEATURES; i++) {
      point[i] = Double.parseDouble(fields[i + 1].replaceAll("[^0-9.]", ""));
    }
    for (int i = FEATURES; i < point.length; i++) {
      point[i] = Math.log1p(point[i % FEATURES]) * i;
    }
    return point;
  }

  private static double[] gradient(double[] point, double[] weights) {
    double product = 0;
    for (int i = 0; i < FEATURES; i++) {
      product += point[i] * weights[i];
    }
    double[] gradient = new double[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      gradient[i] = (1 - product) * point[i];
    }
    return gradient;
  }

  private static double[] add(double[] left, double[] right) {
    double[] sum = left.clone();
    for (int i = 0; i < FEATURES; i++) {
      sum[i] += right[i];
    }
    return sum;
  }
}
