package io.attune.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.PlanNode;
import io.attune.schemas.RddInfo;
import io.attune.schemas.StageInfo;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faults that are read from plans have both their words in the plan and their effect on time. */
class PlanFaultsTest {
  private static final int WORKLOADS = 5;

  private static List<Recorded> runsWith(Fault fault) {
    Fleet fleet = new Fleet(new FleetOptions(WORKLOADS, 22, 1, Set.of(fault), 1));
    return IntStream.range(0, WORKLOADS)
        .mapToObj(index -> Recorded.of(fleet.workload(index), 0))
        .toList();
  }

  /** Successful tasks of the stage with the longest one. */
  private static List<TaskMetrics> longestStage(Recorded run) {
    Map<Integer, List<TaskMetrics>> stages =
        run.tasks().stream()
            .filter(task -> task.getEndReason() == TaskEndReason.SUCCESS)
            .collect(Collectors.groupingBy(TaskMetrics::getStageId));
    return stages.values().stream()
        .max(Comparator.comparingLong(PlanFaultsTest::longestMs))
        .orElseThrow();
  }

  private static long longestMs(List<TaskMetrics> tasks) {
    return tasks.stream()
        .mapToLong(task -> task.getMetrics().getExecutorRunTimeMs())
        .max()
        .orElseThrow();
  }

  private static List<PlanNode> plan(Recorded run) {
    return run.lifecycle(LifecycleKind.SQL_EXECUTION_STARTED)
        .get(0)
        .getSqlExecutionStarted()
        .getPlan();
  }

  private static StageInfo stage(Recorded run, int id) {
    return run.lifecycle(LifecycleKind.STAGE_SUBMITTED).stream()
        .map(event -> event.getStageSubmitted().getStage())
        .filter(stage -> stage.getStageId() == id)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aWindowWithoutPartitionsReadsAllRowsInOneTask() {
    for (Recorded run : runsWith(Fault.UNPARTITIONED_WINDOW)) {
      assertThat(plan(run)).anyMatch(node -> node.getName().equals("Window"));
      assertThat(plan(run))
          .anyMatch(node -> node.getDescription().startsWith("Exchange SinglePartition"));
      assertThat(longestStage(run)).hasSize(1);
      assertThat(longestMs(longestStage(run))).isGreaterThan(20_000);
    }
  }

  @Test
  void coalesceRunsTheWholeScanInItsTasks() {
    for (Recorded run : runsWith(Fault.COALESCED_WRITE)) {
      List<TaskMetrics> tasks = longestStage(run);
      List<RddInfo> rdds = stage(run, tasks.get(0).getStageId()).getRdds();
      RddInfo coalesced =
          rdds.stream().filter(rdd -> rdd.getName().equals("CoalescedRDD")).findFirst().get();
      assertThat(coalesced.getNumPartitions()).isEqualTo(tasks.size());
      assertThat(rdds)
          .filteredOn(rdd -> coalesced.getParentRddIds().contains(rdd.getRddId()))
          .allMatch(rdd -> rdd.getNumPartitions() > 2 * tasks.size());
    }
  }

  @Test
  void jdbcReadsInOneTaskAndCountsNoBytes() {
    for (Recorded run : runsWith(Fault.NARROW_JDBC_READ)) {
      assertThat(plan(run)).anyMatch(node -> node.getName().contains("[numPartitions=1]"));
      List<TaskMetrics> read = longestStage(run);
      assertThat(read).hasSize(1);
      assertThat(read.get(0).getMetrics().getInputBytes()).isZero();
      assertThat(read.get(0).getMetrics().getInputRecords()).isPositive();
    }
  }

  @Test
  void costlyRowsAreMergedIntoATaskOrTwo() {
    for (Recorded run : runsWith(Fault.COSTLY_MERGED_ROWS)) {
      List<TaskMetrics> tasks = longestStage(run);
      assertThat(tasks.size()).isLessThanOrEqualTo(3);
      assertThat(stage(run, tasks.get(0).getStageId()).getRdds())
          .anyMatch(rdd -> "AQEShuffleRead".equals(rdd.getOperatorName()));
    }
  }

  @Test
  void aFewPiecesHoldAllRowGroups() {
    for (Recorded run : runsWith(Fault.LARGE_ROW_GROUPS)) {
      List<TaskMetrics> tasks = longestStage(run);
      long reading = tasks.stream().filter(t -> t.getMetrics().getInputBytes() > 1 << 20).count();
      assertThat(reading).isPositive().isLessThan(tasks.size() / 2);
    }
  }

  @Test
  void theQueryEndsWhenItsCommitHasEnded() {
    for (Recorded run : runsWith(Fault.SLOW_COMMIT)) {
      List<LifecycleEvent> jobs = run.lifecycle(LifecycleKind.JOB_ENDED);
      List<LifecycleEvent> queries = run.lifecycle(LifecycleKind.SQL_EXECUTION_ENDED);
      long lastJob = jobs.get(jobs.size() - 1).getEventTime().toEpochMilli();
      long lastQuery = queries.get(queries.size() - 1).getEventTime().toEpochMilli();
      assertThat(lastQuery - lastJob).isGreaterThan(20_000);
    }
  }

  @Test
  void executorsGoInPausesAndComeAgain() {
    for (Recorded run : runsWith(Fault.HASTY_IDLE_TIMEOUT)) {
      int removed = run.lifecycle(LifecycleKind.EXECUTOR_REMOVED).size();
      assertThat(removed).isGreaterThan(3);
      assertThat(run.lifecycle(LifecycleKind.EXECUTOR_ADDED)).hasSizeGreaterThan(removed);
    }
  }

  @Test
  void eachBatchOfTheStreamSavesItsStateInTwoHundredTasks() {
    for (Recorded run : runsWith(Fault.SCATTERED_STATE)) {
      assertThat(plan(run)).anyMatch(node -> node.getName().equals("StateStoreSave"));
      assertThat(run.lifecycle(LifecycleKind.JOB_STARTED))
          .allMatch(
              event ->
                  event.getJobStarted().getSparkProperties().containsKey("sql.streaming.queryId"));
      assertThat(run.lifecycle(LifecycleKind.STAGE_SUBMITTED))
          .anyMatch(event -> event.getStageSubmitted().getStage().getNumTasks() == 200);
    }
  }
}
