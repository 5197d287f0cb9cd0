package io.attune.benchmarks.lab.apps;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Scores the visits of each shop with {@code groupByKey}; 40 % of them belong to the web shop. A
 * call to a service every few visits makes a task's time proportional to its records.
 *
 * <p>Applies {@code skew} by salting the key and summing the parts of a shop afterwards.
 */
public final class SkewedGroups {
  private static final int PARTITIONS = 16;
  private static final int VISITS = 3_000;
  private static final int SALTS = 16;

  private SkewedGroups() {}

  /** Entry point of {@code SparkSubmit}; no arguments. */
  public static void main(String[] args) {
    SparkSession spark = Lab.session();
    boolean salted = Lab.follows(spark, "skew");
    JavaPairRDD<String, byte[]> visits =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(Lab.numbers(PARTITIONS), PARTITIONS)
            .flatMapToPair(partition -> visits(partition, salted).iterator());
    long scored =
        visits
            .groupByKey()
            .mapToPair(shop -> new Tuple2<>(shop._1().replaceAll("#.*", ""), score(shop._2())))
            .reduceByKey(Long::sum)
            .values()
            .reduce(Long::sum);
    System.out.println("scored: " + scored);
    spark.stop();
  }

  private static List<Tuple2<String, byte[]>> visits(int partition, boolean salted) {
    Random random = new Random(partition);
    List<Tuple2<String, byte[]>> visits = new ArrayList<>();
    for (int i = 0; i < VISITS; i++) {
      byte[] page = new byte[800];
      random.nextBytes(page);
      int shop = i % 5 < 2 ? 0 : 1 + random.nextInt(900);
      visits.add(new Tuple2<>(salted ? shop + "#" + i % SALTS : "" + shop, page));
    }
    return visits;
  }

  private static long score(Iterable<byte[]> pages) {
    long count = 0;
    for (byte[] page : pages) {
      count++;
      if (count % 4 == 0) {
        Lab.waitFor(page.length / 200);
      }
    }
    return count;
  }
}
