package io.attune.advisor.render;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Ending;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.Slots;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.statistics.StageState;

/** The first line of a table: what ran, how long, on how much. */
final class RunFactsLine {
  private RunFactsLine() {}

  static String of(Run run) {
    ApplicationState application = run.application();
    Slots slots = application.slots();
    long tasks = run.stages().stream().mapToLong(StageState::attemptsSeen).sum();
    StringBuilder line = new StringBuilder();
    application.sparkVersion().ifPresent(v -> line.append("Spark ").append(v).append(", "));
    line.append(
        application
            .span()
            .map(span -> Amounts.duration(span.durationMs()) + " from first to last job, ")
            .orElse(""));
    if (slots.peak() > 0) {
      line.append(Amounts.counted(slots.peakExecutors(), "executor"))
          .append(" × ")
          .append(Amounts.counted(slots.coresPerExecutor(), "core"))
          .append(", ");
    }
    line.append(Amounts.counted(tasks, "task"))
        .append(" in ")
        .append(Amounts.counted(run.stages().size(), "stage"));
    if (application.ending() instanceof Ending.ByEvidence shown) {
      line.append("; ended by evidence: ").append(shown.evidence());
    }
    return line.toString();
  }
}
