package io.attune.benchmarks.lab.apps;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Sums readings by device and then by room with RDDs, in {@code spark.default.parallelism}
 * partitions. Argument: number of readings.
 */
public final class DeviceTotals {
  private DeviceTotals() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    long rooms =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(Lab.numbers(Integer.parseInt(args[0])))
            .mapToPair(reading -> new Tuple2<>(reading % 20_000, (long) reading))
            .reduceByKey(Long::sum)
            .mapToPair(device -> new Tuple2<>(device._1() % 400, device._2()))
            .reduceByKey(Long::sum)
            .count();
    System.out.println("rooms: " + rooms);
    spark.stop();
  }
}
