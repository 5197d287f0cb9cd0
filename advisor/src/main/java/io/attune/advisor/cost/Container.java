package io.attune.advisor.cost;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SparkSettings;
import java.util.Optional;

/**
 * What one executor, or the driver, takes.
 *
 * @param cores cores
 * @param heapBytes heap
 * @param overheadBytes memory beside the heap
 * @param offHeapBytes off-heap memory
 * @param node machine that it has to itself; empty where it is one container of many
 */
public record Container(
    int cores, long heapBytes, long overheadBytes, long offHeapBytes, Optional<NodeType> node) {
  private static final double GIB = 1L << 30;
  private static final long LEAST_OVERHEAD_BYTES = 384L << 20;
  private static final double OVERHEAD_SHARE = 0.1;

  /** Checks the fields. */
  public Container {
    requireNonNull(node, "node is null");
  }

  /** An executor under these settings. */
  public static Container executor(SparkSettings settings, int cores, Optional<NodeType> node) {
    return new Container(
        cores,
        settings.executorHeapBytes(),
        settings.executorOverheadBytes(),
        settings.offHeapBytes(),
        node);
  }

  /** The driver under these settings; its overhead as Spark has it by default, unless it is set. */
  public static Container driver(SparkSettings settings, Optional<NodeType> node) {
    long heap = settings.driverHeapBytes();
    long overhead =
        settings
            .bytes("spark.driver.memoryOverhead")
            .orElse(Math.max(LEAST_OVERHEAD_BYTES, (long) (OVERHEAD_SHARE * heap)));
    int cores = (int) Math.max(1, settings.number("spark.driver.cores").orElse(1));
    return new Container(cores, heap, settings.isLocal() ? 0 : overhead, 0, node);
  }

  /** With another heap; an overhead that follows the heap by Spark's default follows it. */
  public Container withHeap(long heap) {
    long byDefault = Math.max(LEAST_OVERHEAD_BYTES, (long) (OVERHEAD_SHARE * heapBytes));
    long overhead =
        overheadBytes == byDefault
            ? Math.max(LEAST_OVERHEAD_BYTES, (long) (OVERHEAD_SHARE * heap))
            : overheadBytes;
    return new Container(cores, heap, overhead, offHeapBytes, node);
  }

  /** With another overhead. */
  public Container withOverhead(long overhead) {
    return new Container(cores, heapBytes, overhead, offHeapBytes, node);
  }

  /** With another amount of off-heap memory. */
  public Container withOffHeap(long offHeap) {
    return new Container(cores, heapBytes, overheadBytes, offHeap, node);
  }

  /** With other cores. */
  public Container withCores(int newCores) {
    return new Container(newCores, heapBytes, overheadBytes, offHeapBytes, node);
  }

  /** On a machine of its own. */
  public Container on(NodeType machine) {
    return new Container(cores, heapBytes, overheadBytes, offHeapBytes, Optional.of(machine));
  }

  /** Heap, overhead and off-heap memory, bytes: what a cluster manager hands out. */
  public long memoryBytes() {
    return heapBytes + overheadBytes + offHeapBytes;
  }

  /** Cores that are paid for. */
  public double paidCores() {
    return node.map(n -> (double) n.cores()).orElse((double) cores);
  }

  /** Memory that is paid for, GiB. */
  public double paidGib() {
    return node.map(NodeType::memoryGib).orElse(memoryBytes() / GIB);
  }
}
