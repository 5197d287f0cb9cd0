package io.attune.endtoend;

import io.attune.advisor.render.AvroJson;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.registry.AvroSerdes;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import io.attune.schemas.EventSink;
import io.attune.schemas.Forecast;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Real Spark with the agent and an event log, a broker, a registry and Attune in this process: what
 * is said live and what the log of the same runs says.
 */
final class LiveSpark implements AutoCloseable {
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
    Path directory = Path.of("target", "live-spark", home);
    return SparkRun.on(SparkHome.link(Checkout.sparkClasspath(home), directory))
        .master(master)
        .application(Checkout.sampleApplications(), application.getName())
        .conf(conf())
        .scratch(scratch.resolve("run"))
        .timeout(PATIENCE);
  }

  /**
   * The agent, and an event log of one plain file for each application.
   *
   * @return settings of Spark
   */
  Map<String, String> conf() {
    Map<String, String> settings = cluster.settings(Map.of());
    Map<String, String> conf = new TreeMap<>();
    conf.put("spark.eventLog.enabled", "true");
    conf.put("spark.eventLog.dir", logs.toUri().toString());
    conf.put("spark.eventLog.compress", "false");
    conf.put("spark.eventLog.rolling.enabled", "false");
    conf.put("spark.eventLog.logStageExecutorMetrics", "true");
    conf.put("spark.jars", agent.jar().toUri().toString());
    conf.put("spark.plugins", "io.attune.spark.AttunePlugin");
    conf.put("spark.attune.kafka.bootstrap.servers", settings.get("bootstrap.servers"));
    conf.put("spark.attune.schema.registry.url", settings.get("schema.registry.url"));
    conf.put("spark.attune.shutdown.timeout", "60s");
    return conf;
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
  Optional<Recommendation> awaitAdvice(
      Predicate<Recommendation> wanted, CompletableFuture<?> until) {
    while (!until.isDone()) {
      Optional<Recommendation> found = said().stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
    return Optional.empty();
  }

  /** Everything that was ever published, in the order of each partition. */
  List<Recommendation> said() {
    return read(config.topics().recommendations().name(), Recommendation.class);
  }

  /** What the agents sent about applications, in the order of each. */
  List<LifecycleEvent> sent() {
    return read(config.topics().lifecycle().name(), LifecycleEvent.class);
  }

  private <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
    List<T> values = new ArrayList<>();
    try (Deserializer<T> reader =
        AvroSerdes.from(EventSerdes.properties(config)).deserializer(type, false)) {
      for (ConsumerRecord<byte[], byte[]> record :
          TopicContents.readAll(cluster.broker.bootstrapServers(), topic)) {
        if (record.value() != null) {
          values.add(reader.deserialize(topic, record.value()));
        }
      }
    }
    return values;
  }

  /** What the log of an application says about it. */
  List<LifecycleEvent> logged(String applicationId) {
    return logged(logs.resolve(applicationId), LifecycleEvent.class);
  }

  /** The tasks of all logs. */
  List<TaskMetrics> loggedTasks() {
    return logged(logs, TaskMetrics.class);
  }

  private static <T> List<T> logged(Path logs, Class<T> type) {
    List<T> logged = new ArrayList<>();
    EventSink sink =
        EventSink.to(
            event -> {
              if (type.isInstance(event)) {
                logged.add(type.cast(event));
              }
            });
    for (EventLog log : EventLogs.find(List.of(logs))) {
      new EventLogReader().read(log, sink, ReadProgress.NONE);
    }
    return logged;
  }

  /** Etags of what stands once everything is worked off. */
  Map<String, String> standing() {
    Cluster.await("the events are worked off", attune::isCaughtUp);
    return TopicContents.etags(config);
  }

  /** What the units of a workload's newest run used and cost, as it is published. */
  List<String> shares(String workload) {
    List<String> shares = new ArrayList<>();
    for (Forecast forecast : read(config.topics().forecasts().name(), Forecast.class)) {
      if (forecast.getWorkload().equals(workload)) {
        shares.clear();
        forecast.getUnits().forEach(share -> shares.add(AvroJson.of(share).toString()));
      }
    }
    return shares;
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
