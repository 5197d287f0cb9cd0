package io.attune.advisor.rules;

import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import java.util.OptionalDouble;

/**
 * What is kept of earlier runs although it may not have led to advice, by name, so that what comes
 * by chance in one run and not in the next does not make advice come and go.
 */
public final class Observations {
  /** Attempts and executors that ran out of their heap. */
  public static final String OUT_OF_HEAP = "out-of-heap";

  /** Wall time that copies of slow tasks could have saved, as a share of the span. */
  public static final String SLOW_TASKS = "slow-tasks-share";

  /** Heap of the driver, bytes. */
  public static final String DRIVER_HEAP = "driver-heap-bytes";

  /** The highest that was used of it, bytes. */
  public static final String DRIVER_PEAK = "driver-peak-heap-bytes";

  /** Tasks of stages that no other stage feeds, outside of SQL. */
  public static final String ROOT_TASKS = "root-tasks";

  /** Spark's default parallelism, where nobody set it. */
  public static final String PARALLELISM = "parallelism";

  private Observations() {}

  /** A number of a run; empty when there is none. */
  public static OptionalDouble number(RunSummary run, String name) {
    Double value = run.observed().get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * The highest peak of the driver's heap in earlier runs with the same heap, bytes; 0 for none.
   */
  public static long driverPeakBytes(WorkloadHistory history, long heapBytes) {
    return history.runs().stream()
        .filter(run -> number(run, DRIVER_HEAP).orElse(0) == heapBytes)
        .mapToLong(run -> Math.round(number(run, DRIVER_PEAK).orElse(0)))
        .max()
        .orElse(0);
  }
}
