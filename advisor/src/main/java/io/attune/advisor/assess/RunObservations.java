package io.attune.advisor.assess;

import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.rules.Observations;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.reliability.SlowTasks;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.PeakMetric;
import io.attune.advisor.statistics.RemovalCause;
import java.util.Map;
import java.util.TreeMap;

/** Takes the {@link Observations} of a run. */
final class RunObservations {
  private RunObservations() {}

  /** The numbers to remember of a run, by name. */
  static Map<String, Double> of(RuleContext context) {
    RunFacts facts = context.facts();
    Map<String, Double> observed = new TreeMap<>();
    long outOfHeap =
        facts.failures(FailureCause.HEAP_OOM)
            + facts.removals().stream()
                .filter(removal -> removal.cause() == RemovalCause.HEAP_OOM)
                .count();
    if (outOfHeap > 0) {
      observed.put(Observations.OUT_OF_HEAP, (double) outOfHeap);
    }
    double saved = SlowTasks.savedShare(context);
    if (saved > 0) {
      observed.put(Observations.SLOW_TASKS, saved);
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
                    .ifPresent(peak -> observed.put(Observations.DRIVER_PEAK, (double) peak)));
    if (observed.containsKey(Observations.DRIVER_PEAK)) {
      observed.put(Observations.DRIVER_HEAP, (double) context.settings().driverHeapBytes());
    }
    SecondSize.observe(context, observed);
    return observed;
  }
}
