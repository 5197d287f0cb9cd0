package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.RunSnapshot;
import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.StageStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationStateTest {
  private static final long GIB = 1L << 30;

  /** A bit of everything. */
  private static RunBuilder story() {
    return RunBuilder.application("orders-2026-01-05")
        .property("spark.sql.shuffle.partitions", "20")
        .property("spark.task.cpus", "2")
        .sqlConfig(0, "spark.sql.adaptive.enabled", "false")
        .executors(2, 4, "1g")
        .unifiedMemory("1", 400 << 20)
        .heapPeak("driver", 300 << 20)
        .driverWorks(Duration.ofSeconds(5))
        .job(
            job ->
                job.description("join")
                    .stage(
                        "scan",
                        4,
                        stage ->
                            stage
                                .sql(0)
                                .scan("Scan parquet orders", 40, 4L * GIB)
                                .rdd(1, "FileScanRDD", "Scan parquet", null)
                                .heapPeak("1", 700 << 20)
                                .tasks((t, i) -> t.durationMs(1000).shuffleWrite(1 << 20, 10)))
                    .stage(
                        "join",
                        6,
                        stage ->
                            stage
                                .sql(0)
                                .node("Exchange", node -> node.metric("data size", 4 << 20))
                                .tasks((t, i) -> t.durationMs(500 + i).shuffleRead(1 << 20, 10))))
        .driverWorks(Duration.ofSeconds(10))
        .executorRemoved("2", "Command exited with code 137")
        .executor("3", "host-3", 4)
        .stage("collect", 3, stage -> stage.tasks((t, i) -> t.throwsOnce("com.acme.Bad", "no")))
        .agentReport(0, true)
        .ended();
  }

  @Property(tries = 60)
  void orderAndRepetitionLeaveNoTrace(@ForAll Random random) {
    RunBuilder story = story();
    byte[] inOrder = RunSnapshot.of(story.build()).toBytes();
    List<SpecificRecord> events = new ArrayList<>(story.events());
    events.addAll(story.events().subList(0, random.nextInt(events.size())));
    Collections.shuffle(events, random);
    Run shuffled = RunBuilder.runOf(story.applicationId(), events);
    assertThat(RunSnapshot.of(shuffled).toBytes()).isEqualTo(inOrder);
  }

  @Property(tries = 60)
  void anyPartOfTheEventsMakesSense(
      @ForAll Random random, @ForAll @IntRange(min = 0, max = 100) int percent) {
    RunBuilder story = story();
    List<SpecificRecord> events = new ArrayList<>(story.events());
    events.removeIf(event -> random.nextInt(100) >= percent);
    Run run = RunBuilder.runOf(story.applicationId(), events);
    ApplicationState application = run.application();
    assertThat(application.workload()).isNotEmpty();
    assertThat(application.slots().average()).isGreaterThanOrEqualTo(0);
    DriverTime time = application.driverTime();
    assertThat(time.idleInSpanMs()).isBetween(0L, time.spanMs());
    assertThat(run.completeness()).isBetween(0.0, 1.0);
    application.sqlExecutions();
    application.stages().forEach(application::settingsFor);
    run.stages().forEach(stage -> StageStatisticsView.of(run, stage));
    byte[] bytes = RunSnapshot.of(run).toBytes();
    assertThat(RunSnapshot.of(RunSnapshot.fromBytes(bytes).toRun()).toBytes()).isEqualTo(bytes);
  }

  @Test
  void anEndByEvidenceStandsUntilSomethingRunsAgain() {
    RunBuilder story = RunBuilder.application("nightly").executors(1, 2, "1g");
    story.stage("collect", 1, stage -> stage.tasks((t, i) -> t.durationMs(10)));
    ApplicationState application = story.build().application();
    Instant last = application.lastEventTime().orElseThrow();
    assertThat(application.ending()).isEqualTo(Ending.UNKNOWN);

    application.apply(ended(story, last, "nobody writes to its log"));
    assertThat(application.ending())
        .isEqualTo(new Ending.ByEvidence(last, "nobody writes to its log"));
    assertThat(application.ended()).isTrue();
    assertThat(ApplicationState.fromBytes(application.toBytes()).ending())
        .isEqualTo(application.ending());

    story
        .driverWorks(Duration.ofMinutes(1))
        .stage("collect", 1, stage -> stage.tasks((t, i) -> t.durationMs(10)));
    ApplicationState later = story.build().application();
    later.apply(ended(story, last, "nobody writes to its log"));
    assertThat(later.ending()).isEqualTo(Ending.UNKNOWN);

    later.apply(ended(story, last.plusSeconds(90), null));
    assertThat(later.ending()).isEqualTo(new Ending.Said(last.plusSeconds(90)));
    assertThat(ApplicationState.fromBytes(later.toBytes()).ending()).isEqualTo(later.ending());
  }

  @Test
  void workersThatGoAfterTheLastQueryGoWithTheirCluster() {
    RunBuilder story = RunBuilder.application("etl").executors(2, 4, "4g");
    story.stage("collect", 2, stage -> stage.tasks((t, i) -> t.durationMs(10)));
    story
        .driverWorks(Duration.ofMinutes(1))
        .executorRemoved("1", "worker lost: h:1 got disassociated");
    ApplicationState application = story.build().application();
    assertThat(application.removalCause(application.executor("1").orElseThrow()))
        .contains(RemovalCause.APPLICATION_END);
    assertThat(application.removalCause(application.executor("2").orElseThrow())).isEmpty();

    story.stage("collect", 2, stage -> stage.tasks((t, i) -> t.durationMs(10)));
    ApplicationState later = story.build().application();
    assertThat(later.removalCause(later.executor("1").orElseThrow()))
        .as("something ran without it")
        .contains(RemovalCause.OTHER);
  }

  @Test
  void memoryThatRanOutIsNoMatterOfTheEnd() {
    RunBuilder story = RunBuilder.application("etl").executors(2, 4, "4g");
    story.stage("collect", 2, stage -> stage.tasks((t, i) -> t.durationMs(10)));
    story.driverWorks(Duration.ofMinutes(1)).executorRemoved("1", "Command exited with code 52");
    ApplicationState application = story.build().application();
    assertThat(application.removalCause(application.executor("1").orElseThrow()))
        .contains(RemovalCause.HEAP_OOM);
  }

  @Test
  void executorsOfSeveralProfilesAreNoProduct() {
    RunBuilder story = RunBuilder.application("ml").executors(2, 4, "4g");
    story.resourceProfile(
        profile -> profile.setResourceProfileId(1).setExecutorCores(8).setTaskCpus(4.0));
    story.executor("gpu-1", "g", 8);
    for (SpecificRecord record : story.events()) {
      if (record instanceof LifecycleEvent event
          && event.getExecutorAdded() != null
          && event.getExecutorAdded().getExecutorId().equals("gpu-1")) {
        event.getExecutorAdded().setResourceProfileId(1);
      }
    }
    ApplicationState application =
        RunBuilder.runOf(story.applicationId(), story.events()).application();

    assertThat(application.executorShapes())
        .containsExactly(new ExecutorShape(0, 4, 4, 2), new ExecutorShape(1, 8, 2, 1));
    assertThat(application.slots().peak()).isEqualTo(2 * 4 + 2);
  }

  private static LifecycleEvent ended(RunBuilder story, Instant time, String evidence) {
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId(story.applicationId());
    event.setKind(LifecycleKind.APPLICATION_ENDED);
    event.setEventTime(time);
    event.setApplicationEnded(
        ApplicationEnded.newBuilder().setEndTime(time).setEvidence(evidence).build());
    return event;
  }

  @Test
  void timesThatSparkDidNotTellAreThoseOfTheStages() {
    RunBuilder story = RunBuilder.application("old").executors(1, 2, "1g");
    story.stage("collect", 1, stage -> stage.tasks((t, i) -> t.durationMs(4_000)));
    List<SpecificRecord> events = story.ended().events();
    for (SpecificRecord record : events) {
      if (record instanceof LifecycleEvent event) {
        if (event.getJobStarted() != null) {
          event.getJobStarted().setSubmissionTime(Instant.EPOCH);
        }
        if (event.getJobEnded() != null) {
          event.getJobEnded().setCompletionTime(Instant.EPOCH);
        }
        if (event.getStageSubmitted() != null) {
          event.getStageSubmitted().setSubmissionTime(null);
        }
      }
    }
    ApplicationState application = RunBuilder.runOf(story.applicationId(), events).application();

    StageDescriptor stage = application.stage(0, 0).orElseThrow();
    assertThat(stage.wallMs().orElseThrow()).isBetween(4_000L, 4_500L);
    assertThat(application.span().orElseThrow().durationMs())
        .isEqualTo(stage.wallMs().orElseThrow());
    assertThat(application.job(0).orElseThrow().submissionTime()).isEqualTo(stage.submissionTime());
  }

  @ParameterizedTest
  @CsvSource({
    "9.1.x-scala2.12,3.1",
    "13.3.x-aarch64-photon-scala2.12,3.4",
    "16.4.x-scala2.13,3.5",
    "custom,"
  })
  void databricksRuntimesTellSparksVersion(String runtime, String version) {
    ApplicationState application =
        RunBuilder.application("etl")
            .sparkVersion(null)
            .property("spark.databricks.clusterUsageTags.sparkVersion", runtime)
            .build()
            .application();
    assertThat(application.sparkVersion()).isEqualTo(Optional.ofNullable(version));
  }

  @Test
  void knowsWhatTheStoryTells() {
    Run run = story().build();
    ApplicationState application = run.application();
    assertThat(application.name()).isEqualTo("orders-2026-01-05");
    assertThat(application.workload()).isEqualTo("orders");
    assertThat(application.ended()).isTrue();
    assertThat(application.sparkVersion()).contains("3.5.9");
    assertThat(application.jobs()).hasSize(2);
    assertThat(application.stages()).hasSize(3);
    assertThat(application.stage(1, 0).orElseThrow().parentStageIds()).containsExactly(0);
    assertThat(application.driver().orElseThrow().peaks().heapBytes()).hasValue(300 << 20);
    assertThat(application.executors())
        .extracting(ExecutorState::executorId)
        .containsExactly("1", "2", "3");
    assertThat(application.executor("2").orElseThrow().removalCause())
        .contains(RemovalCause.CONTAINER_KILL);
    assertThat(application.executor("1").orElseThrow().peaks().heapBytes()).hasValue(700 << 20);
    assertThat(run.stage(0, 0).orElseThrow().peakHeapBytes()).hasValue(700 << 20);
    assertThat(run.completeness()).isEqualTo(1);
    assertThat(run.stage(2, 0).orElseThrow().tasksFailed()).isEqualTo(3);
  }

  @Test
  void plansCarryTheirValuesAndStages() {
    Run run = story().build();
    SqlExecution execution = run.application().sqlExecution(0).orElseThrow();
    SqlNode scan = execution.nodes().get(0);
    assertThat(scan.isFileScan()).isTrue();
    assertThat(scan.filesRead()).hasValue(40);
    assertThat(scan.fileBytesRead()).hasValue(4 * GIB);
    assertThat(scan.stages()).containsExactly(new StageKey(0, 0));
    SqlNode exchange = execution.nodes().get(1);
    assertThat(exchange.dataSizeBytes()).hasValue(4 << 20);
    assertThat(run.sqlNodesOf(run.stage(1, 0).orElseThrow()))
        .extracting(SqlNode::name)
        .containsExactly("Exchange");
    assertThat(execution.parentOf(exchange)).contains(scan);
  }

  @Test
  void slotsCountRealLifetimesAndTaskCpus() {
    Slots slots = story().build().application().slots();
    assertThat(slots.perExecutor()).isEqualTo(2);
    assertThat(slots.peak()).isEqualTo(4);
    assertThat(slots.peakExecutors()).isEqualTo(2);
    assertThat(slots.average()).isCloseTo(4, within(1e-9));
    assertThat(slots.coresPerExecutor()).isEqualTo(4);
  }

  @Test
  void timeWithoutAStageIsTheDrivers() {
    DriverTime time = story().build().application().driverTime();
    assertThat(time.idleInSpanMs()).isEqualTo(10_000);
    assertThat(time.longestInSpan()).hasSize(1);
    DriverGap gap = time.longestInSpan().get(0);
    assertThat(gap.jobBefore().orElseThrow().description()).isEqualTo("join");
    assertThat(gap.jobAfter().orElseThrow().jobId()).isEqualTo(1);
  }

  @Test
  void lossesShowInCompleteness() {
    Run run =
        RunBuilder.application("lossy")
            .executors(1, 2, "1g")
            .stage(
                "map",
                10,
                stage ->
                    stage.tasks(
                        (t, i) -> {
                          if (i < 4) {
                            t.eventLost();
                          }
                        }))
            .agentReport(4, true)
            .build();
    assertThat(run.completeness(run.stages().get(0))).isEqualTo(0.6);
    assertThat(run.completeness()).isEqualTo(0.6);
  }

  @Test
  void theStatisticsRecordIsWhatWasCounted() {
    Run run = story().build();
    StageStatistics record = StageStatisticsView.of(run, run.stage(1, 0).orElseThrow());
    assertThat(record.getName()).isEqualTo("join");
    assertThat(record.getWorkload()).isEqualTo("orders");
    assertThat(record.getNumTasks()).isEqualTo(6);
    assertThat(record.getTasksSeen()).isEqualTo(6);
    assertThat(record.getCompleteness()).isEqualTo(1.0);
    assertThat(record.getSqlExecutionId()).isEqualTo(0);
    assertThat(record.getShuffleReadBytes()).isEqualTo(6 << 20);
    assertThat(record.getTaskDurationMs().getMax()).isEqualTo(505);
    assertThat(record.getTaskInputBytes().getP50()).isEqualTo(0.0);
    assertThat(record.getPeakJvmHeapMemoryBytes()).isNull();
  }

  @Test
  void aStageKeepsWhichOfItsRddsWerePersistedAtItsTime() {
    ApplicationState application =
        RunBuilder.application("cached")
            .executors(1, 2, "1g")
            .stage("count", 2, s -> s.rdd(1, "MapPartitionsRDD", "map", null))
            .stage("sum", 2, s -> s.rdd(1, "MapPartitionsRDD", "map", "StorageLevel(memory)"))
            .build()
            .application();
    ApplicationState read = ApplicationState.fromBytes(application.toBytes());
    assertThat(read.stage(0, 0).orElseThrow().persistedRddIds()).isEmpty();
    assertThat(read.stage(1, 0).orElseThrow().persistedRddIds()).containsExactly(1);
    assertThat(read.rdds().get(1).persisted()).isTrue();
    assertThat(read.toBytes()).isEqualTo(application.toBytes());
  }

  @Test
  void textsThatWereCutAreStillToldApartButNotByTheirIds() {
    String begin = "Filter (" + "(amount#12L > 2) AND ".repeat(9);
    assertThat(begin.length()).isGreaterThan(160);
    int first = cutHash(begin + "(day#7 = 1))");
    assertThat(first).isNotZero();
    assertThat(cutHash(begin.replace("#12L", "#4711L") + "(day#99 = 1))")).isEqualTo(first);
    assertThat(cutHash(begin + "(day#7 = 2))")).isNotEqualTo(first);
    assertThat(cutHash("Filter (day#7 = 2)")).isZero();
  }

  private static int cutHash(String description) {
    ApplicationState application =
        RunBuilder.application("long")
            .executors(1, 2, "1g")
            .stage("a", 1, s -> s.sql(1).node("Filter", n -> n.description(description)))
            .build()
            .application();
    return ApplicationState.fromBytes(application.toBytes())
        .sqlExecution(1)
        .orElseThrow()
        .nodes()
        .get(0)
        .cutHash();
  }

  @Test
  void tenThousandStagesStayBounded() {
    RunBuilder builder = RunBuilder.application("iterative").executors(1, 2, "1g");
    for (int i = 0; i < 6000; i++) {
      int iteration = i;
      builder.stage(
          "reduce at Iteration.scala:" + i % 40,
          1,
          stage ->
              stage
                  .rdd(iteration, "MapPartitionsRDD", "map", null)
                  .tasks((t, index) -> t.durationMs(iteration % 100 + 1)));
    }
    ApplicationState application = builder.ended().build().application();
    assertThat(application.foldedStages()).isEqualTo(6000 - 4096);
    assertThat(application.stages()).hasSize(4096);
    long shortestKept =
        application.stages().stream().mapToLong(s -> s.wallMs().orElse(0)).min().orElse(0);
    assertThat(shortestKept).isGreaterThan(30);
    assertThat(application.foldedStageWallMs()).isPositive();
    byte[] bytes = application.toBytes();
    assertThat(bytes.length).isLessThan(512 * 1024);
    assertThat(ApplicationState.fromBytes(bytes).toBytes()).isEqualTo(bytes);
  }

  @Test
  void refusesForeignEventsAndUnknownVersions() {
    ApplicationState other = new ApplicationState("app-other");
    RunBuilder story = story();
    assertThatThrownBy(() -> other.apply((io.attune.schemas.LifecycleEvent) story.events().get(0)))
        .hasMessageContaining("app-other");
    byte[] bytes = story.build().application().toBytes();
    bytes[0] = 66;
    assertThatThrownBy(() -> ApplicationState.fromBytes(bytes))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining("application state has format version 66");
    byte[] whole = story.build().application().toBytes();
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> ApplicationState.fromBytes(cut))
        .isInstanceOf(StateFormatException.class);
  }
}
