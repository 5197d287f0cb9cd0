package io.attune.advisor.outcome;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import java.util.List;
import java.util.function.UnaryOperator;

/** Runs of one workload, judged one after the other, each with those before it as its history. */
final class NightlyRuns {
  private final Advisor advisor = Advisor.standard(RuleTable.standard());
  private WorkloadHistory history = WorkloadHistory.empty();
  private Assessment last;

  Assessment add(Run run) {
    last = advisor.assess(run, history);
    history = advisor.remember(history, run, last);
    return last;
  }

  /** As if the last run had been given other advice, such as a value that hurts. */
  void plant(UnaryOperator<RunSummary> change) {
    history = history.with(change.apply(history.runs().get(history.runs().size() - 1)));
  }

  WorkloadHistory history() {
    return history;
  }

  List<Outcome> outcomes() {
    return last.outcomes();
  }

  Recommendation recommendation(String property) {
    return last.recommendations().stream()
        .filter(r -> property.equals(r.getProperty()))
        .findFirst()
        .orElse(null);
  }
}
