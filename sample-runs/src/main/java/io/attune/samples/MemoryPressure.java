package io.attune.samples;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Enriches records with a lookup table that nearly fills every executor's heap: garbage collection
 * takes a good part of the time, but nothing fails.
 */
public final class MemoryPressure {
  private static final int ENTRY_BYTES = 2_000;
  private static final List<byte[]> LOOKUP_TABLE = new ArrayList<>();

  private MemoryPressure() {}

  /**
   * Runs the application.
   *
   * @param args the share of the heap that the lookup table takes, in percent; the seconds that a
   *     task takes
   */
  public static void main(String[] args) {
    int share = Integer.parseInt(args[0]);
    int seconds = Integer.parseInt(args[1]);
    SparkSession spark = Work.session("memory-pressure");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long enriched =
        context
            .parallelize(IntStream.range(0, 32).boxed().collect(Collectors.toList()), 32)
            .map(partition -> enrich(share, seconds))
            .reduce(Long::sum);
    System.out.println("enriched: " + enriched);
    spark.stop();
  }

  private static long enrich(int share, int seconds) {
    load(share);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    Deque<byte[]> window = new ArrayDeque<>();
    long count = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 250; i++) {
        window.addLast(new byte[ENTRY_BYTES]);
        if (window.size() > 3_000) {
          window.removeFirst();
        }
      }
      count++;
      Work.waitFor(4);
    }
    return count;
  }

  private static void load(int share) {
    synchronized (LOOKUP_TABLE) {
      long wanted = Runtime.getRuntime().maxMemory() / 100 * share;
      while ((long) LOOKUP_TABLE.size() * (ENTRY_BYTES + 24) < wanted) {
        LOOKUP_TABLE.add(new byte[ENTRY_BYTES]);
      }
    }
  }
}
