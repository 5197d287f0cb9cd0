package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.TaskBuilder;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A stage of a million tasks stays within 16 KiB. */
class StageStateSizeTest {
  private static final int TASKS = 1_000_000;
  private static final int LIMIT = 16 * 1024;

  @Test
  void aloneAndInOrder() {
    Stage stage = new Stage();
    for (int i = 0; i < TASKS; i++) {
      stage.success(i, i, 0);
    }
    assertThat(stage.state.tasksSucceeded()).isEqualTo(TASKS);
    assertThat(stage.size()).isLessThan(LIMIT);
  }

  /** Ids of one stage among those of 20 others that run at the same time: gaps everywhere. */
  @Test
  void interleavedWithOtherStagesAndShuffledByTheNetwork() {
    Stage stage = new Stage();
    long taskId = 0;
    List<Integer> order = IntStream.range(0, TASKS).boxed().collect(Collectors.toList());
    Collections.shuffle(order, new Random(1));
    for (int index : order) {
      taskId += 1 + stage.random.nextInt(40);
      stage.success(taskId, index, 0);
    }
    assertThat(stage.state.distinctTasksSucceeded()).isEqualTo(TASKS);
    assertThat(stage.size()).isLessThan(LIMIT);
  }

  /** In the middle of a stage on 20,000 slots, while tasks end out of order. */
  @Test
  void whileTwentyThousandTasksRun() {
    Stage stage = new Stage();
    List<Integer> running = new java.util.ArrayList<>();
    int next = 0;
    int largest = 0;
    while (next < TASKS) {
      while (running.size() < 20_000 && next < TASKS) {
        running.add(next++);
      }
      int at = stage.random.nextInt(running.size());
      stage.success(next, running.get(at), 0);
      running.set(at, running.get(running.size() - 1));
      running.remove(running.size() - 1);
      if (next % 200_000 == 0 && running.size() == 19_999) {
        largest = Math.max(largest, stage.size());
      }
    }
    assertThat(largest).isBetween(1, LIMIT);
  }

  /** One event in 400 lost, one task in 250 failed, on 500 hosts, in 30 ways. */
  @Test
  void withLossesFailuresAndManyHosts() {
    Stage stage = new Stage();
    for (int i = 0; i < TASKS; i++) {
      int fate = stage.random.nextInt(2000);
      if (fate < 5) {
        continue;
      }
      if (fate < 13) {
        stage.failure(i, i, 0);
        stage.success(TASKS + i, i, 1);
      } else {
        stage.success(i, i, 0);
      }
    }
    assertThat(stage.state.tasksFailed()).isBetween(3_500L, 4_500L);
    assertThat(stage.size()).isLessThan(LIMIT);
    assertThat(StageState.fromBytes(stage.state.toBytes()).toBytes())
        .isEqualTo(stage.state.toBytes());
  }

  private static final class Stage {
    private final StageState state = new StageState(0, 0);
    private final Random random = new Random(42);
    // Log-normal over some four decades: about as wide as real stages get.
    private final double[] spreads =
        random.doubles(1 << 14).map(any -> Math.exp(random.nextGaussian() * 1.5)).toArray();
    private final String[] hosts =
        IntStream.range(0, 500)
            .mapToObj(i -> "ip-10-0-" + i + ".eu-west-1.compute.internal")
            .toArray(String[]::new);
    private final TaskMetricValues metrics = TaskBuilder.zeros();
    private final TaskMetrics event =
        TaskMetrics.newBuilder()
            .setApplicationId("app-1")
            .setStageId(0)
            .setStageAttempt(0)
            .setTaskId(0)
            .setTaskIndex(0)
            .setTaskKind(TaskKind.RESULT)
            .setLocality(TaskLocality.PROCESS_LOCAL)
            .setTaskAttempt(0)
            .setExecutorId("1")
            .setHost("h")
            .setSpeculative(false)
            .setLaunchTime(Instant.ofEpochMilli(Tasks.START))
            .setFinishTime(Instant.ofEpochMilli(Tasks.START))
            .setEndReason(TaskEndReason.SUCCESS)
            .build();

    private void success(long taskId, int index, int attempt) {
      double spread = spread();
      metrics.setExecutorRunTimeMs((long) (2_000 * spread));
      metrics.setInputBytes((long) (30_000_000 * spread));
      metrics.setShuffleLocalBytesRead((long) (5_000_000 * spread()));
      metrics.setPeakExecutionMemoryBytes((long) (20_000_000 * spread));
      event.setMetrics(metrics);
      event.setFailure(null);
      end(taskId, index, attempt, TaskEndReason.SUCCESS, (long) (2_010 * spread));
    }

    private void failure(long taskId, int index, int attempt) {
      event.setMetrics(null);
      event.setFailure(
          TaskFailure.newBuilder()
              .setErrorClass("com.acme.pipeline.failures.Exception" + random.nextInt(30))
              .setMessage("The row could not be read. ".repeat(8) + random.nextInt())
              .setCountsTowardsFailures(true)
              .build());
      end(taskId, index, attempt, TaskEndReason.EXCEPTION, 100);
    }

    private void end(long taskId, int index, int attempt, TaskEndReason reason, long durationMs) {
      event.setTaskId(taskId);
      event.setTaskIndex(index);
      event.setTaskAttempt(attempt);
      event.setEndReason(reason);
      event.setHost(hosts[random.nextInt(hosts.length)]);
      event.setFinishTime(Instant.ofEpochMilli(Tasks.START + durationMs));
      state.add(event);
    }

    private double spread() {
      return spreads[random.nextInt(spreads.length)];
    }

    private int size() {
      return state.toBytes().length;
    }
  }
}
