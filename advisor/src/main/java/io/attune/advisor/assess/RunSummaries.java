package io.attune.advisor.assess;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SettingValues;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.cost.Cost;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.SettingsInForce;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.prediction.Calibration;
import io.attune.advisor.prediction.Predictor;
import io.attune.advisor.prediction.RunModel;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.executors.KeptAdvice;
import io.attune.advisor.rules.reliability.RegressionRule;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Recommendation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Draws what is worth remembering out of a run. */
final class RunSummaries {
  private static final double HOUR_MS = 3_600_000;

  /** Settings of one run that advice is remembered for, the most severe first. */
  private static final int MOST_ADVICE = 32;

  private final RuleTable table;
  private final CostModel costs;

  RunSummaries(RuleTable table, CostModel costs) {
    this.table = table;
    this.costs = costs;
  }

  /** What was measured, without what was advised. */
  RunSummary measured(Run run, WorkloadHistory past) {
    ApplicationState application = run.application();
    RunFacts facts = RunFacts.of(run);
    long outOfMemory =
        facts.failures(FailureCause.HEAP_OOM) + removals(facts, RemovalCause.HEAP_OOM);
    long killed = removals(facts, RemovalCause.CONTAINER_KILL);
    boolean censored =
        outOfMemory > 0
            || facts.heapUse() >= table.number("gc-pressure.full-heap-share")
            || facts.gcShare() >= table.number("gc-pressure.high-share");
    long failed = facts.attempts() - facts.tasksSucceeded();
    long lost = facts.faults().values().stream().mapToLong(List::size).sum();
    RunSummary.Builder summary =
        RunSummary.of(application.applicationId(), application.start().orElse(Instant.EPOCH))
            .sparkVersion(application.sparkVersion().orElse(""))
            .succeeded(
                facts.failedJobs() == 0
                    && RunFacts.cutOffJobs(application) == 0
                    && application.exitCode().orElse(0) == 0)
            .time(application.durationMs().orElse(0), facts.spanMs())
            .input(
                Math.max(facts.sum(TaskMetric.INPUT_BYTES), fileBytesRead(application)),
                facts.sum(TaskMetric.INPUT_RECORDS),
                facts.sum(TaskMetric.SHUFFLE_WRITE_RECORDS))
            .tasks(
                facts.sum(TaskMetric.EXECUTOR_RUN_TIME_MS),
                facts.sum(TaskMetric.JVM_GC_TIME_MS),
                facts.sum(TaskMetric.MEMORY_BYTES_SPILLED))
            .heap(
                facts.cluster().heapBytes() > 0
                    ? OptionalLong.of(facts.cluster().heapBytes())
                    : OptionalLong.empty(),
                facts.peakHeapBytes(),
                censored)
            .failures(failed + lost, outOfMemory + killed)
            .completeness(run.completeness())
            .slots(application.slots().peak())
            .predictedSpanMs(predicted(run))
            .settings(SettingsInForce.of(run, past.namedProperties()));
    Cost cost = costs.cost(run);
    summary.lifetimes(
        Math.round(cost.coreHours() * HOUR_MS), Math.round(cost.gibHours() * HOUR_MS));
    if (cost.amount() > 0) {
      summary.cost(cost.amount(), cost.unit());
    }
    return summary.build();
  }

  /** The whole summary: what was measured, and what was advised with which expectation. */
  RunSummary of(Run run, WorkloadHistory past, Assessment assessment) {
    RunSummary measured = measured(run, past);
    Set<String> advised =
        assessment.recommendations().stream()
            .map(
                r ->
                    r.getProperty() == null ? r.getRuleId() : r.getRuleId() + "/" + r.getProperty())
            .collect(Collectors.toSet());
    List<PastAdvice> recommended =
        assessment.recommendations().stream()
            .flatMap(r -> advice(r, measured).stream())
            .limit(MOST_ADVICE)
            .toList();
    Set<String> named = new TreeSet<>(past.namedProperties());
    recommended.forEach(advice -> named.add(advice.property()));
    return measured
        .but()
        .settings(SettingsInForce.of(run, named))
        .recommended(recommended)
        .advised(advised)
        .observed(observed(run, past, assessment))
        .build();
  }

  private Map<String, Double> observed(Run run, WorkloadHistory past, Assessment assessment) {
    Map<String, Double> observed = new TreeMap<>(observed(run, past));
    for (Recommendation r : assessment.recommendations()) {
      if (r.getConfidence().getConditions().stream()
          .anyMatch(condition -> condition.getName().equals(KeptAdvice.CONDITION))) {
        observed.put(KeptAdvice.observedAs(r.getRuleId()), 1.0);
      }
    }
    return observed;
  }

  /** Nothing where observing throws: the rule that observes the same has failed, and said so. */
  private Map<String, Double> observed(Run run, WorkloadHistory past) {
    try {
      return RunObservations.of(new RuleContext(run, past, table));
    } catch (RuntimeException e) {
      return Map.of();
    }
  }

  /** Empty for advice without a setting. */
  private static Optional<PastAdvice> advice(Recommendation r, RunSummary run) {
    String property = r.getProperty();
    String recommended = r.getRecommended();
    return property == null || recommended == null
        ? Optional.empty()
        : Optional.of(
            new PastAdvice(
                property,
                r.getRuleId(),
                r.getEtag(),
                Optional.ofNullable(r.getCurrent()),
                recommended,
                Optional.ofNullable(r.getLowerBound()),
                Optional.ofNullable(r.getUpperBound()),
                r.getUnit() == null ? "none" : r.getUnit(),
                isForReliability(r, property, recommended, run),
                r.getImpact()));
  }

  /** Whether it is to stop failures: judged by whether they stop, and not by what that costs. */
  private static boolean isForReliability(
      Recommendation r, String property, String recommended, RunSummary run) {
    if (r.getRuleId().equals(RegressionRule.ID)) {
      return run.memoryFailures() > 0;
    }
    if (r.getCategory() == Category.RELIABILITY) {
      return run.failures() > 0 || !run.succeeded();
    }
    OptionalDouble wanted = SettingValues.magnitude(property, recommended);
    return run.memoryFailures() > 0
        && property.toLowerCase(Locale.ROOT).contains("memory")
        && r.getCurrent() != null
        && wanted.orElse(0)
            > SettingValues.magnitude(property, r.getCurrent()).orElse(Double.MAX_VALUE);
  }

  private static long removals(RunFacts facts, RemovalCause cause) {
    return facts.removals().stream().filter(removal -> removal.cause() == cause).count();
  }

  private static long fileBytesRead(ApplicationState application) {
    return application.sqlExecutions().stream()
        .flatMap(execution -> execution.nodes().stream())
        .map(SqlNode::fileBytesRead)
        .mapToLong(bytes -> bytes.orElse(0))
        .sum();
  }

  /** Unknown where the replay throws: the forecast of the same run has failed, and said so. */
  private OptionalLong predicted(Run run) {
    try {
      Optional<RunModel> model = RunModel.of(run);
      return model.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(
              new Predictor(model.get(), Calibration.none(), table)
                  .predict(model.get().trainingSize())
                  .spanMs());
    } catch (RuntimeException e) {
      return OptionalLong.empty();
    }
  }
}
