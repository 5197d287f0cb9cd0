package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.Accumulable;
import io.attune.schemas.ApplicationStarted;
import io.attune.schemas.BlockManagerAdded;
import io.attune.schemas.BlockUpdated;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.ExecutorAdded;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.PlanMetric;
import io.attune.schemas.PlanNode;
import io.attune.schemas.RddInfo;
import io.attune.schemas.ResourceProfileAdded;
import io.attune.schemas.SqlExecutionStarted;
import io.attune.schemas.StageCompleted;
import io.attune.schemas.StageInfo;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads one line of each kind from logs of real applications, shortened by hand. */
class RealLogTest {
  /** What Spark does not write to a log, or not of a batch job. */
  private static final Set<LifecycleKind> UNLOGGED =
      EnumSet.of(
          LifecycleKind.UNKNOWN,
          LifecycleKind.SPECULATIVE_TASK_SUBMITTED,
          LifecycleKind.AGENT_REPORT,
          LifecycleKind.RUNNING_TASKS,
          LifecycleKind.STREAMING_QUERY_STARTED,
          LifecycleKind.STREAMING_PROGRESS,
          LifecycleKind.STREAMING_QUERY_TERMINATED);

  private static final long MIB = 1L << 20;

  private static List<String> lines(String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                RealLogTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return reader.lines().collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordingSink read(String resource) {
    RecordingSink sink = new RecordingSink();
    SparkEventMapper mapper = new SparkEventMapper(sink, MapperOptions.defaults());
    lines(resource).forEach(mapper::accept);
    assertThat(mapper.finish()).isTrue();
    assertThat(mapper.ignored()).isEmpty();
    assertThat(mapper.started()).isTrue();
    assertThat(mapper.ended()).isTrue();
    return sink;
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5.jsonl", "spark-4.2.jsonl"})
  void everyKindComesOutNumberedAndNamed(String resource) {
    RecordingSink sink = read(resource);

    assertThat(sink.sequences)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, sink.sequences.size()).boxed().collect(Collectors.toList()));
    String id = sink.lifecycle.get(0).getApplicationId();
    assertThat(id).matches("app-\\d{14}-\\d{4}");
    assertThat(sink.tasks).allMatch(e -> e.getApplicationId().equals(id));
    assertThat(sink.executors).allMatch(e -> e.getApplicationId().equals(id));
    assertThat(sink.lifecycle).allMatch(e -> e.getApplicationId().equals(id));
    assertThat(sink.lifecycle).allMatch(e -> e.getEventTime().toEpochMilli() > 1_795_363_000_000L);
    for (LifecycleKind kind : LifecycleKind.values()) {
      boolean logged =
          !UNLOGGED.contains(kind)
              && (kind != LifecycleKind.EXECUTOR_REMOVED || resource.contains("3.5"));
      assertThat(!sink.of(kind).isEmpty()).as(kind.name()).isEqualTo(logged);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5.jsonl", "spark-4.2.jsonl"})
  void whatComesBeforeTheApplicationStartKeepsItsPlace(String resource) {
    RecordingSink sink = read(resource);

    assertThat(sink.lifecycle.subList(0, 4).stream().map(LifecycleEvent::getKind))
        .containsExactly(
            LifecycleKind.RESOURCE_PROFILE_ADDED,
            LifecycleKind.BLOCK_MANAGER_ADDED,
            LifecycleKind.ENVIRONMENT_UPDATED,
            LifecycleKind.APPLICATION_STARTED);
  }

  @Test
  void applicationStartAndEnd() {
    RecordingSink old = read("spark-3.5.jsonl");
    ApplicationStarted start = old.first(LifecycleKind.APPLICATION_STARTED).getApplicationStarted();
    assertThat(start.getApplicationName()).isEqualTo("probe");
    assertThat(start.getApplicationAttemptId()).isNull();
    assertThat(start.getSparkUser()).isEqualTo("alice");
    assertThat(start.getSparkVersion()).isEqualTo("3.5.9");
    assertThat(start.getStartTime()).isEqualTo(Instant.ofEpochMilli(1795363163157L));
    assertThat(old.first(LifecycleKind.APPLICATION_ENDED).getApplicationEnded().getExitCode())
        .isNull();

    RecordingSink recent = read("spark-4.2.jsonl");
    assertThat(
            recent
                .first(LifecycleKind.APPLICATION_STARTED)
                .getApplicationStarted()
                .getSparkVersion())
        .isEqualTo("4.2.0");
    assertThat(recent.first(LifecycleKind.APPLICATION_ENDED).getApplicationEnded().getExitCode())
        .isZero();
  }

  @Test
  void environment() {
    EnvironmentUpdated environment =
        read("spark-3.5.jsonl").first(LifecycleKind.ENVIRONMENT_UPDATED).getEnvironmentUpdated();
    assertThat(environment.getJavaVersion()).isEqualTo("17.0.15 (Debian)");
    assertThat(environment.getScalaVersion()).isEqualTo("2.13.8");
    assertThat(environment.getSparkProperties())
        .containsEntry("spark.executor.memory", "512m")
        .containsEntry("spark.master", "local-cluster[2,1,1024]")
        .containsEntry("spark.my.password", Redaction.REPLACEMENT);
    assertThat(environment.getContext().getWorkload()).isEqualTo("probe-wl");
    assertThat(environment.getContext().getDatabricksJobId()).isNull();
  }

  @Test
  void resourcesExecutorsAndBlocks() {
    RecordingSink sink = read("spark-3.5.jsonl");
    ResourceProfileAdded profile =
        sink.first(LifecycleKind.RESOURCE_PROFILE_ADDED).getResourceProfileAdded();
    assertThat(profile.getExecutorMemoryBytes()).isEqualTo(512 * MIB);
    assertThat(profile.getExecutorOffHeapMemoryBytes()).isZero();
    assertThat(profile.getExecutorCores()).isNull();
    assertThat(profile.getTaskCpus()).isEqualTo(1.0);

    BlockManagerAdded manager =
        sink.first(LifecycleKind.BLOCK_MANAGER_ADDED).getBlockManagerAdded();
    assertThat(manager)
        .isEqualTo(new BlockManagerAdded("driver", "127.0.0.1", 133378867L, 133378867L, 0L));

    ExecutorAdded added = sink.first(LifecycleKind.EXECUTOR_ADDED).getExecutorAdded();
    assertThat(added)
        .isEqualTo(
            new ExecutorAdded("0", "127.0.0.1", 1, 0, null, Instant.ofEpochMilli(1795363177801L)));

    assertThat(sink.first(LifecycleKind.EXECUTOR_REMOVED).getExecutorRemoved().getReason())
        .isEqualTo("Command exited with code 137");

    assertThat(sink.of(LifecycleKind.BLOCK_UPDATED)).hasSize(1);
    assertThat(sink.first(LifecycleKind.BLOCK_UPDATED).getBlockUpdated())
        .isEqualTo(
            new BlockUpdated(
                "0", 1, 0, "StorageLevel(memory, deserialized, 1 replicas)", 536L, 0L));
    assertThat(sink.first(LifecycleKind.RDD_UNPERSISTED).getRddUnpersisted().getRddId())
        .isEqualTo(1);
  }

  @Test
  void jobsAndStages() {
    RecordingSink sink = read("spark-4.2.jsonl");
    JobStarted job = sink.first(LifecycleKind.JOB_STARTED).getJobStarted();
    assertThat(job.getJobId()).isZero();
    assertThat(job.getDescription()).isEqualTo("described job");
    assertThat(job.getJobGroup()).isEqualTo("grp");
    assertThat(job.getSqlExecutionId()).isNull();
    assertThat(job.getSparkProperties()).isEmpty();
    StageInfo stage = job.getStages().get(0);
    assertThat(stage.getName()).isEqualTo("count at App.java:12");
    assertThat(stage.getNumTasks()).isEqualTo(8);
    assertThat(stage.getDetails())
        .startsWith("org.apache.spark.api.java.AbstractJavaRDDLike.count(JavaRDDLike.scala:46)\n");
    assertThat(stage.getRdds())
        .containsExactly(
            new RddInfo(
                1,
                "MapPartitionsRDD",
                "1",
                "map",
                "map at App.java:10",
                List.of(0),
                "StorageLevel(disk, memory, deserialized, 1 replicas)",
                8,
                0,
                0L,
                0L),
            new RddInfo(
                0,
                "ParallelCollectionRDD",
                "0",
                "parallelize",
                "parallelize at App.java:10",
                List.of(),
                null,
                8,
                0,
                0L,
                0L));

    JobStarted sqlJob = sink.of(LifecycleKind.JOB_STARTED).get(1).getJobStarted();
    assertThat(sqlJob.getSqlExecutionId()).isZero();
    assertThat(sqlJob.getSparkProperties())
        .containsOnly(
            java.util.Map.entry("spark.sql.shuffle.partitions", "7"),
            java.util.Map.entry("spark.executor.memory", "512m"),
            java.util.Map.entry("spark.shuffle.readHostLocalDisk", "false"),
            java.util.Map.entry("spark.task.maxFailures", "2"));
    assertThat(sink.of(LifecycleKind.STAGE_SUBMITTED).get(1).getStageSubmitted())
        .satisfies(
            submitted -> {
              assertThat(submitted.getSqlExecutionId()).isZero();
              assertThat(submitted.getSubmissionTime()).isNotNull();
            });

    StageCompleted completed = sink.first(LifecycleKind.STAGE_COMPLETED).getStageCompleted();
    assertThat(completed.getSubmissionTime()).isEqualTo(Instant.ofEpochMilli(1795363258959L));
    assertThat(completed.getCompletionTime()).isEqualTo(Instant.ofEpochMilli(1795363264758L));
    assertThat(completed.getFailure()).isNull();
    assertThat(completed.getAccumulables()).as("internal ones are left out").isEmpty();
    assertThat(sink.of(LifecycleKind.STAGE_COMPLETED).get(1).getStageCompleted().getFailure())
        .startsWith("Job aborted due to stage failure: Task 2 in stage 24.0 failed 2 times")
        .contains("password=" + Redaction.REPLACEMENT)
        .doesNotContain("hunter2")
        .hasSizeLessThanOrEqualTo(1_024);

    List<LifecycleEvent> ends = sink.of(LifecycleKind.JOB_ENDED);
    JobEnded succeeded = ends.get(0).getJobEnded();
    assertThat(succeeded.getSucceeded()).isTrue();
    assertThat(succeeded.getFailure()).isNull();
    JobEnded failed = ends.get(1).getJobEnded();
    assertThat(failed.getSucceeded()).isFalse();
    assertThat(failed.getFailure()).doesNotContain("hunter2");
  }

  @Test
  void sqlPlans() {
    RecordingSink sink = read("spark-4.2.jsonl");
    SqlExecutionStarted sql =
        sink.first(LifecycleKind.SQL_EXECUTION_STARTED).getSqlExecutionStarted();
    assertThat(sql.getExecutionId()).isZero();
    assertThat(sql.getRootExecutionId()).isZero();
    assertThat(sql.getDescription()).isEqualTo("described job");
    assertThat(sql.getModifiedConfigs())
        .containsExactly(java.util.Map.entry("spark.sql.shuffle.partitions", "7"));
    assertThat(sql.getPlan().stream().map(PlanNode::getName))
        .containsExactly(
            "Execute InsertIntoHadoopFsRelationCommand",
            "WriteFiles",
            "WholeStageCodegen (1)",
            "Project",
            "Range");
    assertThat(sql.getPlan().stream().map(PlanNode::getParentIndex))
        .containsExactly(null, 0, 1, 2, 3);
    assertThat(sql.getPlan().get(4).getMetrics())
        .containsExactly(new PlanMetric("number of output rows", 193L, "sum"));
    assertThat(sql.getPlan().get(4).getDescription())
        .isEqualTo("Range (0, 100000, step=1, splits=4)");

    List<PlanNode> changed =
        sink.first(LifecycleKind.SQL_PLAN_CHANGED).getSqlPlanChanged().getPlan();
    assertThat(changed).hasSizeGreaterThan(10);
    PlanNode scan =
        changed.stream()
            .filter(node -> node.getName().equals("Scan parquet"))
            .findFirst()
            .orElseThrow();
    assertThat(scan.getMetadata()).containsEntry("Format", "Parquet").containsKey("Location");
    for (int i = 1; i < changed.size(); i++) {
      assertThat(changed.get(i).getParentIndex()).isBetween(0, i - 1);
    }

    assertThat(sink.first(LifecycleKind.DRIVER_ACCUMULATORS).getDriverAccumulators().getUpdates())
        .contains(new Accumulable(187L, null, 844307L))
        .hasSize(5);
    List<LifecycleEvent> ends = sink.of(LifecycleKind.SQL_EXECUTION_ENDED);
    assertThat(ends.get(0).getSqlExecutionEnded().getError()).isNull();
    assertThat(ends.get(1).getSqlExecutionEnded().getError())
        .isEqualTo("[USER_RAISED_EXCEPTION] boom SQLSTATE: P0001");
  }

  @Test
  void successfulTasks() {
    TaskMetrics old = task(read("spark-3.5.jsonl"), 8);
    assertThat(old.getStageId()).isEqualTo(1);
    assertThat(old.getTaskIndex()).isEqualTo(1);
    assertThat(old.getPartitionId()).isEqualTo(1);
    assertThat(old.getTaskKind()).isEqualTo(TaskKind.SHUFFLE_MAP);
    assertThat(old.getExecutorId()).isEqualTo("1");
    assertThat(old.getHost()).isEqualTo("127.0.0.1");
    assertThat(old.getLocality()).isEqualTo(TaskLocality.PROCESS_LOCAL);
    assertThat(old.getSpeculative()).isFalse();
    assertThat(old.getLaunchTime()).isEqualTo(Instant.ofEpochMilli(1795363184851L));
    assertThat(old.getFinishTime()).isEqualTo(Instant.ofEpochMilli(1795363185363L));
    assertThat(old.getGettingResultTime()).isNull();
    assertThat(old.getEndReason()).isEqualTo(TaskEndReason.SUCCESS);
    assertThat(old.getFailure()).isNull();
    TaskMetricValues metrics = old.getMetrics();
    assertThat(metrics.getExecutorDeserializeTimeMs()).isEqualTo(213);
    assertThat(metrics.getExecutorDeserializeCpuTimeNs()).isEqualTo(33758896);
    assertThat(metrics.getExecutorRunTimeMs()).isEqualTo(232);
    assertThat(metrics.getExecutorCpuTimeNs()).isEqualTo(42059464);
    assertThat(metrics.getResultSerializationTimeMs()).isEqualTo(1);
    assertThat(metrics.getResultSizeBytes()).isEqualTo(1386);
    assertThat(metrics.getPeakExecutionMemoryBytes()).isEqualTo(992);
    assertThat(metrics.getPeakOnHeapExecutionMemoryBytes()).as("new in Spark 4").isNull();
    assertThat(metrics.getPeakOffHeapExecutionMemoryBytes()).isNull();
    assertThat(metrics.getShuffleBytesWritten()).isEqualTo(129);
    assertThat(metrics.getShuffleRecordsWritten()).isEqualTo(1);
    assertThat(metrics.getShuffleWriteTimeNs()).isEqualTo(543766);
    assertThat(metrics.getInputBytes()).isEqualTo(536);
    assertThat(metrics.getInputRecords()).isEqualTo(125);
    assertThat(metrics.getShuffleRemoteReqsDurationMs()).isZero();
    assertThat(metrics.getPushBasedShuffleRead()).isNotNull();

    TaskMetricValues recent = task(read("spark-4.2.jsonl"), 8).getMetrics();
    assertThat(recent.getPeakOnHeapExecutionMemoryBytes()).isZero();
    assertThat(recent.getPeakOffHeapExecutionMemoryBytes()).isZero();
  }

  @Test
  void everyMetricIsReadFromTheNewestLog() {
    RecordingSink sink = read("spark-4.2.jsonl");
    for (Schema.Field field : TaskMetricValues.getClassSchema().getFields()) {
      assertThat(sink.tasks)
          .as(field.name())
          .anyMatch(
              task -> task.getMetrics() != null && task.getMetrics().get(field.pos()) != null);
    }
  }

  @Test
  void failedTasks() {
    RecordingSink sink = read("spark-3.5.jsonl");
    TaskFailure exception = task(sink, 47).getFailure();
    assertThat(task(sink, 47).getEndReason()).isEqualTo(TaskEndReason.EXCEPTION);
    assertThat(exception.getErrorClass()).isEqualTo("java.lang.IllegalStateException");
    assertThat(exception.getMessage())
        .isEqualTo("bad record password=" + Redaction.REPLACEMENT + " 3");
    assertThat(exception.getCountsTowardsFailures()).isTrue();

    TaskMetrics lost = task(sink, 22);
    assertThat(lost.getEndReason()).isEqualTo(TaskEndReason.EXECUTOR_LOST);
    assertThat(lost.getMetrics()).isNull();
    assertThat(lost.getLocality()).isEqualTo(TaskLocality.NODE_LOCAL);
    assertThat(lost.getFailure().getMessage()).isEqualTo("Command exited with code 137");
    assertThat(lost.getFailure().getCausedByApplication()).isTrue();

    TaskMetrics fetch = task(sink, 27);
    assertThat(fetch.getEndReason()).isEqualTo(TaskEndReason.FETCH_FAILED);
    assertThat(fetch.getTaskAttempt()).isEqualTo(1);
    TaskFailure failure = fetch.getFailure();
    assertThat(failure.getErrorClass()).isEqualTo("org.apache.spark.shuffle.FetchFailedException");
    assertThat(failure.getShuffleId()).isZero();
    assertThat(failure.getMapIndex()).isEqualTo(1);
    assertThat(failure.getReduceId()).isEqualTo(10);
    assertThat(failure.getSourceExecutorId()).isEqualTo("0");
    assertThat(failure.getSourceHost()).isEqualTo("host-1");
    assertThat(failure.getCountsTowardsFailures()).isFalse();
  }

  @Test
  void peaksComeAtTheCompletionOfTheirStage() {
    RecordingSink sink = read("spark-3.5.jsonl");
    ExecutorMetrics peaks = sink.executors.get(0);
    assertThat(peaks.getStageId()).isZero();
    assertThat(peaks.getStageAttempt()).isZero();
    assertThat(peaks.getExecutorId()).isEqualTo("0");
    assertThat(peaks.getEventTime()).isEqualTo(Instant.ofEpochMilli(1795363184284L));
    assertThat(peaks.getJvmHeapMemoryBytes()).isEqualTo(60620800L);
    assertThat(peaks.getProcessTreeJvmRssMemoryBytes()).isEqualTo(203583488L);
    assertThat(peaks.getProcessTreePythonRssMemoryBytes()).isZero();
    assertThat(peaks.getTotalGcTimeMs()).isEqualTo(166L);
    assertThat(peaks.getConcurrentGcCount()).as("new in Spark 4").isNull();
    assertThat(read("spark-4.2.jsonl").executors.get(0).getConcurrentGcCount()).isZero();
  }

  private static TaskMetrics task(RecordingSink sink, long id) {
    return sink.tasks.stream().filter(t -> t.getTaskId() == id).findFirst().orElseThrow();
  }
}
