package io.attune.advisor.assess;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.rules.Observations;
import io.attune.advisor.rules.RuleContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether the number of tasks of a workload follows the cluster. One run cannot tell; a second one
 * at another size can.
 */
final class SecondSize {
  /** Tasks are counted: more than a rounding of a few is another number. */
  private static final double SAME = 0.02;

  private SecondSize() {}

  /** Notes what a later run at another size is compared with. */
  static void observe(RuleContext context, Map<String, Double> observed) {
    double tasks = rootTasks(context.run().application());
    double parallelism = parallelism(context);
    if (tasks > 0 && parallelism > 0) {
      observed.put(Observations.ROOT_TASKS, tasks);
      observed.put(Observations.PARALLELISM, parallelism);
    }
  }

  /**
   * What the newest earlier run at another size shows; empty where there is none, or where neither
   * reading fits it.
   */
  static Optional<Boolean> following(RuleContext context) {
    double tasks = rootTasks(context.run().application());
    double parallelism = parallelism(context);
    List<RunSummary> runs = context.history().runs();
    for (int i = runs.size() - 1; i >= 0 && tasks > 0; i--) {
      OptionalDouble then = Observations.number(runs.get(i), Observations.ROOT_TASKS);
      double size = Observations.number(runs.get(i), Observations.PARALLELISM).orElse(parallelism);
      if (then.isPresent() && size != parallelism) {
        return isSame(tasks, then.getAsDouble())
            ? Optional.of(false)
            : isSame(tasks, then.getAsDouble() * parallelism / size)
                ? Optional.of(true)
                : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isSame(double tasks, double others) {
    return Math.abs(tasks - others) <= SAME * others;
  }

  private static double rootTasks(ApplicationState application) {
    return application.stages().stream()
        .filter(stage -> stage.submissionTime().isPresent() && stage.stageAttempt() == 0)
        .filter(stage -> stage.parentStageIds().isEmpty() && stage.sqlExecutionId().isEmpty())
        .mapToLong(StageDescriptor::numTasks)
        .sum();
  }

  private static double parallelism(RuleContext context) {
    return context.settings().isSet("spark.default.parallelism")
        ? 0
        : (double) context.run().application().slots().peakExecutors()
            * context.run().application().slots().coresPerExecutor();
  }
}
