package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.embedded.EmbeddedBroker;
import io.attune.events.MapperOptions;
import io.attune.events.SparkEventMapper;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.samples.SparkRun;
import io.attune.schemas.AgentReport;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import io.attune.spark.jobs.MixedJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The agent in a real Spark application with real executors, sending to a real broker: every event
 * arrives and equals Spark's own event log of the same run, field for field.
 */
class AgentRunIT {
  /** Events that only a listener receives, and the agent's own reports. */
  private static final Set<LifecycleKind> LIVE_ONLY =
      EnumSet.of(
          LifecycleKind.AGENT_REPORT,
          LifecycleKind.BLOCK_UPDATED,
          LifecycleKind.SPECULATIVE_TASK_SUBMITTED);

  /**
   * Events without a time of their own: the agent takes its clock's, the log reader an estimate.
   */
  private static final Set<LifecycleKind> WITHOUT_TIME =
      EnumSet.of(
          LifecycleKind.ENVIRONMENT_UPDATED,
          LifecycleKind.RESOURCE_PROFILE_ADDED,
          LifecycleKind.DRIVER_ACCUMULATORS,
          LifecycleKind.SQL_PLAN_CHANGED,
          LifecycleKind.RDD_UNPERSISTED);

  private static final Set<LifecycleKind> OF_THE_SCHEDULER =
      EnumSet.of(
          LifecycleKind.JOB_STARTED,
          LifecycleKind.STAGE_SUBMITTED,
          LifecycleKind.STAGE_COMPLETED,
          LifecycleKind.JOB_ENDED);

  /** Maximum number of peaks that may differ because of a heartbeat at the end of a stage. */
  private static final int MOST_AT_BORDERS = 2;

  private static EmbeddedBroker broker;
  private static EmbeddedSchemaRegistry registry;

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.temporary();
    registry = EmbeddedSchemaRegistry.start(0);
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SPARK_3_5_SCALA_2_12, spark.extraListeners, io.attune.spark.AttuneListener",
    "SPARK_3_5_SCALA_2_13, spark.plugins, io.attune.spark.AttunePlugin",
    "SPARK_4_SCALA_2_13, spark.plugins, io.attune.spark.AttunePlugin"
  })
  void sendsWhatTheEventLogSays(SparkUnderTest spark, String property, String className)
      throws Exception {
    String name = "run-" + spark.name().toLowerCase(java.util.Locale.ROOT);
    Topics topics = new Topics(name + ".");
    ReceivedEvents.createTopics(broker.bootstrapServers(), topics);
    SparkRun.Builder run = spark.run(name, MixedJob.class);
    Path logs = Files.createDirectories(SparkUnderTest.WORK.resolve(name).resolve("events"));

    SparkRun.Result result =
        run.conf(property, className)
            .conf("spark.attune.kafka.bootstrap.servers", broker.bootstrapServers())
            .conf("spark.attune.schema.registry.url", registry.url())
            .conf("spark.attune.schema.registry.basic.auth.user.info", "reader:s3cr")
            .conf("spark.attune.topic.prefix", name + ".")
            .conf("spark.attune.workload", "mixed")
            .conf("spark.attune.report.interval", "1s")
            // On a busy build machine the default of five seconds may be too short.
            .conf("spark.attune.shutdown.timeout", "60s")
            // Spark's cleaner depends on garbage collection and may run after the end.
            .conf("spark.cleaner.referenceTracking", "false")
            .conf("spark.my.password", "hunter2")
            .conf("spark.eventLog.enabled", "true")
            .conf("spark.eventLog.dir", logs.toUri().toString())
            .conf("spark.eventLog.compress", "false")
            .conf("spark.eventLog.rolling.enabled", "false")
            .conf("spark.eventLog.logStageExecutorMetrics", "true")
            .conf("spark.executor.heartbeatInterval", "500ms")
            .conf("spark.executor.metrics.pollingInterval", "200")
            .run();

    assertThat(result.succeeded()).as(result.output()).isTrue();
    assertThat(result.output()).contains("mixed job is done").doesNotContain("records arrived");
    ReceivedEvents agent =
        ReceivedEvents.untilFinalReport(
            broker.bootstrapServers(), registry.client(), topics, Duration.ofSeconds(20));
    Log log = Log.of(logs);

    everythingArrived(agent);
    assertThat(agent.keys).containsExactly(log.lifecycle.get(0).getApplicationId());
    noSecrets(agent);
    assertThat(tasks(agent.tasks)).hasSizeGreaterThan(20).isEqualTo(tasks(log.tasks));
    assertThat(agent.tasks)
        .anyMatch(task -> task.getEndReason() == TaskEndReason.EXCEPTION)
        .allMatch(task -> task.getMetrics() != null);
    samePeaks(byStage(agent.executors), byStage(log.executors));
    assertThat(byThread(agent.lifecycle)).isEqualTo(byThread(log.lifecycle));
    assertThat(agent.lifecycle)
        .filteredOn(event -> event.getKind() == LifecycleKind.BLOCK_UPDATED)
        .hasSizeGreaterThanOrEqualTo(4);
    assertThat(agent.executors)
        .filteredOn(peaks -> peaks.getStageId() != null)
        .extracting(ExecutorMetrics::getExecutorId)
        .contains("driver");
    assertThat(agent.executors)
        .filteredOn(peaks -> peaks.getStageId() == null)
        .extracting(ExecutorMetrics::getExecutorId)
        .contains("driver", "0", "1");
    assertThat(agent.lifecycle)
        .filteredOn(event -> event.getKind() == LifecycleKind.EXECUTOR_ADDED)
        .hasSize(2);
    assertThat(agent.lifecycle)
        .filteredOn(event -> event.getKind() == LifecycleKind.ENVIRONMENT_UPDATED)
        .allMatch(
            event -> event.getEnvironmentUpdated().getContext().getWorkload().equals("mixed"));
  }

  private static void everythingArrived(ReceivedEvents agent) {
    AgentReport report = agent.finalReport();
    long last = report.getLastSequence();
    assertThat(agent.sequence()).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
    assertThat(report.getEventsSent()).isEqualTo(last - 1);
    assertThat(report.getEventsDropped()).isZero();
    assertThat(report.getSendErrors()).isZero();
    assertThat(report.getTaskEventsLost()).isZero();
    assertThat(agent.reports()).hasSizeGreaterThan(1);
  }

  private static void noSecrets(ReceivedEvents agent) {
    assertThat(Stream.concat(agent.lifecycle.stream(), agent.tasks.stream()).map(Object::toString))
        .noneMatch(text -> text.contains("hunter2") || text.contains("s3cr"));
  }

  private static List<TaskMetrics> tasks(List<TaskMetrics> tasks) {
    tasks.forEach(task -> task.setSequence(null));
    return tasks.stream().sorted(Comparator.comparing(TaskMetrics::getTaskId)).toList();
  }

  /**
   * Heartbeats and stage ends are posted by two threads, so the queues of Spark's event log and of
   * the agent may receive them in different order. That is rare; {@code PeaksAsInSparksLogTest}
   * compares the two for a fixed order.
   */
  private static void samePeaks(
      Map<String, ExecutorMetrics> agent, Map<String, ExecutorMetrics> log) {
    assertThat(agent).hasSizeGreaterThan(5);
    Set<String> all = new TreeSet<>(agent.keySet());
    all.addAll(log.keySet());
    List<String> different =
        all.stream()
            .filter(place -> !Objects.equals(agent.get(place), log.get(place)))
            .map(place -> place + ": " + agent.get(place) + " and not " + log.get(place))
            .toList();
    assertThat(different).hasSizeLessThanOrEqualTo(MOST_AT_BORDERS);
  }

  /**
   * Peaks by stage, attempt and executor, without the driver's: those come from heartbeats only,
   * which count for every running stage.
   */
  private static Map<String, ExecutorMetrics> byStage(List<ExecutorMetrics> peaks) {
    peaks.forEach(record -> record.setSequence(null));
    return peaks.stream()
        .filter(record -> record.getStageId() != null)
        .filter(record -> !record.getExecutorId().equals("driver"))
        .collect(
            Collectors.toMap(
                record ->
                    record.getStageId()
                        + "."
                        + record.getStageAttempt()
                        + " on "
                        + record.getExecutorId(),
                record -> record));
  }

  /**
   * Events in the order in which they were posted, by posting thread: two listener queues may
   * receive events of different threads in different order.
   */
  private static Map<String, List<LifecycleEvent>> byThread(List<LifecycleEvent> events) {
    for (LifecycleEvent event : events) {
      event.setSequence(null);
      if (WITHOUT_TIME.contains(event.getKind())) {
        event.setEventTime(Instant.EPOCH);
      }
    }
    return events.stream()
        .filter(event -> !LIVE_ONLY.contains(event.getKind()))
        .collect(
            Collectors.groupingBy(
                event ->
                    OF_THE_SCHEDULER.contains(event.getKind())
                        ? "scheduler"
                        : event.getKind().name()));
  }

  /** The event log of a run, read with the shared mapper. */
  private static final class Log implements EventSink {
    private final List<TaskMetrics> tasks = new ArrayList<>();
    private final List<ExecutorMetrics> executors = new ArrayList<>();
    private final List<LifecycleEvent> lifecycle = new ArrayList<>();

    private static Log of(Path directory) throws IOException {
      List<Path> files;
      try (Stream<Path> found = Files.walk(directory)) {
        files =
            found.filter(Files::isRegularFile).filter(f -> !f.toString().endsWith(".crc")).toList();
      }
      assertThat(files).hasSize(1);
      Log log = new Log();
      SparkEventMapper mapper = new SparkEventMapper(log, MapperOptions.defaults());
      Files.readAllLines(files.get(0)).forEach(mapper::accept);
      mapper.finish();
      return log;
    }

    @Override
    public void task(TaskMetrics event) {
      tasks.add(event);
    }

    @Override
    public void executor(ExecutorMetrics event) {
      executors.add(event);
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      lifecycle.add(event);
    }
  }
}
