package io.attune.events;

import io.attune.schemas.ExecutorMetrics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The executor metrics that Spark reports peaks of, with Spark's names. */
public enum ExecutorPeakMetric {
  /** Used JVM heap, garbage included; bytes. */
  JVM_HEAP_MEMORY("JVMHeapMemory", ExecutorMetrics::setJvmHeapMemoryBytes),
  /** Used JVM memory outside the heap; bytes. */
  JVM_OFF_HEAP_MEMORY("JVMOffHeapMemory", ExecutorMetrics::setJvmOffHeapMemoryBytes),
  /** On-heap execution memory; bytes. */
  ON_HEAP_EXECUTION_MEMORY("OnHeapExecutionMemory", ExecutorMetrics::setOnHeapExecutionMemoryBytes),
  /** Off-heap execution memory; bytes. */
  OFF_HEAP_EXECUTION_MEMORY(
      "OffHeapExecutionMemory", ExecutorMetrics::setOffHeapExecutionMemoryBytes),
  /** On-heap storage memory; bytes. */
  ON_HEAP_STORAGE_MEMORY("OnHeapStorageMemory", ExecutorMetrics::setOnHeapStorageMemoryBytes),
  /** Off-heap storage memory; bytes. */
  OFF_HEAP_STORAGE_MEMORY("OffHeapStorageMemory", ExecutorMetrics::setOffHeapStorageMemoryBytes),
  /** On-heap execution and storage memory together; bytes. */
  ON_HEAP_UNIFIED_MEMORY("OnHeapUnifiedMemory", ExecutorMetrics::setOnHeapUnifiedMemoryBytes),
  /** Off-heap execution and storage memory together; bytes. */
  OFF_HEAP_UNIFIED_MEMORY("OffHeapUnifiedMemory", ExecutorMetrics::setOffHeapUnifiedMemoryBytes),
  /** Direct byte buffers; bytes. */
  DIRECT_POOL_MEMORY("DirectPoolMemory", ExecutorMetrics::setDirectPoolMemoryBytes),
  /** Mapped byte buffers; bytes. */
  MAPPED_POOL_MEMORY("MappedPoolMemory", ExecutorMetrics::setMappedPoolMemoryBytes),
  /** Virtual memory of the JVM process; bytes. */
  PROCESS_TREE_JVM_V_MEMORY(
      "ProcessTreeJVMVMemory", ExecutorMetrics::setProcessTreeJvmVMemoryBytes),
  /** Resident memory of the JVM process; bytes. */
  PROCESS_TREE_JVM_RSS_MEMORY(
      "ProcessTreeJVMRSSMemory", ExecutorMetrics::setProcessTreeJvmRssMemoryBytes),
  /** Virtual memory of Python children; bytes. */
  PROCESS_TREE_PYTHON_V_MEMORY(
      "ProcessTreePythonVMemory", ExecutorMetrics::setProcessTreePythonVMemoryBytes),
  /** Resident memory of Python children; bytes. */
  PROCESS_TREE_PYTHON_RSS_MEMORY(
      "ProcessTreePythonRSSMemory", ExecutorMetrics::setProcessTreePythonRssMemoryBytes),
  /** Virtual memory of other children; bytes. */
  PROCESS_TREE_OTHER_V_MEMORY(
      "ProcessTreeOtherVMemory", ExecutorMetrics::setProcessTreeOtherVMemoryBytes),
  /** Resident memory of other children; bytes. */
  PROCESS_TREE_OTHER_RSS_MEMORY(
      "ProcessTreeOtherRSSMemory", ExecutorMetrics::setProcessTreeOtherRssMemoryBytes),
  /** Young collections so far. */
  MINOR_GC_COUNT("MinorGCCount", ExecutorMetrics::setMinorGcCount),
  /** Time in young collections so far; milliseconds. */
  MINOR_GC_TIME("MinorGCTime", ExecutorMetrics::setMinorGcTimeMs),
  /** Old collections so far. */
  MAJOR_GC_COUNT("MajorGCCount", ExecutorMetrics::setMajorGcCount),
  /** Time in old collections so far; milliseconds. */
  MAJOR_GC_TIME("MajorGCTime", ExecutorMetrics::setMajorGcTimeMs),
  /** Time in all collections so far; milliseconds. */
  TOTAL_GC_TIME("TotalGCTime", ExecutorMetrics::setTotalGcTimeMs),
  /** Concurrent collections so far; Spark 4. */
  CONCURRENT_GC_COUNT("ConcurrentGCCount", ExecutorMetrics::setConcurrentGcCount),
  /** Time in concurrent collections so far; milliseconds; Spark 4. */
  CONCURRENT_GC_TIME("ConcurrentGCTime", ExecutorMetrics::setConcurrentGcTimeMs);

  private static final Map<String, ExecutorPeakMetric> BY_SPARK_NAME = new HashMap<>();

  static {
    for (ExecutorPeakMetric metric : values()) {
      BY_SPARK_NAME.put(metric.sparkName, metric);
    }
  }

  private final String sparkName;
  private final BiConsumer<ExecutorMetrics, Long> setter;

  ExecutorPeakMetric(String sparkName, BiConsumer<ExecutorMetrics, Long> setter) {
    this.sparkName = sparkName;
    this.setter = setter;
  }

  /** Spark's name, as in its event log and in {@code ExecutorMetrics.getMetricValue}. */
  public String sparkName() {
    return sparkName;
  }

  /** Returns the metric with Spark's name. */
  public static Optional<ExecutorPeakMetric> ofSparkName(String name) {
    return Optional.ofNullable(BY_SPARK_NAME.get(name));
  }

  /** Whether it is a process tree metric, which Spark does not collect by default. */
  boolean ofProcessTree() {
    return compareTo(PROCESS_TREE_JVM_V_MEMORY) >= 0
        && compareTo(PROCESS_TREE_OTHER_RSS_MEMORY) <= 0;
  }

  void set(ExecutorMetrics target, Long value) {
    setter.accept(target, value);
  }
}
