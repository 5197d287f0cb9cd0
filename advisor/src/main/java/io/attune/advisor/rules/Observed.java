package io.attune.advisor.rules;

import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.PeakMetric;
import io.attune.advisor.statistics.RemovalCause;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What rules remember of a run although it may not have led to advice, so that what comes by chance
 * in one run and not in the next does not make advice come and go.
 */
public final class Observed {
  /** Attempts and executors that ran out of their heap. */
  static final String OUT_OF_HEAP = "out-of-heap";

  /** Wall time that copies of slow tasks could have saved, as a share of the span. */
  static final String SLOW_TASKS = "slow-tasks-share";

  /** Heap of the driver, bytes. */
  static final String DRIVER_HEAP = "driver-heap-bytes";

  /** The highest that was used of it, bytes. */
  static final String DRIVER_PEAK = "driver-peak-heap-bytes";

  private Observed() {}

  /** The numbers to remember of a run, by name. */
  public static Map<String, Double> of(RuleContext context) {
    RunFacts facts = context.facts();
    Map<String, Double> observed = new TreeMap<>();
    long outOfHeap =
        facts.failures(FailureCause.HEAP_OOM)
            + facts.removals().stream()
                .filter(removal -> removal.cause() == RemovalCause.HEAP_OOM)
                .count();
    if (outOfHeap > 0) {
      observed.put(OUT_OF_HEAP, (double) outOfHeap);
    }
    double saved = SlowTasks.savedShare(context);
    if (saved > 0) {
      observed.put(SLOW_TASKS, saved);
    }
    context
        .run()
        .application()
        .driver()
        .map(ExecutorState::peaks)
        .ifPresent(
            peaks ->
                peaks
                    .get(PeakMetric.JVM_HEAP_MEMORY_BYTES)
                    .ifPresent(peak -> observed.put(DRIVER_PEAK, (double) peak)));
    if (observed.containsKey(DRIVER_PEAK)) {
      observed.put(DRIVER_HEAP, (double) context.settings().driverHeapBytes());
    }
    return observed;
  }

  /** A number of a run; empty when there is none. */
  static OptionalDouble number(RunSummary run, String name) {
    Double value = run.observed().get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * The highest peak of the driver's heap in earlier runs with the same heap, bytes; 0 for none.
   */
  static long driverPeakBytes(WorkloadHistory history, long heapBytes) {
    return history.runs().stream()
        .filter(run -> number(run, DRIVER_HEAP).orElse(0) == heapBytes)
        .mapToLong(run -> Math.round(number(run, DRIVER_PEAK).orElse(0)))
        .max()
        .orElse(0);
  }
}
