package io.attune.benchmarks.lab.apps;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Counts events by device from a directory of small CSV files, with RDDs. Applies {@code
 * small-files} by reading the compacted directory. Argument: the directory with {@code many} and
 * {@code few}.
 */
public final class SmallCsv {
  private SmallCsv() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    String folder = Lab.follows(spark, "small-files") ? "few" : "many";
    JavaRDD<String> lines =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).textFile(args[0] + "/" + folder);
    long devices =
        lines
            .mapToPair(line -> new Tuple2<>(line.substring(0, line.indexOf(',')), 1))
            .reduceByKey(Integer::sum, 4)
            .count();
    System.out.println("devices: " + devices);
    spark.stop();
  }
}
