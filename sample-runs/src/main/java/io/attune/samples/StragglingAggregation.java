package io.attune.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Groups orders by customer with RDDs; half of them belong to one customer, so one task of 24 reads
 * half of the shuffle and is still running when all others have ended. Each order waits, so
 * durations are proportional to the number of records.
 */
public final class StragglingAggregation {
  private static final int PARTITIONS = 16;
  private static final int ORDERS_PER_PARTITION = 4_000;

  private StragglingAggregation() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("straggling-aggregation");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long orders =
        context
            .parallelize(
                IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toList()), PARTITIONS)
            .flatMapToPair(partition -> orders(partition).iterator())
            .groupByKey()
            .mapValues(StragglingAggregation::score)
            .values()
            .reduce(Long::sum);
    System.out.println("orders: " + orders);
    spark.stop();
  }

  private static List<Tuple2<Integer, byte[]>> orders(int partition) {
    Random random = new Random(partition);
    List<Tuple2<Integer, byte[]>> orders = new ArrayList<>();
    for (int i = 0; i < ORDERS_PER_PARTITION; i++) {
      byte[] payload = new byte[1_000];
      random.nextBytes(payload);
      int customer = i % 2 == 0 ? 0 : 1 + random.nextInt(1_200);
      orders.add(new Tuple2<>(customer, payload));
    }
    Work.waitFor(1_500);
    return orders;
  }

  private static long score(Iterable<byte[]> payloads) {
    long count = 0;
    for (byte[] payload : payloads) {
      count++;
      if (count % 5 == 0) {
        Work.waitFor(payload.length / 500);
      }
    }
    return count;
  }
}
