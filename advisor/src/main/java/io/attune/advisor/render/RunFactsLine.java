package io.attune.advisor.render;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Ending;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.Slots;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.statistics.StageState;
import java.util.stream.Collectors;

/** The first line of a table: what ran, how long, on how much. */
final class RunFactsLine {
  private RunFactsLine() {}

  /** Executors of different kinds are no product. */
  private static String executors(ApplicationState application) {
    if (application.executorShapes().size() < 2) {
      Slots slots = application.slots();
      return product(slots.peakExecutors(), slots.coresPerExecutor());
    }
    return application.executorShapes().stream()
        .map(shape -> product(shape.peakExecutors(), shape.cores()))
        .collect(Collectors.joining(" and "));
  }

  private static String product(int executors, int cores) {
    return Amounts.counted(executors, "executor") + " × " + Amounts.counted(cores, "core");
  }

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
      line.append(executors(application)).append(", ");
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
