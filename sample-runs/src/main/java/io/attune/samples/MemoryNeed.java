package io.attune.samples;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A task that needs a number of MiB on or off the heap. Not a bundled run: tests run it with
 * executors that are too small, and again with larger ones.
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

  /** Allocates small arrays, because large ones would occupy whole heap regions. */
  private static long onHeap(int mebibytes) {
    List<byte[]> arrays = new ArrayList<>();
    for (int i = 0; i < mebibytes * (MIB / SMALL); i++) {
      arrays.add(new byte[SMALL]);
    }
    return (long) arrays.size() * SMALL / MIB;
  }

  /** Allocates native memory, writes it to make it resident, and holds it for a second. */
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
