package io.attune.samples;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * An aggregation whose executors keep data outside the heap (as native libraries do) until their
 * processes are larger than heap and overhead together, 1,408 MiB. In the second stage one task
 * ends its JVM with code 137, as the container manager does at that limit. The executor's shuffle
 * output is lost, so a part of the map stage runs again. The tasks wait.
 */
public final class LostExecutor {
  private static final int RECORDS = 16_000;
  private static final int MIB = 1024 * 1024;
  private static final int HEAP_MIB = 520;
  private static final int NATIVE_MIB = 780;
  private static final List<byte[]> ON_HEAP = new ArrayList<>();
  private static final List<ByteBuffer> NATIVE = new ArrayList<>();

  private LostExecutor() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("lost-executor");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int customers =
        context
            .parallelize(IntStream.range(0, RECORDS).boxed().collect(Collectors.toList()), 24)
            .mapPartitionsToPair(LostExecutor::amounts)
            .groupByKey(16)
            .mapPartitions(LostExecutor::count)
            .reduce(Integer::sum);
    System.out.println("customers: " + customers);
    spark.stop();
  }

  private static Iterator<Tuple2<Integer, Integer>> amounts(Iterator<Integer> orders) {
    grow();
    Work.waitFor(1_200);
    List<Tuple2<Integer, Integer>> amounts = new ArrayList<>();
    orders.forEachRemaining(order -> amounts.add(new Tuple2<>(order % 500, order % 97)));
    return amounts.iterator();
  }

  private static Iterator<Integer> count(Iterator<Tuple2<Integer, Iterable<Integer>>> groups) {
    grow();
    Work.waitFor(1_500);
    TaskContext task = TaskContext.get();
    if (task.partitionId() == 6 && task.attemptNumber() == 0 && task.stageAttemptNumber() == 0) {
      Runtime.getRuntime().halt(137);
    }
    int count = 0;
    while (groups.hasNext()) {
      groups.next();
      count++;
    }
    return List.of(count).iterator();
  }

  /**
   * Allocates a sixth of the executor's native memory until it has all; pages are resident once
   * they are written.
   */
  private static void grow() {
    synchronized (NATIVE) {
      for (int i = 0; i < NATIVE_MIB / 6 && NATIVE.size() < NATIVE_MIB; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MIB);
        for (int page = 0; page < MIB; page += 4_096) {
          buffer.put(page, (byte) 1);
        }
        NATIVE.add(buffer);
      }
      for (int i = 0; i < HEAP_MIB * 16 / 6 && ON_HEAP.size() < HEAP_MIB * 16; i++) {
        ON_HEAP.add(new byte[MIB / 16]);
      }
    }
  }
}
