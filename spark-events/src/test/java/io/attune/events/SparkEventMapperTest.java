package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.schemas.AgentReport;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.PlanNode;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SparkEventMapperTest {

  private static final String START =
      "{\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"n\",\"App ID\":\"app-1\","
          + "\"Timestamp\":1000,\"User\":\"u\"}";
  private static final String TASK_END =
      "{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":3,\"Stage Attempt ID\":1,"
          + "\"Task Type\":\"ResultTask\",\"Task End Reason\":{\"Reason\":\"Success\"},"
          + "\"Task Info\":{\"Task ID\":7,\"Index\":2,\"Attempt\":0,\"Launch Time\":2000,"
          + "\"Executor ID\":\"1\",\"Host\":\"h\",\"Locality\":\"ANY\",\"Speculative\":true,"
          + "\"Getting Result Time\":2500,\"Finish Time\":3000}}";

  private final RecordingSink sink = new RecordingSink();

  private SparkEventMapper started() {
    SparkEventMapper mapper = new SparkEventMapper(sink, MapperOptions.defaults());
    mapper.accept(START);
    return mapper;
  }

  private static String sql(String name) {
    return "{\"Event\":\"org.apache.spark.sql.execution.ui." + name + "\"";
  }

  @Test
  void beforeSpark3ThePeakOfATaskIsAnAccumulable() {
    String task =
        "{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":0,\"Stage Attempt ID\":0,"
            + "\"Task End Reason\":{\"Reason\":\"Success\"},\"Task Info\":{\"Task ID\":1,\"Index\":0,"
            + "\"Attempt\":0,\"Launch Time\":1000,\"Executor ID\":\"1\",\"Host\":\"h\",\"Finish Time\":2000,"
            + "\"Accumulables\":[{\"ID\":3,\"Name\":\"other\",\"Update\":\"7\"},"
            + "{\"ID\":4,\"Name\":\"internal.metrics.peakExecutionMemory\",\"Update\":4096,\"Value\":9999}]},"
            + "\"Task Metrics\":{\"Executor Run Time\":5%s}}";
    byte[] old = String.format(task, "").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] now =
        String.format(task, ",\"Peak Execution Memory\":0")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    assertThat(peak(old)).isEqualTo(4096);
    assertThat(peak(now)).isZero();
  }

  @Test
  void tasksWithoutAnIndexAreToldApartByPartitionOrId() {
    String task =
        "{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":0,\"Task End Reason\":{\"Reason\":\"Success\"},"
            + "\"Task Info\":{\"Task ID\":14,%s\"Launch Time\":1000,\"Finish Time\":2000}}";
    SparkEventMapper mapper = started();
    mapper.accept(String.format(task, "\"Partition ID\":4,"));
    mapper.accept(String.format(task, ""));
    mapper.accept(String.format(task, "\"Index\":0,\"Partition ID\":4,"));

    assertThat(sink.tasks).extracting(each -> each.getTaskIndex()).containsExactly(4, 14, 0);
  }

  @Test
  void aTaskWithoutAReasonSucceededWhereItsInfoSaysSo() {
    String task =
        "{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":0,"
            + "\"Task Info\":{\"Task ID\":1,\"Index\":0,\"Launch Time\":1,\"Failed\":%s}}";
    SparkEventMapper mapper = started();
    mapper.accept(String.format(task, "false"));
    mapper.accept(String.format(task, "true"));

    assertThat(sink.tasks)
        .extracting(each -> each.getEndReason())
        .containsExactly(TaskEndReason.SUCCESS, TaskEndReason.UNKNOWN);
  }

  private static long peak(byte[] json) {
    RecordingSink sink = new RecordingSink();
    SparkEventMapper mapper =
        new SparkEventMapper(sink, MapperOptions.defaults().withApplicationId("app-1"));
    mapper.accept(json, 0, json.length);
    return sink.tasks.get(0).getMetrics().getPeakExecutionMemoryBytes();
  }

  @Test
  void fieldsThatOlderVersionsLackAreNull() {
    started().accept(TASK_END);

    TaskMetrics task = sink.tasks.get(0);
    assertThat(task.getPartitionId()).isNull();
    assertThat(task.getMetrics()).isNull();
    assertThat(task.getTaskKind()).isEqualTo(TaskKind.RESULT);
    assertThat(task.getLocality()).isEqualTo(TaskLocality.ANY);
    assertThat(task.getSpeculative()).isTrue();
    assertThat(task.getGettingResultTime()).isEqualTo(Instant.ofEpochMilli(2500));
  }

  @Test
  void theDriverOfSparkBefore14IsTheDriver() {
    SparkEventMapper mapper = started();
    mapper.accept(
        "{\"Event\":\"SparkListenerBlockManagerAdded\",\"Block Manager ID\":{\"Executor ID\":"
            + "\"<driver>\",\"Host\":\"h\",\"Port\":1},\"Maximum Memory\":5,\"Timestamp\":2}");

    assertThat(sink.lifecycle)
        .extracting(each -> each.getBlockManagerAdded())
        .filteredOn(java.util.Objects::nonNull)
        .singleElement()
        .satisfies(added -> assertThat(added.getExecutorId()).isEqualTo("driver"));
  }

  @Test
  void theNameOfTheEventMayComeLast() {
    SparkEventMapper mapper = new SparkEventMapper(sink, MapperOptions.defaults());
    mapper.accept(
        "{\"App Name\":\"n\",\"App ID\":\"app-1\",\"Timestamp\":1000,"
            + "\"Event\":\"SparkListenerApplicationStart\"}");

    assertThat(mapper.applicationId()).isEqualTo("app-1");
  }

  @Test
  void unknownEventsAreCountedByName() {
    SparkEventMapper mapper = started();
    mapper.accept("{\"Event\":\"com.example.VendorEvent\",\"x\":{\"Stage ID\":[1,2]}}");
    mapper.accept("{\"Event\":\"com.example.VendorEvent\"}");
    mapper.accept("{\"Event\":\"com.example.SparkListenerTaskEnd\"}");
    mapper.accept("{\"Event\":\"SparkListenerTaskStart\",\"Stage ID\":1}");
    mapper.accept("{\"Event\":\"SparkListenerNodeExcluded\"}");

    assertThat(mapper.ignored())
        .containsOnly(
            java.util.Map.entry("com.example.VendorEvent", 2L),
            java.util.Map.entry("com.example.SparkListenerTaskEnd", 1L));
    assertThat(mapper.events()).isEqualTo(6);
    assertThat(sink.sequences).hasSize(1);
  }

  @Test
  void namesOfUnknownEventsAreBounded() {
    SparkEventMapper mapper = started();
    for (int i = 0; i < 1_000; i++) {
      mapper.accept("{\"Event\":\"vendor" + i + "\"}");
    }

    assertThat(mapper.ignored()).hasSize(101).containsEntry(SparkEventMapper.OTHER_EVENTS, 900L);
  }

  @Test
  void whatIsNoEventIsRefusedInOneClause() {
    SparkEventMapper mapper = started();

    assertThatThrownBy(() -> mapper.accept("[1]"))
        .isInstanceOf(MalformedEventException.class)
        .hasMessage("it is not a JSON object");
    assertThatThrownBy(() -> mapper.accept("")).hasMessage("it is not a JSON object");
    assertThatThrownBy(() -> mapper.accept("26/01/02 INFO x"))
        .hasMessage("it is not valid JSON: '/' after the value");
    assertThatThrownBy(() -> mapper.accept("{\"a\":1}")).hasMessage("it has no field \"Event\"");
    assertThatThrownBy(() -> mapper.accept("{}")).hasMessage("it has no field \"Event\"");
    assertThatThrownBy(() -> mapper.accept("{\"Event\":\"SparkListenerJobEnd\",\"Job ID\":x}"))
        .hasMessageStartingWith("it is not valid JSON: ");
    assertThatThrownBy(() -> mapper.accept("{\"Event\":\"SparkListenerJobEnd\"}"))
        .hasMessage("SparkListenerJobEnd has no field \"Job ID\"");
    assertThatThrownBy(() -> mapper.accept("{\"Event\":\"SparkListenerStageCompleted\"}"))
        .hasMessage("SparkListenerStageCompleted has no field \"Stage Info\"");
    assertThatThrownBy(() -> mapper.accept("{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":1}"))
        .hasMessage("SparkListenerTaskEnd has no field \"Task ID\"");
    assertThat(sink.sequences).hasSize(1);
  }

  /** A line truncated anywhere is rejected, and nothing is emitted. */
  @Property(tries = 200)
  void aCutLineIsRefused(@ForAll @IntRange(min = 1, max = 400) int length) {
    byte[] line = TASK_END.getBytes(StandardCharsets.UTF_8);
    byte[] cut = Arrays.copyOf(line, Math.min(length, line.length - 1));
    RecordingSink target = new RecordingSink();
    SparkEventMapper mapper = new SparkEventMapper(target, MapperOptions.defaults());
    mapper.accept(START);

    assertThatThrownBy(() -> mapper.accept(cut, 0, cut.length))
        .isInstanceOf(MalformedEventException.class);
    assertThat(target.tasks).isEmpty();
  }

  @Test
  void aLineWithinABufferIsRead() {
    byte[] buffer = ("xx" + START + "yy").getBytes(StandardCharsets.UTF_8);
    SparkEventMapper mapper = new SparkEventMapper(sink, MapperOptions.defaults());
    mapper.accept(buffer, 2, buffer.length - 4);

    assertThat(mapper.applicationId()).isEqualTo("app-1");
  }

  @Test
  void withoutAStartTheConfigurationOrTheNameTellsTheApplication() {
    SparkEventMapper nameless = new SparkEventMapper(sink, MapperOptions.defaults());
    nameless.accept(TASK_END);
    assertThat(nameless.finish()).isFalse();
    assertThat(sink.tasks).isEmpty();

    SparkEventMapper named =
        new SparkEventMapper(sink, MapperOptions.defaults().withFallbackApplicationId("app-9"));
    named.accept(TASK_END);
    assertThat(named.finish()).isTrue();
    assertThat(sink.tasks.get(0).getApplicationId()).isEqualTo("app-9");

    SparkEventMapper configured =
        new SparkEventMapper(sink, MapperOptions.defaults().withFallbackApplicationId("app-9"));
    configured.accept(
        "{\"Event\":\"SparkListenerEnvironmentUpdate\","
            + "\"Spark Properties\":{\"spark.app.id\":\"app-8\"}}");
    assertThat(configured.finish()).isTrue();
    assertThat(sink.lifecycle.get(0).getApplicationId()).isEqualTo("app-8");
  }

  @Test
  void whatIsHeldBackIsBounded() {
    SparkEventMapper mapper = new SparkEventMapper(sink, MapperOptions.defaults());
    for (int i = 0; i < RecordGate.MAX_HELD; i++) {
      mapper.accept(TASK_END);
    }

    assertThatThrownBy(() -> mapper.accept(TASK_END))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining("SparkListenerApplicationStart");
  }

  @Test
  void aLiveMapperKnowsItsApplicationAndItsTime() {
    SparkEventMapper mapper =
        new SparkEventMapper(
            sink,
            MapperOptions.defaults()
                .withApplicationId("app-5")
                .withSparkVersion("4.2.0")
                .withoutSequence()
                .withoutUser()
                .withClock(Clock.fixed(Instant.ofEpochMilli(9_000), ZoneOffset.UTC)));
    mapper.accept("{\"Event\":\"SparkListenerUnpersistRDD\",\"RDD ID\":4}");
    mapper.accept(START);

    LifecycleEvent unpersisted = sink.lifecycle.get(0);
    assertThat(unpersisted.getApplicationId()).isEqualTo("app-5");
    assertThat(unpersisted.getEventTime()).isEqualTo(Instant.ofEpochMilli(9_000));
    assertThat(unpersisted.getSequence()).isNull();
    assertThat(sink.lifecycle.get(1).getApplicationStarted().getSparkUser()).isNull();
    assertThat(sink.lifecycle.get(1).getApplicationStarted().getSparkVersion()).isEqualTo("4.2.0");
  }

  @Test
  void aLoggedEventWithoutATimeGetsTheNewestTimeBeforeIt() {
    SparkEventMapper mapper = started();
    mapper.accept(TASK_END);
    mapper.accept("{\"Event\":\"SparkListenerUnpersistRDD\",\"RDD ID\":4}");

    assertThat(sink.first(LifecycleKind.RDD_UNPERSISTED).getEventTime())
        .isEqualTo(Instant.ofEpochMilli(3_000));
  }

  @Test
  void allEndReasonsHaveTheirPlace() {
    SparkEventMapper mapper = started();
    mapper.accept(
        taskEnd("{\"Reason\":\"TaskKilled\",\"Kill Reason\":\"another attempt succeeded\"}"));
    mapper.accept(
        taskEnd(
            "{\"Reason\":\"TaskCommitDenied\",\"Job ID\":1,\"Partition ID\":2,\"Attempt Number\":0}"));
    mapper.accept(taskEnd("{\"Reason\":\"TaskResultLost\"}"));
    mapper.accept(taskEnd("{\"Reason\":\"Resubmitted\"}"));
    mapper.accept(taskEnd("{\"Reason\":\"SomethingNew\"}"));
    mapper.accept(
        taskEnd(
            "{\"Reason\":\"ExecutorLostFailure\",\"Executor ID\":\"1\",\"Exit Caused By App\":false}"));

    assertThat(sink.tasks.stream().map(TaskMetrics::getEndReason))
        .containsExactly(
            TaskEndReason.TASK_KILLED,
            TaskEndReason.TASK_COMMIT_DENIED,
            TaskEndReason.TASK_RESULT_LOST,
            TaskEndReason.RESUBMITTED,
            TaskEndReason.UNKNOWN,
            TaskEndReason.EXECUTOR_LOST);
    assertThat(sink.tasks.stream().map(t -> t.getFailure().getCountsTowardsFailures()))
        .containsExactly(false, false, true, false, true, false);
    assertThat(sink.tasks.get(0).getFailure().getMessage()).isEqualTo("another attempt succeeded");
  }

  private static String taskEnd(String reason) {
    return TASK_END.replace("{\"Reason\":\"Success\"}", reason);
  }

  @Test
  void speculativeSubmissionsOfALiveApplication() {
    SparkEventMapper mapper = started();
    String event =
        "{\"Event\":\"org.apache.spark.scheduler.SparkListenerSpeculativeTaskSubmitted\",";
    mapper.accept(event + "\"stageId\":4,\"stageAttemptId\":1,\"taskIndex\":6}");
    mapper.accept(event + "\"stageId\":4,\"stageAttemptId\":1}");

    assertThat(sink.of(LifecycleKind.SPECULATIVE_TASK_SUBMITTED))
        .extracting(e -> e.getSpeculativeTaskSubmitted().getTaskIndex())
        .containsExactly(6, null);
  }

  private static String job(int id, String properties) {
    return "{\"Event\":\"SparkListenerJobStart\",\"Job ID\":"
        + id
        + ",\"Submission Time\":5,\"Stage Infos\":["
        + "{\"Stage ID\":3,\"Stage Attempt ID\":0,\"Stage Name\":\"map at Load.java:9\"},"
        + "{\"Stage ID\":4,\"Stage Attempt ID\":0,\"Stage Name\":\"count at Load.java:12\"}],"
        + "\"Properties\":{"
        + properties
        + "}}";
  }

  /** Spark's own pages call a job by its last stage; only Python and R say the line themselves. */
  @Test
  void aJobIsCalledByTheLineThatStartedIt() {
    SparkEventMapper mapper = started();
    mapper.accept(job(1, "\"spark.job.description\":\"nightly count\""));
    mapper.accept(job(2, "\"callSite.short\":\"count at load.py:7\""));
    mapper.accept(job(3, "\"spark.sql.execution.id\":\"0\""));

    assertThat(sink.of(LifecycleKind.JOB_STARTED))
        .extracting(e -> e.getJobStarted().getCallSite())
        .containsExactly("count at Load.java:12", "count at load.py:7", null);
    assertThat(sink.first(LifecycleKind.JOB_STARTED).getJobStarted().getDescription())
        .isEqualTo("nightly count");
  }

  @Test
  void secretsOfALiveConfigurationDoNotLeave() {
    SparkEventMapper mapper = started();
    mapper.accept(
        "{\"Event\":\"SparkListenerEnvironmentUpdate\",\"Spark Properties\":{"
            + "\"spark.redaction.regex\":\"(?i)geheim|password\",\"spark.my.geheim\":\"a1b2c3\","
            + "\"spark.executorEnv.PASSWORD\":\"d4e5f6\",\"spark.executor.cores\":\"2\"}}");
    mapper.accept(
        "{\"Event\":\"SparkListenerJobStart\",\"Job ID\":1,\"Submission Time\":5,\"Properties\":{"
            + "\"spark.sql.geheim\":\"a1b2c3\",\"spark.job.description\":\"load geheim=a1b2c3\"}}");
    mapper.accept(
        sql("SparkListenerSQLExecutionStart")
            + ",\"executionId\":1,\"description\":\"d\",\"time\":6,"
            + "\"modifiedConfigs\":{\"spark.sql.x.geheim\":\"a1b2c3\"},\"sparkPlanInfo\":{"
            + "\"nodeName\":\"Scan\",\"simpleString\":\"Scan geheim=a1b2c3\",\"children\":[],"
            + "\"metadata\":{\"url\":\"jdbc:a1b2c3\",\"Format\":\"JDBC\"},\"metrics\":[]}}");
    mapper.accept(
        "{\"Event\":\"SparkListenerExecutorRemoved\",\"Timestamp\":9,\"Executor ID\":\"1\","
            + "\"Removed Reason\":\"args: --geheim=a1b2c3\"}");

    String everything = sink.lifecycle.toString();
    assertThat(everything).doesNotContain("a1b2c3").doesNotContain("d4e5f6");
    assertThat(everything).contains("\"spark.executor.cores\": \"2\"").contains("JDBC");
  }

  @Test
  void aHugePlanIsCutAtAThousandNodesWhateverItsDepth() {
    StringBuilder plan = new StringBuilder();
    int depth = 5_000;
    for (int i = 0; i < depth; i++) {
      plan.append("{\"nodeName\":\"n").append(i).append("\",\"children\":[");
    }
    for (int i = 0; i < depth; i++) {
      plan.append("],\"metrics\":[]}");
    }
    started()
        .accept(
            sql("SparkListenerSQLAdaptiveExecutionUpdate")
                + ",\"executionId\":1,\"physicalPlanDescription\":\"\",\"sparkPlanInfo\":"
                + plan
                + "}");

    List<PlanNode> nodes = sink.first(LifecycleKind.SQL_PLAN_CHANGED).getSqlPlanChanged().getPlan();
    assertThat(nodes).hasSize(1_000);
    assertThat(nodes.get(999).getParentIndex()).isEqualTo(998);
  }

  @Test
  void aReportOfTheCallersOwnGetsItsNumberInLine() {
    SparkEventMapper mapper = started();
    LifecycleEvent event = new LifecycleEvent();
    event.setKind(LifecycleKind.AGENT_REPORT);
    event.setAgentReport(new AgentReport());
    mapper.emit(event);

    assertThat(event.getSequence()).isEqualTo(2);
    assertThat(event.getApplicationId()).isEqualTo("app-1");
    assertThat(event.getEventTime()).isEqualTo(Instant.ofEpochMilli(1_000));
  }

  @Test
  void peaksOfAStageThatNeverCompletesComeAtTheEnd() {
    SparkEventMapper mapper = started();
    mapper.accept(
        "{\"Event\":\"SparkListenerStageSubmitted\",\"Stage Info\":{\"Stage ID\":3,"
            + "\"Stage Attempt ID\":1,\"Submission Time\":1500}}");
    mapper.accept(
        "{\"Event\":\"SparkListenerExecutorMetricsUpdate\",\"Executor ID\":\"1\","
            + "\"Executor Metrics Updated\":[{\"Stage ID\":3,\"Stage Attempt ID\":1,"
            + "\"Executor Metrics\":{\"JVMHeapMemory\":77,\"ProcessTreeJVMVMemory\":0,"
            + "\"FutureMetric\":5}}]}");
    assertThat(sink.executors).isEmpty();
    mapper.accept("{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":4000}");

    assertThat(sink.executors).hasSize(1);
    assertThat(sink.executors.get(0).getJvmHeapMemoryBytes()).isEqualTo(77);
    assertThat(sink.executors.get(0).getProcessTreeJvmVMemoryBytes()).isNull();
    assertThat(sink.executors.get(0).getMinorGcCount()).isNull();
  }

  /** The end of a log of an application whose driver was asked to terminate. */
  @Test
  void afterTheEndOnlyPeaksComeOut() {
    SparkEventMapper mapper = started();
    mapper.accept(
        "{\"Event\":\"SparkListenerStageSubmitted\",\"Stage Info\":{\"Stage ID\":3,"
            + "\"Stage Attempt ID\":1,\"Submission Time\":1500}}");
    mapper.accept("{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":4000}");
    int before = sink.lifecycle.size();
    mapper.accept(TASK_END);
    mapper.accept(
        "{\"Event\":\"SparkListenerStageExecutorMetrics\",\"Executor ID\":\"1\",\"Stage ID\":3,"
            + "\"Stage Attempt ID\":1,\"Executor Metrics\":{\"JVMHeapMemory\":77}}");
    mapper.accept(
        "{\"Event\":\"SparkListenerStageCompleted\",\"Stage Info\":{\"Stage ID\":3,"
            + "\"Stage Attempt ID\":1,\"Submission Time\":1500,\"Completion Time\":4001,"
            + "\"Failure Reason\":\"cancelled\"}}");
    mapper.accept(
        "{\"Event\":\"SparkListenerJobEnd\",\"Job ID\":0,\"Completion Time\":4001,"
            + "\"Job Result\":{\"Result\":\"JobSucceeded\"}}");
    mapper.accept("{\"Event\":\"SparkListenerUnpersistRDD\",\"RDD ID\":4}");

    assertThat(mapper.events()).isEqualTo(8);
    assertThat(sink.tasks).isEmpty();
    assertThat(sink.lifecycle).hasSize(before);
    assertThat(sink.lifecycle.get(before - 1).getKind()).isEqualTo(LifecycleKind.APPLICATION_ENDED);
    assertThat(sink.executors).hasSize(1);
    assertThat(sink.executors.get(0).getStageId()).isEqualTo(3);
  }
}
