package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.events.MapperOptions;
import io.attune.events.SparkEventMapper;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.EventLoggingListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Option;

/**
 * The agent's memory peaks by stage equal those that Spark's {@code EventLoggingListener} writes
 * when it receives the same events in the same order: task ends, heartbeats of executors for one
 * stage, and of the driver for all running stages.
 *
 * <p>In a running application, heartbeats and stage ends are posted by two threads, and two
 * listeners may receive them in different order. {@code AgentRunIT} has to tolerate that; this test
 * does not.
 */
class PeaksAsInSparksLogTest {
  private static final String APPLICATION = "app-1";
  private static Path directory;

  @BeforeContainer
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("peaks");
  }

  @AfterContainer
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory);
  }

  @Property(tries = 100)
  void ofAllStagesThatComplete(@ForAll Random random) throws IOException {
    List<SparkListenerEvent> events = randomEvents(random);

    List<ExecutorMetrics> agent = agentPeaks(events);
    List<ExecutorMetrics> log = logPeaks(events);

    assertThat(agent).isNotEmpty().isEqualTo(log);
  }

  /** Up to six stages, some of them concurrent, all completed in the end. */
  private static List<SparkListenerEvent> randomEvents(Random random) {
    List<SparkListenerEvent> events = new ArrayList<>();
    List<Integer> running = new ArrayList<>();
    int submitted = 0;
    for (int step = 0; step < 60; step++) {
      int dice = random.nextInt(10);
      if (dice == 0 && submitted < 6 || running.isEmpty() && submitted < 6) {
        running.add(submitted);
        events.add(TestEvents.stageSubmitted(submitted++));
      } else if (dice == 1 && running.size() > 1) {
        events.add(TestEvents.stageCompleted(running.remove(random.nextInt(running.size()))));
      } else if (dice <= 5) {
        // May be a stage that has ended or has not started, which both have to ignore.
        events.add(TestEvents.taskEnd(step, random.nextInt(6), executor(random), random));
      } else if (dice <= 7) {
        events.add(TestEvents.heartbeat(executor(random), random.nextInt(6), random));
      } else {
        events.add(TestEvents.driverHeartbeat(random));
      }
    }
    // Every stage has at least one task with peaks.
    for (int stage : running) {
      events.add(TestEvents.taskEnd(100 + stage, stage, "exec-9", random));
      events.add(TestEvents.stageCompleted(stage));
    }
    return events;
  }

  private static String executor(Random random) {
    return "exec-" + random.nextInt(3);
  }

  private static List<ExecutorMetrics> agentPeaks(List<SparkListenerEvent> events) {
    FakeOutput output = new FakeOutput();
    List<String> errors = new ArrayList<>();
    AttuneAgent agent =
        new AttuneAgent(
            AgentConfig.of(
                Map.of(
                    AgentConfig.BOOTSTRAP,
                    "kafka:9092",
                    AgentConfig.REGISTRY_URL,
                    "mock://peaks-test",
                    AgentConfig.SHUTDOWN_TIMEOUT,
                    "60s")),
            Map.of(),
            "3.5.9",
            () -> APPLICATION,
            id -> output,
            new ErrorLog(errors::add),
            Clock.systemUTC());
    events.forEach(agent::accept);
    agent.accept(new SparkListenerApplicationEnd(1_700_000_900_000L));
    assertThat(errors).isEmpty();
    return output.records().stream()
        .filter(ExecutorMetrics.class::isInstance)
        .map(ExecutorMetrics.class::cast)
        .filter(peaks -> peaks.getStageId() != null)
        .peek(peaks -> peaks.setSequence(null))
        .toList();
  }

  private static List<ExecutorMetrics> logPeaks(List<SparkListenerEvent> events)
      throws IOException {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.eventLog.logStageExecutorMetrics", "true")
            .set("spark.eventLog.rolling.enabled", "false")
            .set("spark.eventLog.compress", "false");
    EventLoggingListener listener =
        new EventLoggingListener(
            APPLICATION, Option.empty(), directory.toUri(), conf, new Configuration());
    listener.start();
    for (SparkListenerEvent event : events) {
      if (event instanceof SparkListenerStageSubmitted submitted) {
        listener.onStageSubmitted(submitted);
      } else if (event instanceof SparkListenerStageCompleted completed) {
        listener.onStageCompleted(completed);
      } else if (event instanceof SparkListenerTaskEnd end) {
        listener.onTaskEnd(end);
      } else {
        listener.onExecutorMetricsUpdate((SparkListenerExecutorMetricsUpdate) event);
      }
    }
    listener.stop();
    return read();
  }

  /** Reads the log and deletes it. */
  private static List<ExecutorMetrics> read() throws IOException {
    PeaksOnly sink = new PeaksOnly();
    SparkEventMapper mapper =
        new SparkEventMapper(
            sink, MapperOptions.defaults().withApplicationId(APPLICATION).withoutSequence());
    List<Path> files;
    try (var found = Files.list(directory)) {
      files = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      if (!file.toString().endsWith(".crc")) {
        Files.readAllLines(file).forEach(mapper::accept);
      }
      Files.delete(file);
    }
    mapper.finish();
    return sink.peaks;
  }

  private static final class PeaksOnly implements EventSink {
    private final List<ExecutorMetrics> peaks = new ArrayList<>();

    @Override
    public void task(TaskMetrics event) {}

    @Override
    public void executor(ExecutorMetrics event) {
      peaks.add(event);
    }

    @Override
    public void lifecycle(LifecycleEvent event) {}
  }
}
