package io.attune.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Collects the history of each customer in memory; for one of them it does not fit in the heap, and
 * the executor ends with Spark's code 52. The second attempt takes the short history and succeeds.
 * The other tasks wait.
 */
public final class HeapOutOfMemory {
  private static final int KIB = 1024;

  private HeapOutOfMemory() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("heap-out-of-memory");
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long kibibytes =
        context
            .parallelize(IntStream.range(0, 24).boxed().collect(Collectors.toList()), 24)
            .map(HeapOutOfMemory::history)
            .reduce(Long::sum);
    System.out.println("KiB: " + kibibytes);
    spark.stop();
  }

  private static long history(int customer) {
    TaskContext task = TaskContext.get();
    boolean whole = customer == 9 && task.attemptNumber() == 0;
    int limit = whole ? Integer.MAX_VALUE : 40 * KIB;
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < limit; i++) {
      entries.add(new byte[KIB]);
      if (i % KIB == 0) {
        Work.waitFor(10);
      }
    }
    Work.waitFor(1_500);
    return entries.size();
  }
}
