package io.attune.endtoend;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.registry.AvroSerdes;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.Recommendation;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.AttuneStreams;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.TopicContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Real Spark with the agent and an event log, a broker, a registry and Attune in this process: what
 * is said live and what the log of the same runs says.
 */
final class LiveSpark implements AutoCloseable {
  /**
   * What was published.
   *
   * @param time of the record
   */
  record Said(Instant time, Recommendation advice) {}

  /** Longer than any of it takes on a busy machine. */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Path scratch;
  private final Path logs;
  private final Cluster cluster;
  private final AttuneConfig config;
  private final AttuneStreams attune;
  private final MavenRepository agent;

  private LiveSpark(Path scratch) throws IOException {
    this.scratch = scratch;
    this.logs = Files.createDirectories(scratch.resolve("events"));
    this.agent = MavenRepository.with(scratch.resolve("repository"), "attune-spark-agent");
    this.cluster = new Cluster(scratch);
    this.config = cluster.config(Map.of("http.enabled", "false"));
    this.attune = new AttuneStreams(config);
  }

  static LiveSpark start(Path scratch) throws IOException {
    LiveSpark live = new LiveSpark(scratch);
    live.attune.start();
    Cluster.await("Attune is ready", live.attune::isCaughtUp);
    return live;
  }

  /** Where the event logs are. */
  Path logs() {
    return logs;
  }

  /** A run with the agent and an event log. */
  SparkRun.Builder run(String home, String master, Class<?> application) throws IOException {
    Map<String, String> settings = cluster.settings(Map.of());
    Path directory = Path.of("target", "live-spark", home);
    return SparkRun.on(SparkHome.link(Checkout.sparkClasspath(home), directory))
        .master(master)
        .application(Checkout.sampleApplications(), application.getName())
        .conf(eventLog(logs))
        .conf("spark.jars", agent.jar().toUri().toString())
        .conf("spark.plugins", "io.attune.spark.AttunePlugin")
        .conf("spark.attune.kafka.bootstrap.servers", settings.get("bootstrap.servers"))
        .conf("spark.attune.schema.registry.url", settings.get("schema.registry.url"))
        .conf("spark.attune.shutdown.timeout", "60s")
        .scratch(scratch.resolve("run"))
        .timeout(PATIENCE);
  }

  /** An event log of one plain file for each application. */
  static Map<String, String> eventLog(Path logs) {
    return Map.of(
        "spark.eventLog.enabled", "true",
        "spark.eventLog.dir", logs.toUri().toString(),
        "spark.eventLog.compress", "false",
        "spark.eventLog.rolling.enabled", "false",
        "spark.eventLog.logStageExecutorMetrics", "true");
  }

  /** Starts a run in a thread of its own. */
  static CompletableFuture<SparkRun.Result> inBackground(SparkRun.Builder run) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return run.run();
          } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  /** The first advice that matches; empty when the application ends before. */
  Optional<Said> awaitAdvice(Predicate<Recommendation> wanted, CompletableFuture<?> until) {
    while (!until.isDone()) {
      Optional<Said> found = said().stream().filter(each -> wanted.test(each.advice())).findFirst();
      if (found.isPresent()) {
        return found;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
    return Optional.empty();
  }

  /** Everything that was ever published, in the order of each partition. */
  List<Said> said() {
    String topic = config.topics().recommendations().name();
    List<Said> said = new ArrayList<>();
    try (Deserializer<Recommendation> values =
        AvroSerdes.from(EventSerdes.properties(config)).deserializer(Recommendation.class, false)) {
      for (ConsumerRecord<byte[], byte[]> record :
          TopicContents.readAll(cluster.broker.bootstrapServers(), topic)) {
        if (record.value() != null) {
          said.add(
              new Said(
                  Instant.ofEpochMilli(record.timestamp()),
                  values.deserialize(topic, record.value())));
        }
      }
    }
    return said;
  }

  /** What the agents sent about applications, in the order of each. */
  List<LifecycleEvent> sent() {
    String topic = config.topics().lifecycle().name();
    List<LifecycleEvent> sent = new ArrayList<>();
    try (Deserializer<LifecycleEvent> values =
        AvroSerdes.from(EventSerdes.properties(config)).deserializer(LifecycleEvent.class, false)) {
      TopicContents.readAll(cluster.broker.bootstrapServers(), topic)
          .forEach(record -> sent.add(values.deserialize(topic, record.value())));
    }
    return sent;
  }

  /** What the log of an application that has ended says. */
  List<LifecycleEvent> logged(String applicationId) {
    List<LifecycleEvent> logged = new ArrayList<>();
    EventSink sink =
        new EventSink() {
          @Override
          public void task(TaskMetrics event) {}

          @Override
          public void executor(ExecutorMetrics event) {}

          @Override
          public void lifecycle(LifecycleEvent event) {
            logged.add(event);
          }
        };
    for (EventLog log : EventLogs.find(List.of(logs.resolve(applicationId)))) {
      new EventLogReader().read(log, sink, ReadProgress.NONE);
    }
    return logged;
  }

  /** Etags of what stands once everything is worked off. */
  Map<String, String> standing() {
    Cluster.await("the events are worked off", attune::isCaughtUp);
    return TopicContents.etags(config);
  }

  /** The same runs by their logs. */
  Analyses offline() throws IOException, InterruptedException {
    return Analyses.of(logs, scratch);
  }

  @Override
  public void close() {
    attune.close();
    cluster.close();
  }
}
