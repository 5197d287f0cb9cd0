package io.attune.advisor.statistics;

/**
 * What is summed and maximised over the successful task attempts of a stage. The order is part of
 * the binary form: new ones go to the end.
 */
public enum TaskMetric {
  /** Finish minus launch, as the driver saw it, milliseconds. */
  DURATION_MS,
  /** Time the executor ran the task, collections included, milliseconds. */
  EXECUTOR_RUN_TIME_MS,
  /** CPU time on the executor, nanoseconds. */
  EXECUTOR_CPU_TIME_NS,
  /** Time to deserialise the task, milliseconds. */
  EXECUTOR_DESERIALIZE_TIME_MS,
  /** CPU time to deserialise the task, nanoseconds. */
  EXECUTOR_DESERIALIZE_CPU_TIME_NS,
  /** Garbage-collection time of the JVM while the task ran, milliseconds. */
  JVM_GC_TIME_MS,
  /**
   * Duration less run time, deserialisation, result serialisation and result fetching, at least 0,
   * milliseconds; the definition of Spark's own user interface.
   */
  SCHEDULER_DELAY_MS,
  /** Time the driver fetched a large result, milliseconds. */
  GETTING_RESULT_TIME_MS,
  /** Time to serialise the result, milliseconds. */
  RESULT_SERIALIZATION_TIME_MS,
  /** Result sent to the driver, bytes. */
  RESULT_SIZE_BYTES,
  /** Peak execution memory, bytes. */
  PEAK_EXECUTION_MEMORY_BYTES,
  /** Spilled data as it was in memory, bytes. */
  MEMORY_BYTES_SPILLED,
  /** Spilled data as it is on disk, bytes. */
  DISK_BYTES_SPILLED,
  /** Read from storage or cache, bytes; under-counted for parquet by Spark 4.2. */
  INPUT_BYTES,
  /** Read from storage or cache, records. */
  INPUT_RECORDS,
  /** Written to storage, bytes. */
  OUTPUT_BYTES,
  /** Written to storage, records. */
  OUTPUT_RECORDS,
  /** Shuffle read, local and remote, bytes. */
  SHUFFLE_READ_BYTES,
  /** Shuffle read, records. */
  SHUFFLE_READ_RECORDS,
  /** Of the shuffle read, from other hosts, bytes. */
  SHUFFLE_REMOTE_READ_BYTES,
  /** Of the remote shuffle read, what went to disk, bytes. */
  SHUFFLE_REMOTE_READ_TO_DISK_BYTES,
  /** Shuffle blocks fetched, local and remote. */
  SHUFFLE_BLOCKS_FETCHED,
  /** Waiting for shuffle blocks, milliseconds. */
  SHUFFLE_FETCH_WAIT_TIME_MS,
  /** Shuffle written, bytes. */
  SHUFFLE_WRITE_BYTES,
  /** Shuffle written, records. */
  SHUFFLE_WRITE_RECORDS,
  /** Blocked on shuffle writes, nanoseconds. */
  SHUFFLE_WRITE_TIME_NS;

  private static final TaskMetric[] VALUES = values();

  static int count() {
    return VALUES.length;
  }
}
