package io.attune.advisor.rules.reliability;

import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.FailureTally;
import io.attune.advisor.statistics.HostTally;
import io.attune.advisor.table.RuleTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The host on which most attempts failed for a reason that may be the host's.
 *
 * @param host its name
 * @param failures attempts that failed there
 * @param all attempts that failed anywhere for such a reason
 * @param workShare share of the tasks of the run that succeeded there
 * @param elsewhere tasks that succeeded on other hosts: without any, no host is worse than others
 */
record FailingHost(String host, long failures, long all, double workShare, long elsewhere) {

  private static final String MAX_FAILURES = "spark.task.maxFailures";

  /** Empty when no such attempt failed on a host that is known. */
  static Optional<FailingHost> worst(RuleContext context) {
    Map<String, Long> failures = new HashMap<>();
    Map<String, Long> successes = new HashMap<>();
    Predicate<FailureTally> explained = FailedExecutionRule.explained(context);
    for (StageFacts stage : context.facts().stages()) {
      for (FailureTally tally : stage.state().failures()) {
        if (tally.cause() == FailureCause.USER_CODE || tally.cause() == FailureCause.OTHER) {
          // What failed a job is one task that failed everywhere it was tried, by chance there.
          boolean told = explained.test(tally);
          long own = told ? context.settings().number(MAX_FAILURES).orElse(4) : 0;
          failures.merge(tally.host(), Math.max(0, tally.count() - own), Long::sum);
        }
      }
      for (HostTally host : stage.state().hosts()) {
        successes.merge(host.host(), host.count(), Long::sum);
      }
    }
    long all = failures.values().stream().mapToLong(Long::longValue).sum();
    double tasks = Math.max(1, context.facts().tasksSucceeded());
    return failures.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty())
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(
            entry ->
                new FailingHost(
                    entry.getKey(),
                    entry.getValue(),
                    all,
                    successes.getOrDefault(entry.getKey(), 0L) / tasks,
                    successes.entrySet().stream()
                        .filter(host -> !host.getKey().equals(entry.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum()));
  }

  /** Share of the failures that happened there. */
  double share() {
    return (double) failures / all;
  }

  /** Whether nearly all failures happen there while others do most of the work. */
  boolean isToBlame(RuleTable table) {
    return elsewhere > 0
        && failures >= table.number("task-failures.host-min-failures")
        && share() >= table.number("task-failures.host-share")
        && workShare <= table.number("task-failures.host-max-work-share");
  }
}
