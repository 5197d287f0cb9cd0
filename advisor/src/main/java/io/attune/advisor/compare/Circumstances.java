package io.attune.advisor.compare;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.statistics.TaskMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What differs of two whole runs, a clause each. */
final class Circumstances {
  private Circumstances() {}

  static List<String> of(Run before, Run after) {
    RunFacts was = RunFacts.of(before);
    RunFacts is = RunFacts.of(after);
    List<String> clauses = new ArrayList<>();
    Differences.bytes("input", was.sum(TaskMetric.INPUT_BYTES), is.sum(TaskMetric.INPUT_BYTES))
        .ifPresent(clauses::add);
    Differences.count(
            "input records", was.sum(TaskMetric.INPUT_RECORDS), is.sum(TaskMetric.INPUT_RECORDS))
        .ifPresent(clauses::add);
    Differences.duration("task time", was.taskTimeMs(), is.taskTimeMs()).ifPresent(clauses::add);
    Differences.bytes(
            "memory spilled",
            was.sum(TaskMetric.MEMORY_BYTES_SPILLED),
            is.sum(TaskMetric.MEMORY_BYTES_SPILLED))
        .ifPresent(clauses::add);
    unequal(
        clauses,
        "executors at most",
        executors(before.application()),
        executors(after.application()));
    unequal(clauses, "slots at most", slots(before), slots(after));
    unequal(
        clauses,
        "failed task attempts",
        was.attempts() - was.tasksSucceeded(),
        is.attempts() - is.tasksSucceeded());
    unequal(clauses, "executors lost", lost(was), lost(is));
    unequal(clauses, "failed jobs", was.failedJobs(), is.failedJobs());
    String version = before.application().sparkVersion().orElse("unknown");
    String newer = after.application().sparkVersion().orElse("unknown");
    if (!version.equals(newer)) {
      clauses.add("Spark " + newer + " instead of " + version);
    }
    return clauses;
  }

  private static void unequal(List<String> clauses, String what, long before, long after) {
    if (before != after) {
      clauses.add(
          String.format(
              Locale.ROOT,
              "%s %s instead of %s",
              what,
              Amounts.count(after),
              Amounts.count(before)));
    }
  }

  private static long executors(ApplicationState application) {
    return application.slots().peakExecutors();
  }

  private static long slots(Run run) {
    return run.application().slots().peak();
  }

  private static long lost(RunFacts facts) {
    return facts.faults().values().stream().mapToLong(List::size).sum();
  }
}
