package io.attune.advisor.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.InProgress;
import io.attune.advisor.application.Run;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunningTask;
import io.attune.schemas.RunningTasks;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** One task of 41 s beside seven of 4 s: what is said while it runs, and once it has ended. */
class RunningTasksScenarioTest {
  private static final long MIB = 1 << 20;
  private static final Advisor ADVISOR = Advisor.standard(RuleTable.standard());

  @Test
  void skewIsSpokenOfWhileTheTaskRuns() {
    List<SpecificRecord> events = skewed();
    Recommendation early = skew(run(until(events, 20_000, 0))).orElseThrow();

    assertThat(early.getSummary())
        .contains("That task still runs: after 20.0 s")
        .contains("7 slots have nothing to do until then");
    assertThat(early.getConfidence().getConditions())
        .anyMatch(condition -> condition.getName().equals("task-running"));
    assertThat(early.getEvidence())
        .anyMatch(e -> e.getMetric().equals("runningTaskMs") && e.getValue() == 20_000);
  }

  @Test
  void nothingIsSaidBeforeItStandsOut() {
    assertThat(skew(run(until(skewed(), 12_000, 0)))).isEmpty();
  }

  @Test
  void nothingIsSaidWhileMostTasksHaveNotEnded() {
    assertThat(skew(run(until(skewed(), 20_000, 4)))).isEmpty();
  }

  @Test
  void theEndOfTheTaskIsWhatCounts() {
    List<SpecificRecord> events = skewed();
    List<SpecificRecord> told = new ArrayList<>(events);
    told.add(running(longest(events), 20_000));
    Assessment without = ADVISOR.assess(run(events), WorkloadHistory.empty());
    Assessment with = ADVISOR.assess(run(told), WorkloadHistory.empty());

    assertThat(without.ended()).isTrue();
    assertThat(with.recommendations()).isNotEmpty().isEqualTo(without.recommendations());
    assertThat(with.silent()).isEqualTo(without.silent());
  }

  @Test
  void aTaskThatHasEndedIsCountedOnce() {
    List<SpecificRecord> events = until(skewed(), 20_000, 0);
    Run before = run(events);
    assertThat(InProgress.of(before).counted()).hasSize(1);
    events.add(longest(skewed()));
    Run after = run(events);
    assertThat(InProgress.of(after)).isSameAs(after);
  }

  @Test
  void theWordsGoWithTheTask() {
    List<SpecificRecord> events = until(skewed(), 20_000, 0);
    AdviceLedger ledger = new AdviceLedger();
    Assessment early = ADVISOR.assess(run(events), WorkloadHistory.empty());
    ledger.reconcile(early, false, Instant.EPOCH);
    events.add(longest(skewed()));
    Assessment later = ADVISOR.assess(run(events), WorkloadHistory.empty());
    ledger.reconcile(later, false, Instant.EPOCH);

    assertThat(ledger.published().values())
        .filteredOn(r -> r.getRuleId().equals("skew"))
        .isNotEmpty()
        .noneMatch(r -> r.getSummary().contains("still runs"));
  }

  @Test
  void theNewestWordIsTheWholeOfItWhateverTheOrder() {
    List<SpecificRecord> events = until(skewed(), 20_000, 0);
    LifecycleEvent none = running(longest(skewed()), 25_000);
    none.setRunningTasks(new RunningTasks(List.of()));
    List<SpecificRecord> reversed = new ArrayList<>(events);
    events.add(none);
    reversed.add(0, none);

    assertThat(run(events).application().runningTasks()).isEmpty();
    assertThat(run(reversed).application().toBytes())
        .isEqualTo(run(events).application().toBytes());
  }

  private static Optional<Recommendation> skew(Run run) {
    return ADVISOR.assess(run, WorkloadHistory.empty()).recommendations().stream()
        .filter(recommendation -> recommendation.getRuleId().equals("skew"))
        .findFirst();
  }

  private static List<SpecificRecord> skewed() {
    RunBuilder story = RunBuilder.application("skewed").executors(2, 4, "4g");
    story.stage(
        "groupBy at Report.java:12",
        8,
        stage ->
            stage.tasks(
                (task, i) ->
                    task.durationMs(i == 3 ? 41_000 : 4_000)
                        .shuffleRead((i == 3 ? 400 : 40) * MIB, i == 3 ? 4_000 : 400)));
    return story.ended().events();
  }

  /**
   * What is known when the longest task has run for some time.
   *
   * @param alsoRunning other tasks whose end is not known either
   */
  private static List<SpecificRecord> until(
      List<SpecificRecord> events, long elapsedMs, int alsoRunning) {
    TaskMetrics longest = longest(events);
    List<SpecificRecord> known = new ArrayList<>();
    int left = alsoRunning;
    for (SpecificRecord event : events) {
      boolean isOver =
          event instanceof LifecycleEvent happening
              && (happening.getStageCompleted() != null
                  || happening.getJobEnded() != null
                  || happening.getApplicationEnded() != null);
      if (event instanceof TaskMetrics && event != longest && left > 0) {
        left--;
      } else if (event != longest && !isOver) {
        known.add(event);
      }
    }
    known.add(running(longest, elapsedMs));
    return known;
  }

  private static LifecycleEvent running(TaskMetrics task, long elapsedMs) {
    Instant now = task.getLaunchTime().plusMillis(elapsedMs);
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId(task.getApplicationId());
    event.setKind(LifecycleKind.RUNNING_TASKS);
    event.setEventTime(now);
    RunningTask running = new RunningTask();
    running.setStageId(task.getStageId());
    running.setStageAttempt(task.getStageAttempt());
    running.setTaskId(task.getTaskId());
    running.setTaskIndex(task.getTaskIndex());
    running.setTaskAttempt(task.getTaskAttempt());
    running.setExecutorId(task.getExecutorId());
    running.setHost(task.getHost());
    running.setLaunchTime(task.getLaunchTime());
    running.setMeasuredTime(now);
    running.setShuffleBytesRead(400 * MIB);
    running.setShuffleRecordsRead(elapsedMs / 10);
    event.setRunningTasks(new RunningTasks(List.of(running)));
    return event;
  }

  private static TaskMetrics longest(List<SpecificRecord> events) {
    return events.stream()
        .filter(TaskMetrics.class::isInstance)
        .map(TaskMetrics.class::cast)
        .max(
            Comparator.comparingLong(
                task -> task.getFinishTime().toEpochMilli() - task.getLaunchTime().toEpochMilli()))
        .orElseThrow();
  }

  private static Run run(List<SpecificRecord> events) {
    return RunBuilder.runOf(((TaskMetrics) longestOrFirst(events)).getApplicationId(), events);
  }

  private static SpecificRecord longestOrFirst(List<SpecificRecord> events) {
    return events.stream().filter(TaskMetrics.class::isInstance).findFirst().orElseThrow();
  }
}
