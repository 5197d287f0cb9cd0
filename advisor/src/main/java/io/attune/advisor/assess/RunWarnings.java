package io.attune.advisor.assess;

import io.attune.advisor.application.Ending;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.Thinning;
import io.attune.advisor.cost.Objective;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.setting.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the reader of an assessment should know about the data it rests on, a sentence each. */
final class RunWarnings {
  private RunWarnings() {}

  /**
   * The sentences.
   *
   * @param refutation why the run refutes its own replay; empty where it does not
   */
  static List<String> of(Run run, Optional<String> refutation) {
    List<String> warnings = of(run);
    refutation.ifPresent(why -> warnings.add("Times at other sizes are left out: " + why + "."));
    return warnings;
  }

  private static List<String> of(Run run) {
    List<String> warnings = new ArrayList<>();
    if (!run.application().ended()) {
      warnings.add("The application has not ended: this is what can be said so far.");
    }
    if (run.application().ending() instanceof Ending.ByEvidence shown) {
      warnings.add("No end was seen; taken as ended because " + shown.evidence() + ".");
    }
    long cutOff = RunFacts.cutOffJobs(run.application());
    if (cutOff > 0) {
      warnings.add(
          Amounts.counted(cutOff, "job")
              + (cutOff == 1 ? " was" : " were")
              + " cut off by the application's end: what is missing is not in these figures, and"
              + " the run is not compared with others.");
    }
    if (!run.application().hasEnvironment()) {
      warnings.add(
          "The application's configuration is not known, so Spark's defaults are assumed.");
    }
    double completeness = run.completeness();
    if (completeness < 1) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "Only %.1f %% of the tasks that ran were seen: sums are too low by as much.",
              completeness * 100));
    }
    long lost = run.application().taskEventsLost();
    if (lost > 0) {
      warnings.add(Amounts.counted(lost, "task event") + " did not arrive, as the sender reports.");
    }
    if (Thinning.isThinned(run.application())) {
      warnings.add(
          "The application reported more than is kept of one application: what came first is"
              + " missing, and tasks beyond the limits were not counted.");
    }
    if (run.application().foldedStages() > 0) {
      warnings.add(
          Amounts.counted(run.application().foldedStages(), "stage")
              + " of a very long application are kept as sums only.");
    }
    Objective.problem(run.application().settings()).ifPresent(warnings::add);
    if (isParquetOnSpark4(run)) {
      warnings.add(
          "Spark 4 counts too few input bytes for parquet; the sizes of the files are used"
              + " instead where they are known.");
    }
    return warnings;
  }

  private static boolean isParquetOnSpark4(Run run) {
    return run.application().settings().isSparkAtLeast(4, 0)
        && run.application().sqlExecutions().stream()
            .flatMap(execution -> execution.nodes().stream())
            .anyMatch(node -> node.name().trim().startsWith("Scan parquet"));
  }
}
