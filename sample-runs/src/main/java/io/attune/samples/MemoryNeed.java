package io.attune.samples;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * One task that holds so many MiB at once, on the heap or outside it. Not a bundled run: tests run
 * it in executors that are too small for it, and again in larger ones.
 */
public final class MemoryNeed {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int SMALL = 16 * KIB;

  private MemoryNeed() {}

  /**
   * Runs the application.
   *
   * @param args {@code heap} or {@code direct}, and the MiB
   */
  public static void main(String[] args) {
    boolean heap = args[0].equals("heap");
    int mebibytes = Integer.parseInt(args[1]);
    try (SparkSession spark = Work.session("memory-need-" + args[0])) {
      long held =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .parallelize(List.of(mebibytes), 1)
              .map(need -> heap ? onHeap(need) : outside(need))
              .reduce(Long::sum);
      System.out.println("held " + held + " MiB");
    }
  }

  /** Small arrays: large ones would take whole regions of the heap, and more than they hold. */
  private static long onHeap(int mebibytes) {
    List<byte[]> arrays = new ArrayList<>();
    for (int i = 0; i < mebibytes * (MIB / SMALL); i++) {
      arrays.add(new byte[SMALL]);
    }
    return (long) arrays.size() * SMALL / MIB;
  }

  /** Pages count as resident once they are written; they are held for a second. */
  private static long outside(int mebibytes) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < mebibytes; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(MIB);
      for (int page = 0; page < MIB; page += 4 * KIB) {
        buffer.put(page, (byte) 1);
      }
      buffers.add(buffer);
    }
    Work.waitFor(1_000);
    return buffers.size();
  }
}
