package io.attune.benchmarks.lab.apps;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Holds each customer's history in memory while it waits for a service. Arguments: number of
 * customers, MiB per history.
 */
public final class Histories {
  private static final int KIB = 1024;

  private Histories() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    int customers = Integer.parseInt(args[0]);
    int mebibytes = Integer.parseInt(args[1]);
    long entries =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(Lab.numbers(customers), customers)
            .map(customer -> history(mebibytes))
            .reduce(Long::sum);
    System.out.println("entries: " + entries);
    spark.stop();
  }

  private static long history(int mebibytes) {
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < mebibytes * KIB; i++) {
      entries.add(new byte[KIB]);
      if (i % (4 * KIB) == 0) {
        Lab.waitFor(50);
      }
    }
    Lab.waitFor(1_000);
    return entries.size();
  }
}
