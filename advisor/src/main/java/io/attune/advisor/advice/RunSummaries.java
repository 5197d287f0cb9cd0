package io.attune.advisor.advice;

import io.attune.advisor.Run;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.rules.RuleTable;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.advisor.statistics.TaskMetric;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws what is worth remembering out of a run. */
final class RunSummaries {
  private RunSummaries() {}

  static RunSummary of(Run run, Assessment assessment, RuleTable table) {
    RunFacts facts = RunFacts.of(run);
    Set<String> spoken =
        assessment.recommendations().stream()
            .map(
                r ->
                    r.getProperty() == null ? r.getRuleId() : r.getRuleId() + "/" + r.getProperty())
            .collect(Collectors.toSet());
    long outOfMemory =
        facts.failures(FailureCause.HEAP_OOM)
            + facts.removals().stream().filter(r -> r.cause() == RemovalCause.HEAP_OOM).count();
    boolean censored =
        outOfMemory > 0
            || facts.heapUse() >= table.number("gc-pressure.full-heap-share")
            || facts.gcShare() >= table.number("gc-pressure.high-share");
    long failed = facts.attempts() - facts.tasksSucceeded();
    long lost = facts.faults().values().stream().mapToLong(java.util.List::size).sum();
    return new RunSummary(
        assessment.applicationId(),
        assessment.started(),
        facts.spanMs(),
        facts.sum(TaskMetric.INPUT_RECORDS),
        facts.sum(TaskMetric.EXECUTOR_RUN_TIME_MS),
        facts.sum(TaskMetric.JVM_GC_TIME_MS),
        facts.sum(TaskMetric.MEMORY_BYTES_SPILLED),
        facts.cluster().heapBytes() > 0
            ? OptionalLong.of(facts.cluster().heapBytes())
            : OptionalLong.empty(),
        facts.peakHeapBytes(),
        censored,
        failed + lost,
        spoken);
  }
}
