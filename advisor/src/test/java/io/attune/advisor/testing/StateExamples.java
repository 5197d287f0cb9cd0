package io.attune.advisor.testing;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.assess.AdviceLedger;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.TriedValue;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.statistics.StageState;
import io.attune.schemas.Accumulable;
import io.attune.schemas.DriverAccumulators;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.Impact;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.PlanNode;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.StageCompleted;
import io.attune.schemas.StageInfo;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * One value of each kind of stored state in which everything is in use, each part with values of
 * its own. What they are made of follows from names, so they are the same in every build, and the
 * bytes that a version stores of them are kept in {@code src/test/resources/state}.
 */
public final class StateExamples {
  private static final Instant BEGIN = Instant.parse("2026-01-05T02:00:00Z");
  private static final String APPLICATION = "app-20260105-0001";
  private static final String WORKLOAD = "nightly orders/à la carte";

  private StateExamples() {}

  /** A stage attempt with more tasks, hosts, executors and failures than are told apart. */
  public static StageState stage() {
    StageState stage = new StageState(7, 1);
    TaskEndReason[] reasons = TaskEndReason.values();
    for (int i = 0; i < 120; i++) {
      boolean fails = i % 3 == 2;
      TaskMetrics task = task(i, fails ? reasons[i / 3 % reasons.length] : TaskEndReason.SUCCESS);
      stage.add(task);
      if (fails) {
        task.setTaskAttempt(1);
        task.setEndReason(TaskEndReason.SUCCESS);
        stage.add(task);
      }
    }
    TaskMetrics broken = task(500, TaskEndReason.SUCCESS);
    broken.getMetrics().setInputBytes(-1);
    stage.add(broken);
    TaskMetrics bare = task(501, TaskEndReason.SUCCESS);
    bare.setMetrics(null);
    stage.add(bare);
    TaskMetrics resubmitted = task(0, TaskEndReason.RESUBMITTED);
    stage.add(resubmitted);
    for (int i = 0; i < 20; i++) {
      stage.mergePeaks(Filled.record(ExecutorMetrics.class, "executor-" + i));
    }
    return stage;
  }

  private static TaskMetrics task(int index, TaskEndReason reason) {
    TaskMetrics task = Filled.record(TaskMetrics.class, "task-" + index % 29);
    Instant launch = BEGIN.plusMillis(1_000L * index);
    long duration = 60_000 + 137L * Filled.number("duration-" + index) / 1_000;
    task.setStageId(7);
    task.setStageAttempt(1);
    task.setTaskId(10_000L + index);
    task.setTaskIndex(index);
    task.setTaskAttempt(0);
    task.setHost("host-" + index % 37);
    task.setExecutorId(Integer.toString(index % 37));
    task.setSpeculative(index % 5 == 0);
    task.setLaunchTime(launch);
    task.setFinishTime(launch.plusMillis(duration));
    task.setGettingResultTime(index % 4 == 0 ? launch.plusMillis(duration - 250 - index) : null);
    task.setEndReason(reason);
    task.getFailure().setErrorClass("java.lang.Exception" + index % 9);
    task.setMetrics(metrics(index));
    return task;
  }

  private static TaskMetricValues metrics(int index) {
    TaskMetricValues metrics = Filled.record(TaskMetricValues.class, "metrics-" + index);
    metrics.setExecutorRunTimeMs(40_000L + index);
    metrics.setExecutorDeserializeTimeMs(100L + index);
    metrics.setResultSerializationTimeMs(10L + index);
    return metrics;
  }

  /** An application to which two of every kind of event came. */
  public static ApplicationState application() {
    ApplicationState application = new ApplicationState(APPLICATION);
    for (String salt : List.of("a", "b")) {
      for (Schema.Field field : LifecycleEvent.SCHEMA$.getFields()) {
        // Streams came later, and stand beside the stored form.
        if (isPayload(field) && !field.name().startsWith("streaming")) {
          application.apply(event(field, salt));
        }
      }
      LifecycleEvent dropped = event(LifecycleEvent.SCHEMA$.getField("blockUpdated"), salt);
      dropped.getBlockUpdated().setPartition(70);
      dropped.getBlockUpdated().setMemoryBytes(0L);
      dropped.getBlockUpdated().setDiskBytes(0L);
      application.apply(dropped);
      ExecutorMetrics peaks = Filled.record(ExecutorMetrics.class, "peaks-" + salt);
      peaks.setApplicationId(APPLICATION);
      peaks.setExecutorId("executor-" + salt);
      application.apply(peaks);
      peaks.setExecutorId(ExecutorState.DRIVER);
      application.apply(peaks);
    }
    return application;
  }

  private static boolean isPayload(Schema.Field field) {
    return field.schema().isUnion()
        && field.schema().getTypes().stream().anyMatch(t -> t.getType() == Schema.Type.RECORD);
  }

  private static LifecycleEvent event(Schema.Field payload, String salt) {
    LifecycleEvent whole = Filled.record(LifecycleEvent.class, salt);
    LifecycleEvent event = Filled.record(LifecycleEvent.class, salt);
    for (Schema.Field field : LifecycleEvent.SCHEMA$.getFields()) {
      if (isPayload(field)) {
        event.put(field.pos(), null);
      }
    }
    event.setApplicationId(APPLICATION);
    event.put(payload.pos(), whole.get(payload.pos()));
    makeOneStory(event, salt);
    return event;
  }

  /** Ids that belong together: what is said of one thing in several events. */
  private static void makeOneStory(LifecycleEvent event, String salt) {
    int number = salt.charAt(0) - 'a';
    if (event.getApplicationEnded() != null && number == 0) {
      event.getApplicationEnded().setEvidence(null);
    }
    // They came later, and stand beside the stored form.
    event.setRunningTasks(null);
    if (event.getApplicationStarted() != null) {
      event.getApplicationStarted().setSparkVersion("3.5." + number);
    }
    if (event.getEnvironmentUpdated() != null) {
      // They came later, and stand beside the stored form.
      event.getEnvironmentUpdated().getContext().setPlatform(null);
      event.getEnvironmentUpdated().getContext().setPlatformIds(null);
      event
          .getEnvironmentUpdated()
          .setSparkProperties(
              Map.of("spark.app.name", WORKLOAD, "spark.one." + salt, salt, "no.spark", "left"));
    }
    if (event.getResourceProfileAdded() != null) {
      event.getResourceProfileAdded().setResourceProfileId(number);
    }
    if (event.getExecutorAdded() != null) {
      event.getExecutorAdded().setExecutorId("executor-" + salt);
    }
    if (event.getExecutorRemoved() != null) {
      event.getExecutorRemoved().setExecutorId("executor-" + salt);
    }
    if (event.getBlockManagerAdded() != null) {
      event.getBlockManagerAdded().setExecutorId("executor-" + salt);
    }
    if (event.getJobStarted() != null) {
      event.getJobStarted().setJobId(number);
      // It is stored as an addition, which job-contexts.bin is an example of.
      event.getJobStarted().setContext(null);
      event.getJobStarted().getStages().forEach(stage -> identify(stage, number));
    }
    if (event.getJobEnded() != null) {
      event.getJobEnded().setJobId(number);
    }
    if (event.getStageSubmitted() != null) {
      identify(event.getStageSubmitted().getStage(), number);
    }
    if (event.getStageCompleted() != null) {
      complete(event.getStageCompleted(), number);
    }
    if (event.getSqlExecutionStarted() != null) {
      event.getSqlExecutionStarted().setExecutionId(number);
      connect(event.getSqlExecutionStarted().getPlan());
    }
    if (event.getSqlPlanChanged() != null) {
      event.getSqlPlanChanged().setExecutionId(number);
      connect(event.getSqlPlanChanged().getPlan());
    }
    if (event.getSqlExecutionEnded() != null) {
      event.getSqlExecutionEnded().setExecutionId(number);
    }
    if (event.getDriverAccumulators() != null) {
      measure(event.getDriverAccumulators(), number);
    }
    if (event.getBlockUpdated() != null) {
      event.getBlockUpdated().setRddId(number);
      event.getBlockUpdated().setPartition(3 + number);
    }
  }

  private static void identify(StageInfo stage, int number) {
    stage.setStageId(10 + number);
    stage.setStageAttempt(number);
    stage.setResourceProfileId(number);
    for (int i = 0; i < stage.getRdds().size(); i++) {
      stage.getRdds().get(i).setRddId(10 * number + i);
    }
  }

  private static void complete(StageCompleted event, int number) {
    identify(event.getStage(), number);
    event.setAccumulables(List.of(accumulable(1_000L + number, 77L + number)));
  }

  private static void measure(DriverAccumulators event, int number) {
    event.setExecutionId(number);
    event.setUpdates(List.of(accumulable(2_000L, 88L), accumulable(2_001L, 99L)));
  }

  private static Accumulable accumulable(long id, long value) {
    return Accumulable.newBuilder().setAccumulatorId(id).setName("any").setValue(value).build();
  }

  private static void connect(List<PlanNode> plan) {
    for (int i = 0; i < plan.size(); i++) {
      PlanNode node = plan.get(i);
      node.setParentIndex(i == 0 ? null : i - 1);
      node.setDescription("x".repeat(200) + node.getDescription());
      for (int metric = 0; metric < node.getMetrics().size(); metric++) {
        node.getMetrics().get(metric).setAccumulatorId(1_000L * (1 + i) + metric);
      }
    }
  }

  /** A history of three runs and of two values that were tried in them. */
  public static WorkloadHistory history() {
    WorkloadHistory history = WorkloadHistory.empty();
    for (int day = 0; day < 3; day++) {
      history = history.with(run(day), day == 0 ? List.of() : List.of(tried(day)));
    }
    return history;
  }

  private static RunSummary run(int day) {
    RunSummary.Builder run =
        RunSummary.of("app-" + day, BEGIN.plusSeconds(86_400L * day))
            .sparkVersion("3.5." + day)
            .succeeded(day % 2 == 0)
            .time(9_001 + day, 8_002 + day)
            .lifetimes(7_003 + day, 6_004 + day)
            .input(5_005 + day, 4_006 + day, 3_007 + day)
            .tasks(2_008 + day, 1_009 + day, 910 + day)
            .heap(
                day == 0 ? OptionalLong.empty() : OptionalLong.of(811 + day),
                day == 0 ? OptionalLong.empty() : OptionalLong.of(712 + day),
                day % 2 == 1)
            .failures(13 + day, 4 + day)
            .completeness(1 - day / 16.0)
            .slots(15 + day)
            .predictedSpanMs(day == 0 ? OptionalLong.empty() : OptionalLong.of(616 + day))
            .settings(Map.of("spark.one", "1", "spark.two", "zwei"))
            .recommended(List.of(advice("spark.one"), advice("spark.two")))
            .observed(Map.of("one", 0.125 * day, "two", -2.5));
    return (day == 0 ? run : run.cost(0.25 * day, "core-hours"))
        .advised(Set.of("rule/spark.one", "other-rule"))
        .build();
  }

  private static PastAdvice advice(String property) {
    return new PastAdvice(
        property,
        "rule-of-" + property,
        "etag-of-" + property,
        Optional.of("before"),
        "after",
        Optional.of("lower"),
        Optional.of("upper"),
        "bytes",
        true,
        Filled.record(Impact.class, property));
  }

  private static TriedValue tried(int day) {
    boolean regressed = day == 1;
    TriedValue.OnTime time =
        new TriedValue.OnTime(
            OptionalDouble.of(0.5 / day), OptionalDouble.of(0.125), 1_000.5 + day, 2_000 + day);
    return new TriedValue(
        new TriedValue.InRun(
            "app-" + day, BEGIN.plusSeconds(86_400L * day), 117 + day, "3.5." + day),
        new TriedValue.Setting(
            "spark.one",
            "rule-of-spark.one",
            regressed ? Optional.empty() : Optional.of("before-" + day),
            "applied-" + day,
            "count"),
        regressed ? RecommendationState.REGRESSED : RecommendationState.SUCCEEDED,
        new TriedValue.Consequence(
            time, regressed ? OptionalDouble.empty() : OptionalDouble.of(-0.25), regressed));
  }

  /**
   * What is published for a workload, in every state that an entry can be in: published, absent
   * once, missed by a later run, withdrawn, and dismissed with and without something to say.
   */
  public static AdviceLedger ledger() {
    AdviceLedger ledger = new AdviceLedger();
    fill(ledger);
    return ledger;
  }

  /** Does to an empty ledger what makes it {@link #ledger()}. */
  public static void fill(AdviceLedger ledger) {
    List<Recommendation> first = new ArrayList<>();
    for (String name : List.of("stays", "gone", "missed", "dismissed", "rule-dismissed")) {
      first.add(recommendation("app-1", name));
    }
    ledger.reconcile(assessment("app-1", 0, first), true, BEGIN.plusSeconds(10));
    ledger.dismiss("property-of-dismissed", null, BEGIN.plusSeconds(20));
    ledger.dismiss("rule-of-rule-dismissed", BEGIN.plusSeconds(90_000), BEGIN.plusSeconds(21));
    List<Recommendation> second = new ArrayList<>();
    for (String name : List.of("stays", "dismissed", "absent")) {
      second.add(recommendation("app-2", name));
    }
    ledger.reconcile(assessment("app-2", 100, second), false, BEGIN.plusSeconds(110));
    second.remove(2);
    ledger.reconcile(assessment("app-2", 100, second), false, BEGIN.plusSeconds(111));
    ledger.reconcile(assessment("app-2", 100, second), true, BEGIN.plusSeconds(112));
    ledger.reconcile(
        assessment("app-3", 200, List.of(recommendation("app-3", "stays"))),
        true,
        BEGIN.plusSeconds(210));
    ledger.reconcile(
        assessment(
            "app-4",
            300,
            List.of(recommendation("app-4", "stays"), recommendation("app-4", "dismissed"))),
        false,
        BEGIN.plusSeconds(310));
    ledger.reconcile(assessment("app-4", 300, List.of()), false, BEGIN.plusSeconds(311));
  }

  private static Assessment assessment(
      String application, int seconds, List<Recommendation> recommendations) {
    return new Assessment(
        new Assessment.Subject(
            WORKLOAD,
            application,
            BEGIN.plusSeconds(seconds),
            BEGIN.plusSeconds(seconds + 9),
            false),
        recommendations,
        List.of(),
        Map.of(),
        List.of(),
        new TreeMap<>(Map.of("property-of-missed", "missed.current")),
        Optional.empty(),
        List.of());
  }

  private static Recommendation recommendation(String application, String name) {
    Recommendation recommendation = Filled.record(Recommendation.class, name);
    recommendation.setWorkload(WORKLOAD);
    recommendation.setApplicationId(application);
    recommendation.setProperty("property-of-" + name);
    recommendation.setRuleId("rule-of-" + name);
    // They came later, and stand beside the stored form.
    recommendation.setGroup(null);
    recommendation.setCurrentNumber(null);
    recommendation.setRecommendedNumber(null);
    recommendation.setApplicationName(null);
    recommendation.setOwner(null);
    recommendation.setLabels(null);
    recommendation.setContext(null);
    recommendation.setState(RecommendationState.ACTIVE);
    recommendation.setEtag("etag-of-" + name + "-" + application);
    return recommendation;
  }
}
