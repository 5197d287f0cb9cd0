package io.attune.samples;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Applications whose trouble lies in a task that has not ended for long: one that has ten times the
 * data of the others ({@code skew}), and two that sort far more than they have memory for ({@code
 * spill}). Each row is waited for.
 */
public final class LongTask {
  private static final int PARTITIONS = 8;
  private static final int ROWS = 400;

  private LongTask() {}

  /**
   * Runs the application.
   *
   * @param args {@code skew} or {@code spill}; the milliseconds that a row of the first, or a
   *     thousand rows of the second, are waited for
   */
  public static void main(String[] args) {
    int wait = Integer.parseInt(args[1]);
    SparkSession spark = Work.session("long-task");
    if (args[0].equals("skew")) {
      skew(spark, wait);
    } else {
      spill(spark, wait);
    }
    spark.stop();
  }

  private static void skew(SparkSession spark, int wait) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long seen =
        context
            .parallelize(IntStream.range(0, 17).boxed().collect(Collectors.toList()), 17)
            .flatMapToPair(
                part ->
                    IntStream.range(0, ROWS)
                        .mapToObj(row -> new Tuple2<>(Math.min(part, 7), bytes(part * ROWS + row)))
                        .iterator())
            .partitionBy(new HashPartitioner(PARTITIONS))
            .map(row -> row._2().length + 0 * Work.waitFor(wait))
            .map(Integer::longValue)
            .reduce(Long::sum);
    System.out.println("seen: " + seen);
  }

  private static byte[] bytes(int seed) {
    byte[] bytes = new byte[10_000];
    new Random(seed).nextBytes(bytes);
    return Arrays.copyOf(bytes, bytes.length);
  }

  private static void spill(SparkSession spark, int wait) {
    Work.consume(
        spark.sql(
            "SELECT note, checksum FROM (SELECT md5(cast(id AS string)) AS note,"
                + " sha1(cast(id AS string)) AS checksum,"
                + " CASE WHEN id % 1000 = 0 THEN wait_ms("
                + wait
                + ") ELSE 0 END AS waited FROM (SELECT id FROM range(0, 6000000, 1, 2) DISTRIBUTE BY id))"
                + " WHERE waited >= 0 SORT BY note"));
  }
}
