package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.BlockUpdated;
import java.util.Arrays;

/**
 * What block updates tell about a persisted RDD. Only facts that do not depend on the order of the
 * updates are kept. Live applications only: event logs carry block updates when
 * spark.eventLog.logBlockUpdates.enabled is set.
 */
public final class CacheUse {
  /** Partitions told apart; block updates of higher ones are ignored. */
  public static final int PARTITION_LIMIT = 4096;

  private long[] sizes = new long[0];
  private long[] dropped = new long[0];
  private boolean onDisk;

  void apply(BlockUpdated event) {
    int partition = event.getPartition();
    if (partition < 0 || partition >= PARTITION_LIMIT) {
      return;
    }
    long memory = Math.max(0, event.getMemoryBytes());
    long disk = Math.max(0, event.getDiskBytes());
    if (memory + disk > 0) {
      if (partition >= sizes.length) {
        sizes = Arrays.copyOf(sizes, partition + 1);
      }
      sizes[partition] = Math.max(sizes[partition], Math.max(memory, disk));
      onDisk |= disk > 0;
    } else {
      int word = partition / 64;
      if (word >= dropped.length) {
        dropped = Arrays.copyOf(dropped, word + 1);
      }
      dropped[word] |= 1L << partition;
    }
  }

  /** Partitions that were stored at some time. */
  public int partitionsStored() {
    return (int) Arrays.stream(sizes).filter(size -> size > 0).count();
  }

  /** Partitions of which a copy was dropped at some time. */
  public int partitionsDropped() {
    return Arrays.stream(dropped).mapToInt(Long::bitCount).sum();
  }

  /** Sum over partitions of the largest size each had, bytes. */
  public long bytes() {
    return Arrays.stream(sizes).sum();
  }

  /** Whether some of it was on disk at some time. */
  public boolean onDisk() {
    return onDisk;
  }

  void write(StateWriter out) {
    out.writeUnsigned(sizes.length);
    for (long size : sizes) {
      out.writeUnsigned(size);
    }
    out.writeUnsigned(dropped.length);
    for (long word : dropped) {
      out.writeUnsigned(word);
    }
    out.writeBoolean(onDisk);
  }

  static CacheUse read(StateReader in) {
    CacheUse read = new CacheUse();
    read.sizes = numbers(in);
    read.dropped = numbers(in);
    read.onDisk = in.readBoolean();
    return read;
  }

  private static long[] numbers(StateReader in) {
    int length = in.readLength();
    if (length > PARTITION_LIMIT) {
      throw in.damaged("it has " + length + " cached partitions of an RDD");
    }
    long[] numbers = new long[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = in.readUnsigned();
    }
    return numbers;
  }
}
