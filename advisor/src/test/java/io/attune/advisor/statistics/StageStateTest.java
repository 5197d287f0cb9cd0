package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.testing.TaskBuilder;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class StageStateTest {
  private static final String[] CLASSES = {
    "java.lang.OutOfMemoryError", "com.acme.BadRow", "org.apache.spark.SparkException"
  };

  /** A stage with everything in it: successes, failures of many kinds, kills, resubmissions. */
  private static List<TaskMetrics> mixture(Random random, int tasks) {
    List<TaskMetrics> events = new ArrayList<>();
    long taskId = random.nextInt(1000);
    for (int index = 0; index < tasks; index++) {
      int attempt = 0;
      while (random.nextInt(4) == 0 && attempt < 3) {
        TaskEndReason[] reasons = TaskEndReason.values();
        TaskEndReason reason = reasons[random.nextInt(reasons.length)];
        if (reason == TaskEndReason.SUCCESS || reason == TaskEndReason.RESUBMITTED) {
          reason = TaskEndReason.EXCEPTION;
        }
        String message = "message " + random.nextInt(5);
        events.add(
            Tasks.failed(taskId++, index, attempt++, reason, CLASSES[random.nextInt(3)], message));
        if (random.nextBoolean()) {
          events.get(events.size() - 1).setHost("worker-" + random.nextInt(60));
        }
      }
      long duration = random.nextInt(5) == 0 ? random.nextInt(100_000) : 100;
      events.add(Tasks.success(taskId++, index, attempt, duration, random.nextInt(1 << 24)));
      if (random.nextInt(10) == 0) {
        events.add(
            Tasks.task(
                taskId - 1, index, attempt, duration, TaskEndReason.RESUBMITTED, null, null));
      }
      if (random.nextInt(20) == 0) {
        TaskMetricValues absurd = TaskBuilder.zeros();
        absurd.setInputBytes(-1);
        absurd.setShuffleLocalBytesRead(Long.MAX_VALUE);
        absurd.setShuffleRemoteBytesRead(Long.MAX_VALUE);
        absurd.setExecutorRunTimeMs(Long.MIN_VALUE);
        events.add(
            Tasks.task(taskId++, index, attempt + 1, -5000, TaskEndReason.SUCCESS, null, absurd));
      }
    }
    return events;
  }

  private static StageState of(List<TaskMetrics> events) {
    StageState state = new StageState(3, 0);
    events.forEach(state::add);
    return state;
  }

  @Property(tries = 150)
  void orderAndRepetitionLeaveNoTrace(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 150) int tasks) {
    List<TaskMetrics> events = mixture(random, tasks);
    byte[] once = of(events).toBytes();
    List<TaskMetrics> twice = new ArrayList<>(events);
    twice.addAll(events.subList(0, random.nextInt(events.size() + 1)));
    twice.addAll(events);
    Collections.shuffle(twice, random);
    assertThat(of(twice).toBytes()).isEqualTo(once);
  }

  @Property(tries = 150)
  void mergingPartsEqualsAddingAllInAnyGrouping(
      @ForAll Random random, @ForAll @IntRange(min = 3, max = 150) int tasks) {
    List<TaskMetrics> events = mixture(random, tasks);
    List<List<TaskMetrics>> parts =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    events.forEach(event -> parts.get(random.nextInt(3)).add(event));
    byte[] whole = of(events).toBytes();
    StageState a = of(parts.get(0));
    a.merge(of(parts.get(1)));
    a.merge(of(parts.get(2)));
    StageState bc = of(parts.get(2));
    bc.merge(of(parts.get(1)));
    StageState c = of(parts.get(0));
    bc.merge(c);
    assertThat(a.toBytes()).isEqualTo(whole);
    assertThat(bc.toBytes()).isEqualTo(whole);
  }

  @Property(tries = 100)
  void mergingWhatIsKnownAlreadyChangesNothing(
      @ForAll Random random, @ForAll @IntRange(min = 2, max = 60) int tasks) {
    List<TaskMetrics> events = mixture(random, tasks);
    StageState whole = of(events);
    StageState part = of(events.subList(0, events.size() / 2));
    byte[] bytes = whole.toBytes();
    whole.merge(part);
    whole.merge(StageState.fromBytes(bytes));
    assertThat(whole.toBytes()).isEqualTo(bytes);
    part.merge(whole);
    assertThat(part.toBytes()).isEqualTo(bytes);
  }

  @Property(tries = 100)
  void bytesRoundTripAndGoOnCounting(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 100) int tasks) {
    List<TaskMetrics> events = mixture(random, tasks);
    StageState state = new StageState(3, 0);
    for (TaskMetrics event : events) {
      if (random.nextInt(10) == 0) {
        state = StageState.fromBytes(state.toBytes());
      }
      state.add(event);
    }
    assertThat(state.toBytes()).isEqualTo(of(events).toBytes());
  }

  @Test
  void everyMetricOfATaskIsAdded() {
    TaskMetrics task = Tasks.success(10, 0, 0, 1_000_000, 0);
    TaskMetricValues values = task.getMetrics();
    for (Schema.Field field : values.getSchema().getFields()) {
      if (field.schema().getType() == Schema.Type.LONG) {
        values.put(field.pos(), 1000L + field.pos());
      }
    }
    task.setGettingResultTime(task.getFinishTime().minusMillis(7));
    StageState state = new StageState(3, 0);
    state.add(task);

    assertThat(TaskMetric.values())
        .allSatisfy(metric -> assertThat(state.sum(metric)).as(metric.name()).isPositive());
  }

  @Test
  void meansAndTimesOfUnsuccessfulAttempts() {
    StageState state = new StageState(3, 0);
    assertThat(state.mean(TaskMetric.DURATION_MS)).isZero();
    assertThat(state.failedDurationMs()).isZero();
    state.add(Tasks.success(10, 0, 0, 100, 1000));
    state.add(Tasks.success(11, 1, 0, 400, 1000));
    state.add(Tasks.failed(12, 2, 0, TaskEndReason.EXCEPTION, "com.acme.BadRow", "row 7"));
    state.add(Tasks.failed(13, 3, 0, TaskEndReason.TASK_KILLED, null, "another attempt succeeded"));

    assertThat(state.stageId()).isEqualTo(3);
    assertThat(new StageState(3, 2).stageAttempt()).isEqualTo(2);
    assertThat(state.mean(TaskMetric.DURATION_MS)).isEqualTo(250);
    assertThat(state.failedDurationMs()).isEqualTo(12);
    assertThat(state.killedDurationMs()).isEqualTo(13);
  }

  @Test
  void theLongestTasksSayWhatTheyRead() {
    StageState state = new StageState(3, 0);
    TaskMetrics both = Tasks.success(10, 0, 0, 100, 1000);
    both.getMetrics().setInputBytes(500);
    state.add(both);
    state.add(Tasks.success(12, 2, 0, 300, 2000));
    state.add(Tasks.success(11, 1, 0, 300, 3000));

    assertThat(state.longestTasks()).extracting(LargeTask::taskId).containsExactly(11L, 12L, 10L);
    assertThat(state.longestTasks())
        .extracting(LargeTask::readBytes)
        .containsExactly(3000L, 2000L, 1500L);
  }

  @Test
  void lookingAheadDependsOnWhatIsThere() {
    StageState state = new StageState(3, 0);
    long empty = state.look();
    long deeper = state.lookDeeper();
    for (int i = 0; i < 40; i++) {
      state.add(Tasks.success(i, i, 0, 100 + i, 1000 + i));
    }
    byte[] before = state.toBytes();

    assertThat(state.look()).isNotEqualTo(empty).isEqualTo(state.look());
    assertThat(state.lookDeeper()).isNotEqualTo(deeper).isEqualTo(state.lookDeeper());
    assertThat(state.toBytes()).isEqualTo(before);
  }

  @Test
  void countsSumsAndMaximaAreExact() {
    StageState state = new StageState(3, 0);
    assertThat(state.add(Tasks.success(10, 0, 0, 100, 1000))).isTrue();
    assertThat(state.add(Tasks.success(11, 1, 0, 300, 5000))).isTrue();
    assertThat(state.add(Tasks.success(10, 0, 0, 100, 1000))).isFalse();
    state.add(Tasks.failed(12, 2, 0, TaskEndReason.EXCEPTION, "com.acme.BadRow", "row 7"));
    state.add(Tasks.failed(13, 2, 1, TaskEndReason.TASK_KILLED, null, "another attempt succeeded"));
    state.add(Tasks.success(14, 2, 2, 200, 3000));

    assertThat(state.attemptsSeen()).isEqualTo(5);
    assertThat(state.tasksSucceeded()).isEqualTo(3);
    assertThat(state.distinctTasksSucceeded()).isEqualTo(3);
    assertThat(state.tasksFailed()).isEqualTo(1);
    assertThat(state.tasksKilled()).isEqualTo(1);
    assertThat(state.speculativeTasks()).isEqualTo(1);
    assertThat(state.sum(TaskMetric.DURATION_MS)).isEqualTo(600);
    assertThat(state.max(TaskMetric.DURATION_MS)).isEqualTo(300);
    assertThat(state.sum(TaskMetric.SHUFFLE_READ_BYTES)).isEqualTo(9000);
    assertThat(state.sum(TaskMetric.SCHEDULER_DELAY_MS)).isEqualTo(15);
    assertThat(state.expansionPermille().quantile(0.95)).isCloseTo(3000, within(30.0));
    assertThat(state.longestTasks()).extracting(LargeTask::taskId).containsExactly(11L, 14L, 10L);
    assertThat(state.firstLaunch()).contains(Instant.ofEpochMilli(Tasks.START));
    assertThat(state.lastFinish()).contains(Instant.ofEpochMilli(Tasks.START + 301));
    assertThat(state.hosts())
        .extracting(HostTally::host)
        .containsExactly("host-0", "host-1", "host-4");
    assertThat(state.failures(FailureCause.USER_CODE)).isEqualTo(1);
    assertThat(state.failures())
        .containsExactly(
            new FailureTally(FailureCause.USER_CODE, "host-2", "com.acme.BadRow", 1, "row 7"),
            new FailureTally(FailureCause.KILLED, "host-3", "", 1, "another attempt succeeded"));
    assertThat(state.anomalies()).isZero();
  }

  @Test
  void aTaskThatRanAgainAfterItsOutputWasLostIsOneDistinctTask() {
    StageState state = new StageState(3, 0);
    state.add(Tasks.success(1, 0, 0, 100, 10));
    state.add(Tasks.task(1, 0, 0, 100, TaskEndReason.RESUBMITTED, null, null));
    state.add(Tasks.task(1, 0, 0, 100, TaskEndReason.RESUBMITTED, null, null));
    state.add(Tasks.success(9, 0, 1, 120, 10));
    assertThat(state.tasksSucceeded()).isEqualTo(2);
    assertThat(state.distinctTasksSucceeded()).isEqualTo(1);
    assertThat(state.tasksResubmitted()).isEqualTo(1);
  }

  @Test
  void keepsTheSixteenLongestWholeWithTiesByTaskId() {
    StageState state = new StageState(3, 0);
    for (int i = 40; i > 0; i--) {
      state.add(Tasks.success(i, i, 0, i > 20 ? 500 : i, 10));
    }
    assertThat(state.longestTasks()).hasSize(16);
    assertThat(state.longestTasks())
        .extracting(LargeTask::taskId)
        .containsExactly(
            21L, 22L, 23L, 24L, 25L, 26L, 27L, 28L, 29L, 30L, 31L, 32L, 33L, 34L, 35L, 36L);
  }

  @Test
  void correlationIsExactAndNeedsVariation() {
    StageState linear = new StageState(3, 0);
    StageState constant = new StageState(3, 0);
    for (int i = 0; i < 50; i++) {
      linear.add(Tasks.success(i, i, 0, 10 + 2 * i, 1000L * i));
      constant.add(Tasks.success(i, i, 0, 10, 1000L * i));
    }
    assertThat(linear.durationBytesCorrelation().getAsDouble()).isCloseTo(1, within(1e-12));
    assertThat(linear.durationByBytes().get().slope()).isCloseTo(0.002, within(1e-12));
    assertThat(constant.durationBytesCorrelation()).isEmpty();
    assertThat(new StageState(3, 0).durationBytesCorrelation()).isEmpty();
  }

  @Test
  void lineThroughFewTasksKnowsHowLittleItKnows() {
    StageState state = new StageState(3, 0);
    long[] durations = {2, 4, 5, 4, 5};
    for (int i = 0; i < durations.length; i++) {
      state.add(Tasks.success(i, i, 0, durations[i], i + 1));
    }
    // By hand: Sxx = 10, Sxy = 6, Syy = 6; residual 6 - 0.6 * 6 = 2.4, error = sqrt(2.4 / 3 / 10).
    Line line = state.durationByBytes().orElseThrow();
    assertThat(line.slope()).isCloseTo(0.6, within(1e-12));
    assertThat(line.error()).isCloseTo(0.282842712, within(1e-9));
    assertThat(line.steepest()).isCloseTo(1.165685425, within(1e-9));
    assertThat(new StageState(3, 0).durationByBytes()).isEmpty();
  }

  @Test
  void impossibleValuesAreBoundedAndCounted() {
    TaskMetricValues absurd = TaskBuilder.zeros();
    absurd.setInputBytes(-1);
    absurd.setExecutorRunTimeMs(Long.MAX_VALUE);
    StageState state = new StageState(3, 0);
    state.add(Tasks.task(1, 0, 0, -1000, TaskEndReason.SUCCESS, null, absurd));
    assertThat(state.anomalies()).isEqualTo(3);
    assertThat(state.sum(TaskMetric.INPUT_BYTES)).isZero();
    assertThat(state.sum(TaskMetric.DURATION_MS)).isZero();
    assertThat(state.sum(TaskMetric.EXECUTOR_RUN_TIME_MS)).isEqualTo(1L << 53);
    assertThat(state.add(Tasks.success(2, -1, 0, 1, 1))).isFalse();
    assertThat(state.add(Tasks.success(2, 1, 256, 1, 1))).isFalse();
  }

  @Test
  void peaksMergeByMaximumAndZeroHeapIsUnknown() {
    StageState state = new StageState(3, 0);
    assertThat(state.peakHeapBytes()).isEmpty();
    state.mergePeaks(peak("1", 0));
    assertThat(state.peakHeapBytes()).isEmpty();
    for (int i = 1; i <= 30; i++) {
      state.mergePeaks(peak(Integer.toString(i), 1000 + i));
    }
    state.mergePeaks(peak("7", 5000));
    state.mergePeaks(peak("7", 500));
    assertThat(state.peakHeapBytes()).hasValue(5000);
    assertThat(StageState.fromBytes(state.toBytes()).toBytes()).isEqualTo(state.toBytes());
  }

  private static ExecutorMetrics peak(String executor, long heap) {
    return ExecutorMetrics.newBuilder()
        .setApplicationId("app-1")
        .setEventTime(Instant.ofEpochMilli(Tasks.START))
        .setExecutorId(executor)
        .setStageId(3)
        .setStageAttempt(0)
        .setJvmHeapMemoryBytes(heap)
        .build();
  }

  @Test
  void refusesForeignTasksPartlyCommonStatesAndUnknownVersions() {
    StageState state = new StageState(4, 0);
    assertThatThrownBy(() -> state.add(Tasks.success(1, 0, 0, 1, 1)))
        .hasMessageContaining("stage 3 attempt 0")
        .hasMessageContaining("stage 4 attempt 0");
    StageState a = of(List.of(Tasks.success(1, 0, 0, 1, 1), Tasks.success(2, 1, 0, 1, 1)));
    StageState b = of(List.of(Tasks.success(2, 1, 0, 1, 1), Tasks.success(3, 2, 0, 1, 1)));
    assertThatThrownBy(() -> a.merge(b)).hasMessageContaining("partly the same task attempts");
    byte[] bytes = a.toBytes();
    bytes[0] = 7;
    assertThatThrownBy(() -> StageState.fromBytes(bytes))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining("stage state has format version 7");
  }

  @Property(tries = 200)
  void damagedBytesEndInOneException(@ForAll Random random) {
    byte[] bytes = of(mixture(random, 20)).toBytes();
    byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    assertThatThrownBy(() -> StageState.fromBytes(cut)).isInstanceOf(StateFormatException.class);
  }

  @Test
  void aStageWhoseTasksLieScatteredIsFull() {
    long limit = 64 << 10;
    StageState dense = new StageState(3, 0);
    for (int i = 0; i < 300_000; i++) {
      dense.add(Tasks.task(i, i, 0, 100, TaskEndReason.SUCCESS, null, null));
      assertThat(dense.isFull(limit)).isFalse();
    }
    StageState scattered = new StageState(3, 0);
    Random random = new Random(3);
    int counted = 0;
    while (counted < 300_000 && !scattered.isFull(limit)) {
      scattered.add(
          Tasks.task(
              counted++, random.nextInt(1 << 24), 0, 100, TaskEndReason.SUCCESS, null, null));
    }
    assertThat(counted).isLessThan(120_000);
    assertThat(StageState.fromBytes(scattered.toBytes()).isFull(limit)).isTrue();
    assertThat(StageState.fromBytes(dense.toBytes()).isFull(limit)).isFalse();
  }

  @Test
  void anIndexThatNoStageHasIsIgnored() {
    StageState state = new StageState(3, 0);
    assertThat(state.add(Tasks.task(1, 1 << 24, 0, 100, TaskEndReason.SUCCESS, null, null)))
        .isFalse();
    assertThat(state.attemptsSeen()).isZero();
  }
}
