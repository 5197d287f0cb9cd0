package io.attune.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.Accumulable;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.PlanMetric;
import io.attune.schemas.PlanNode;
import io.attune.schemas.RddInfo;
import io.attune.schemas.StageInfo;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetrics;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  private static long metric(Recorded run, String name) {
    List<Long> ids =
        run.lifecycle(LifecycleKind.SQL_EXECUTION_STARTED).stream()
            .flatMap(event -> event.getSqlExecutionStarted().getPlan().stream())
            .flatMap(node -> node.getMetrics().stream())
            .filter(metric -> metric.getName().equals(name))
            .map(PlanMetric::getAccumulatorId)
            .toList();
    return Stream.concat(
            run.lifecycle(LifecycleKind.STAGE_COMPLETED).stream()
                .flatMap(event -> event.getStageCompleted().getAccumulables().stream()),
            run.lifecycle(LifecycleKind.DRIVER_ACCUMULATORS).stream()
                .flatMap(event -> event.getDriverAccumulators().getUpdates().stream()))
        .filter(value -> ids.contains(value.getAccumulatorId()))
        .mapToLong(Accumulable::getValue)
        .max()
        .orElseThrow();
  }

  @Test
  void theDriverLooksForFilesBeforeTheFirstJob() {
    for (Recorded run : runsWith(Fault.SLOW_LISTING)) {
      long query = first(run, LifecycleKind.SQL_EXECUTION_STARTED);
      long waited = first(run, LifecycleKind.JOB_STARTED) - query;
      assertThat(waited).isGreaterThan(10_000);
      assertThat(metric(run, "metadata time")).isEqualTo(waited);
    }
    for (Recorded run : runsWith(Fault.REPEATED_LISTING)) {
      assertThat(run.lifecycle(LifecycleKind.JOB_STARTED))
          .filteredOn(
              event ->
                  event
                      .getJobStarted()
                      .getDescription()
                      .startsWith("Listing leaf files and directories for "))
          .hasSizeGreaterThan(2)
          .allMatch(event -> event.getJobStarted().getSqlExecutionId() == null);
    }
  }

  private static long first(Recorded run, LifecycleKind kind) {
    return run.lifecycle(kind).get(0).getEventTime().toEpochMilli();
  }

  @Test
  void aJoinComparesAllRowsWithThoseThatWereBroadcastBefore() {
    for (Recorded run : runsWith(Fault.LOOP_JOIN)) {
      assertThat(plan(run))
          .extracting(PlanNode::getName)
          .contains("BroadcastNestedLoopJoin", "BroadcastExchange");
      assertThat(run.lifecycle(LifecycleKind.JOB_STARTED).get(0).getJobStarted())
          .satisfies(job -> assertThat(job.getDescription()).startsWith("broadcast exchange"))
          .satisfies(job -> assertThat(job.getStages()).hasSize(1));
    }
  }

  @Test
  void aSortByRangeComputesTheSameRowsInTwoStages() {
    for (Recorded run : runsWith(Fault.COSTLY_RANGE_SORT)) {
      assertThat(plan(run))
          .anyMatch(node -> node.getDescription().startsWith("Exchange rangepartitioning("));
      List<LifecycleEvent> stages = run.lifecycle(LifecycleKind.STAGE_COMPLETED);
      List<Long> sampled = accumulators(stages.get(0));
      assertThat(accumulators(stages.get(1)))
          .containsAll(sampled)
          .hasSizeGreaterThan(sampled.size());
      assertThat(stage(run, 1).getRdds()).containsAll(stage(run, 0).getRdds());
    }
  }

  private static List<Long> accumulators(LifecycleEvent stage) {
    return stage.getStageCompleted().getAccumulables().stream()
        .map(Accumulable::getAccumulatorId)
        .toList();
  }

  @Test
  void rowsExplodeInFewTasks() {
    for (Recorded run : runsWith(Fault.EXPLODED_ROWS)) {
      assertThat(plan(run)).anyMatch(node -> node.getDescription().startsWith("Generate explode("));
      assertThat(longestMs(longestStage(run))).isGreaterThan(20_000);
    }
  }

  @Test
  void tasksWithPythonWorkersUseLittleProcessorTimeThemselves() {
    for (Recorded run : runsWith(Fault.PICKLED_ROWS)) {
      assertThat(plan(run)).anyMatch(node -> node.getName().equals("BatchEvalPython"));
      assertThat(longestStage(run))
          .allMatch(
              task ->
                  task.getMetrics().getExecutorCpuTimeNs() / 1e6
                      < 0.4 * task.getMetrics().getExecutorRunTimeMs());
    }
    for (Recorded run : runsWith(Fault.LARGE_PYTHON_BATCHES)) {
      long rows = longestStage(run).get(0).getMetrics().getInputRecords();
      assertThat(metric(run, "data sent to Python workers")).isGreaterThan(rows * 20_000);
      assertThat(run.lifecycle(LifecycleKind.EXECUTOR_REMOVED))
          .anyMatch(event -> event.getExecutorRemoved().getReason().contains("memory limits"));
    }
  }

  @Test
  void aMergeTellsWhatItChangedAndWhatItCopied() {
    for (Recorded run : runsWith(Fault.REWRITTEN_ROWS)) {
      assertThat(plan(run).get(0).getName()).isEqualTo("Execute MergeIntoCommand");
      assertThat(metric(run, "number of target rows rewritten unmodified"))
          .isGreaterThan(20 * metric(run, "number of updated rows"));
      assertThat(metric(run, "time taken to rewrite the matched files")).isGreaterThan(1_000);
    }
  }

  @Test
  void roundsOfALoopShareTheirStepsAndPlansGrow() {
    for (Recorded run : runsWith(Fault.GROWING_LINEAGE)) {
      List<LifecycleEvent> jobs = run.lifecycle(LifecycleKind.JOB_STARTED);
      assertThat(jobs)
          .extracting(job -> job.getJobStarted().getCallSite())
          .containsOnly(jobs.get(0).getJobStarted().getCallSite());
      for (int round = 1; round < jobs.size(); round++) {
        List<RddInfo> before = jobs.get(round - 1).getJobStarted().getStages().get(0).getRdds();
        assertThat(jobs.get(round).getJobStarted().getStages().get(0).getRdds())
            .containsAll(before)
            .hasSize(before.size() + 1);
      }
    }
    for (Recorded run : runsWith(Fault.GROWING_PLAN)) {
      List<Integer> operators =
          run.lifecycle(LifecycleKind.SQL_EXECUTION_STARTED).stream()
              .map(event -> event.getSqlExecutionStarted().getPlan().size())
              .toList();
      assertThat(operators).isSorted().hasSizeGreaterThan(8);
      assertThat(operators.get(operators.size() - 1)).isGreaterThan(3 * operators.get(0));
    }
  }

  @Test
  void tasksAreHeldBackForTheHostsWithTheirData() {
    for (Recorded run : runsWith(Fault.DATA_ON_FEW_HOSTS)) {
      Set<String> hosts =
          run.lifecycle(LifecycleKind.EXECUTOR_ADDED).stream()
              .map(event -> event.getExecutorAdded().getHost())
              .collect(Collectors.toSet());
      long near =
          run.tasks().stream()
              .filter(task -> task.getStageId() == 0)
              .filter(task -> task.getLocality() == TaskLocality.NODE_LOCAL)
              .map(TaskMetrics::getHost)
              .distinct()
              .count();
      assertThat(near).isPositive().isLessThanOrEqualTo(Math.max(1, hosts.size() / 4));
    }
  }
}
