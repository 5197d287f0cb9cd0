package io.attune.advisor.statistics;

import io.attune.schemas.ExecutorMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Spark's executor metrics, which merge by maximum. The order is part of the binary form: new ones
 * go to the end.
 */
public enum PeakMetric {
  /** Used heap, garbage included, bytes. */
  JVM_HEAP_MEMORY_BYTES,
  /** Used JVM memory outside the heap, bytes. */
  JVM_OFF_HEAP_MEMORY_BYTES,
  /** On-heap execution memory, bytes. */
  ON_HEAP_EXECUTION_MEMORY_BYTES,
  /** Off-heap execution memory, bytes. */
  OFF_HEAP_EXECUTION_MEMORY_BYTES,
  /** On-heap storage memory, bytes. */
  ON_HEAP_STORAGE_MEMORY_BYTES,
  /** Off-heap storage memory, bytes. */
  OFF_HEAP_STORAGE_MEMORY_BYTES,
  /** On-heap execution and storage memory together, bytes. */
  ON_HEAP_UNIFIED_MEMORY_BYTES,
  /** Off-heap execution and storage memory together, bytes. */
  OFF_HEAP_UNIFIED_MEMORY_BYTES,
  /** Direct byte buffers, bytes. */
  DIRECT_POOL_MEMORY_BYTES,
  /** Mapped byte buffers, bytes. */
  MAPPED_POOL_MEMORY_BYTES,
  /** Resident memory of the JVM process, bytes. */
  PROCESS_TREE_JVM_RSS_MEMORY_BYTES,
  /** Resident memory of Python children, bytes. */
  PROCESS_TREE_PYTHON_RSS_MEMORY_BYTES,
  /** Resident memory of other children, bytes. */
  PROCESS_TREE_OTHER_RSS_MEMORY_BYTES,
  /** Young collections so far. */
  MINOR_GC_COUNT,
  /** Time in young collections so far, milliseconds. */
  MINOR_GC_TIME_MS,
  /** Old collections so far. */
  MAJOR_GC_COUNT,
  /** Time in old collections so far, milliseconds. */
  MAJOR_GC_TIME_MS,
  /** Time in all collections so far, milliseconds. */
  TOTAL_GC_TIME_MS;

  private static final PeakMetric[] VALUES = values();

  static int count() {
    return VALUES.length;
  }

  static PeakMetric at(int ordinal) {
    return VALUES[ordinal];
  }

  /**
   * Whether a value of 0 means that nothing was measured: a process always has a heap and a size.
   */
  private boolean zeroIsUnknown() {
    return this == JVM_HEAP_MEMORY_BYTES
        || this == JVM_OFF_HEAP_MEMORY_BYTES
        || this == PROCESS_TREE_JVM_RSS_MEMORY_BYTES;
  }

  /** The value in an event, or -1 when the event does not know it. */
  long of(ExecutorMetrics event) {
    Long value = raw(event);
    return value == null || value < 0 || value == 0 && zeroIsUnknown() ? -1 : value;
  }

  private @Nullable Long raw(ExecutorMetrics event) {
    return switch (this) {
      case JVM_HEAP_MEMORY_BYTES -> event.getJvmHeapMemoryBytes();
      case JVM_OFF_HEAP_MEMORY_BYTES -> event.getJvmOffHeapMemoryBytes();
      case ON_HEAP_EXECUTION_MEMORY_BYTES -> event.getOnHeapExecutionMemoryBytes();
      case OFF_HEAP_EXECUTION_MEMORY_BYTES -> event.getOffHeapExecutionMemoryBytes();
      case ON_HEAP_STORAGE_MEMORY_BYTES -> event.getOnHeapStorageMemoryBytes();
      case OFF_HEAP_STORAGE_MEMORY_BYTES -> event.getOffHeapStorageMemoryBytes();
      case ON_HEAP_UNIFIED_MEMORY_BYTES -> event.getOnHeapUnifiedMemoryBytes();
      case OFF_HEAP_UNIFIED_MEMORY_BYTES -> event.getOffHeapUnifiedMemoryBytes();
      case DIRECT_POOL_MEMORY_BYTES -> event.getDirectPoolMemoryBytes();
      case MAPPED_POOL_MEMORY_BYTES -> event.getMappedPoolMemoryBytes();
      case PROCESS_TREE_JVM_RSS_MEMORY_BYTES -> event.getProcessTreeJvmRssMemoryBytes();
      case PROCESS_TREE_PYTHON_RSS_MEMORY_BYTES -> event.getProcessTreePythonRssMemoryBytes();
      case PROCESS_TREE_OTHER_RSS_MEMORY_BYTES -> event.getProcessTreeOtherRssMemoryBytes();
      case MINOR_GC_COUNT -> event.getMinorGcCount();
      case MINOR_GC_TIME_MS -> event.getMinorGcTimeMs();
      case MAJOR_GC_COUNT -> event.getMajorGcCount();
      case MAJOR_GC_TIME_MS -> event.getMajorGcTimeMs();
      case TOTAL_GC_TIME_MS -> event.getTotalGcTimeMs();
    };
  }
}
