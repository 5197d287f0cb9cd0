package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdInputStream;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.RecommendationKey;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.table.RuleTable;
import io.attune.embedded.EmbeddedBroker;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.eventlog.StoredFile;
import io.attune.load.ReplaySpeed;
import io.attune.load.Replayer;
import io.attune.registry.AvroSerdes;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.registry.RegistryConfig;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.Recommendation;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import io.attune.streams.AttuneStreams;
import io.attune.streams.client.RecommendationFollower;
import io.attune.streams.config.AttuneConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One truth by two ways: for every bundled run, {@code analyze} and the pipeline behind Kafka give
 * the same recommendations, told by their etags, however the events travel.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class EquivalenceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int PARTS = 8;

  @TempDir private static Path directory;

  private static EmbeddedBroker broker;
  private static EmbeddedSchemaRegistry registry;
  private static List<EventLog> logs;
  private static Map<String, String> expected;

  @BeforeAll
  static void analyze() throws IOException {
    broker = EmbeddedBroker.temporary();
    registry = EmbeddedSchemaRegistry.start(0);
    logs = EventLogs.find(BundledRuns.copyTo(directory.resolve("runs")));
    expected = new TreeMap<>();
    Terminal nowhere = Terminal.plain(System.out, System.err, Session.COLUMNS);
    List<AnalysisReport> reports =
        new Analysis(Advisor.standard(RuleTable.standard()))
            .assess(new LogReader(nowhere).read(logs));
    for (AnalysisReport report : reports) {
      for (Recommendation recommendation : report.assessment().recommendations()) {
        expected.put(RecommendationKey.of(recommendation), recommendation.getEtag());
      }
    }
    assertThat(expected).hasSizeGreaterThan(8);
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  @Test
  void replayedAsTheyWereLogged() throws Exception {
    Pipeline pipeline = new Pipeline("plain");
    try (AttuneStreams streams = pipeline.start();
        Replayer replayer =
            Replayer.open(pipeline.clients(), pipeline.topics(), ReplaySpeed.MAX, PATIENCE)) {
      replayer.replay(logs, log -> ReadProgress.NONE);
      awaitCaughtUp(streams);
    }
    assertThat(pipeline.published()).isEqualTo(expected);
  }

  @Test
  void topicsInAnyOrderAndEveryEventTwice() throws Exception {
    Pipeline pipeline = new Pipeline("shuffled");
    List<ProducerRecord<String, byte[]>> events = interleavedTwice(pipeline.events());
    try (AttuneStreams streams = pipeline.start()) {
      pipeline.send(events);
      awaitCaughtUp(streams);
    }
    assertThat(pipeline.published()).isEqualTo(expected);
  }

  @Test
  void oneTopicAfterTheOtherTasksFirst() throws Exception {
    Pipeline pipeline = new Pipeline("sorted");
    List<ProducerRecord<String, byte[]>> events = pipeline.events();
    // Stable: within a topic the order stays, as within a partition it does.
    events.sort((a, b) -> b.topic().compareTo(a.topic()));
    try (AttuneStreams streams = pipeline.start()) {
      pipeline.send(events);
      awaitCaughtUp(streams);
    }
    assertThat(pipeline.published()).isEqualTo(expected);
  }

  @Test
  void acrossARestartOfTheBrokerAndThePipelineInTheMiddle() throws Exception {
    Pipeline pipeline = new Pipeline("restarted");
    List<ProducerRecord<String, byte[]>> events = pipeline.events();
    int middle = events.size() / 2;
    try (AttuneStreams streams = pipeline.start()) {
      pipeline.send(events.subList(0, middle));
      awaitSomethingPublished(pipeline);
      assertThat(streams.isRunning()).isTrue();
    }
    broker.stop();
    broker.start();
    try (AttuneStreams streams = pipeline.start()) {
      // What was in flight when it went down is sent again, as a producer does.
      pipeline.send(events.subList(middle - 500, events.size()));
      awaitCaughtUp(streams);
    }
    assertThat(pipeline.published()).isEqualTo(expected);
  }

  /**
   * All logs are written at the same time, in pieces that end anywhere; an instance that follows
   * them is killed (SIGKILL), and another goes on.
   */
  @Test
  void followedWhileTheyAreWritten() throws Exception {
    Pipeline pipeline = new Pipeline("followed");
    Path written = Files.createDirectory(directory.resolve("written"));
    try (AttuneStreams streams = pipeline.start()) {
      Process first = pipeline.follow(written);
      for (int part = 1; part < PARTS; part++) {
        writeParts(written, part);
        if (part == PARTS / 2) {
          awaitSomethingPublished(pipeline);
          first.destroyForcibly().waitFor();
        }
      }
      writeParts(written, PARTS);
      Process second = pipeline.follow(written, "--once");
      assertThat(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isZero();
      awaitCaughtUp(streams);
    }
    assertThat(pipeline.published()).isEqualTo(expected);
  }

  /**
   * The events in the envelopes of a platform's emitter, in a topic of several partitions; the
   * instance that reads them is killed, and another goes on.
   */
  @Test
  void emittedToATopic() throws Exception {
    Pipeline pipeline = new Pipeline("emitted");
    List<ProducerRecord<String, byte[]>> events = emitted("emitted.hub");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("emitted.hub", 3, (short) 1))).all().get();
    }
    int middle = events.size() / 2;
    try (AttuneStreams streams = pipeline.start()) {
      pipeline.send(events.subList(0, middle));
      Process first = pipeline.follow("--from-topic=emitted.hub");
      awaitSomethingPublished(pipeline);
      first.destroyForcibly().waitFor();
      pipeline.send(events.subList(middle, events.size()));
      Process second = pipeline.follow("--from-topic=emitted.hub", "--once");
      assertThat(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isZero();
      awaitCaughtUp(streams);
    }
    assertThat(pipeline.published()).isEqualTo(expected);
  }

  /**
   * As Microsoft's emitter would send them, all applications at once, with lines of logs between.
   */
  private static List<ProducerRecord<String, byte[]>> emitted(String topic) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Deque<String>> applications = new ArrayList<>();
    for (EventLog log : logs) {
      Deque<String> envelopes = new ArrayDeque<>();
      String application = "";
      List<JsonNode> events = new ArrayList<>();
      for (StoredFile file : log.files()) {
        try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new ZstdInputStream(Files.newInputStream(Path.of(file.entry().path()))),
                    StandardCharsets.UTF_8))) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode event = json.readTree(line);
            events.add(event);
            application = event.path("App ID").asText(application);
          }
        }
      }
      for (JsonNode event : events) {
        ObjectNode envelope = json.createObjectNode();
        envelope.put("category", "EventLog").put("applicationId", application);
        envelope.set("properties", event);
        envelopes.add(envelope.toString());
      }
      envelopes.add("{\"category\":\"Log\",\"properties\":{\"message\":\"done\"}}");
      applications.add(envelopes);
    }
    Random random = new Random(20_261_130);
    Map<Deque<String>, Integer> partitions = new IdentityHashMap<>();
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    while (!applications.isEmpty()) {
      Deque<String> next = applications.get(random.nextInt(applications.size()));
      Integer partition = partitions.get(next);
      if (partition == null) {
        partition = partitions.size() % 3;
        partitions.put(next, partition);
      }
      byte[] value = next.remove().getBytes(StandardCharsets.UTF_8);
      records.add(new ProducerRecord<>(topic, partition, null, value));
      applications.removeIf(Deque::isEmpty);
    }
    return records;
  }

  /** Lets every log grow up to a part of its bytes; complete ones lose their suffix. */
  private static void writeParts(Path target, int part) throws IOException {
    for (EventLog log : logs) {
      boolean rolled = log.files().size() > 1;
      Path into = rolled ? Files.createDirectories(target.resolve(log.name())) : target;
      for (StoredFile file : log.files()) {
        byte[] bytes = Files.readAllBytes(Path.of(file.entry().path()));
        byte[] now = Arrays.copyOf(bytes, (int) ((long) bytes.length * part / PARTS));
        Path open = into.resolve(file.name() + (rolled ? "" : ".inprogress"));
        Files.write(open, now);
        if (part == PARTS && !rolled) {
          Files.move(open, into.resolve(file.name()));
        }
      }
      if (rolled) {
        Path status = into.resolve("appstatus_" + log.name() + ".inprogress");
        Files.write(status, new byte[0]);
        if (part == PARTS) {
          Files.move(status, into.resolve("appstatus_" + log.name()));
        }
      }
    }
  }

  /**
   * Topics mixed at random, as a consumer of several partitions may see them; within a topic, each
   * batch of events comes twice, as after a retry whose first attempt had arrived.
   */
  private static List<ProducerRecord<String, byte[]>> interleavedTwice(
      List<ProducerRecord<String, byte[]>> events) {
    Map<String, List<ProducerRecord<String, byte[]>>> byTopic = new TreeMap<>();
    for (ProducerRecord<String, byte[]> event : events) {
      byTopic.computeIfAbsent(event.topic(), topic -> new ArrayList<>()).add(event);
    }
    List<Deque<ProducerRecord<String, byte[]>>> queues = new ArrayList<>();
    for (List<ProducerRecord<String, byte[]>> topic : byTopic.values()) {
      Deque<ProducerRecord<String, byte[]>> queue = new ArrayDeque<>();
      for (int from = 0; from < topic.size(); from += 50) {
        List<ProducerRecord<String, byte[]>> batch =
            topic.subList(from, Math.min(topic.size(), from + 50));
        queue.addAll(batch);
        queue.addAll(batch);
      }
      queues.add(queue);
    }
    Random random = new Random(20_261_122);
    List<ProducerRecord<String, byte[]>> mixed = new ArrayList<>();
    while (!queues.isEmpty()) {
      Deque<ProducerRecord<String, byte[]>> queue = queues.get(random.nextInt(queues.size()));
      mixed.add(queue.remove());
      if (queue.isEmpty()) {
        queues.remove(queue);
      }
    }
    assertThat(mixed).hasSize(2 * events.size());
    return mixed;
  }

  private static void awaitCaughtUp(AttuneStreams streams) {
    await(streams::isCaughtUp, "the events to be worked off");
  }

  private static void awaitSomethingPublished(Pipeline pipeline) {
    await(() -> !pipeline.published().isEmpty(), "a first recommendation");
  }

  private static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long for " + what).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** A pipeline with topics and state of its own. */
  private static final class Pipeline {
    private final AttuneConfig config;

    Pipeline(String name) {
      Map<String, String> settings = new HashMap<>();
      settings.put("bootstrap.servers", broker.bootstrapServers());
      settings.put("schema.registry.url", registry.url());
      settings.put("application.id", name);
      settings.put("topics.prefix", name + ".");
      settings.put("topics.partitions", "3");
      settings.put("topics.replication.factor", "1");
      settings.put("standby.replicas", "0");
      settings.put("commit.interval", "250ms");
      settings.put("http.enabled", "false");
      settings.put("kafka.session.timeout.ms", "6000");
      settings.put("kafka.heartbeat.interval.ms", "2000");
      settings.put("state.dir", directory.resolve(name).toString());
      config = AttuneConfig.of(settings);
    }

    AttuneStreams start() {
      AttuneStreams streams = new AttuneStreams(config);
      streams.start();
      return streams;
    }

    Topics topics() {
      return config.topics();
    }

    Map<String, String> clients() {
      return Map.of(
          "bootstrap.servers", broker.bootstrapServers(), RegistryConfig.URL, registry.url());
    }

    /** Starts attune follow in a process of its own. */
    Process follow(Path place, String... options) throws IOException {
      List<String> all = new ArrayList<>(List.of(place.toString(), "--interval=1s"));
      all.addAll(List.of(options));
      return follow(all.toArray(String[]::new));
    }

    Process follow(String... options) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.attune.cli.Main"));
      command.add("follow");
      command.add("--bootstrap-server=" + broker.bootstrapServers());
      command.add("--schema-registry=" + registry.url());
      command.add("--topic-prefix=" + config.topics().taskMetrics().name().split("task-")[0]);
      command.addAll(List.of(options));
      return new ProcessBuilder(command).inheritIO().start();
    }

    /** Key to etag of what stands on the topic. */
    Map<String, String> published() {
      Map<String, String> etags = new TreeMap<>();
      try (RecommendationFollower follower =
          new RecommendationFollower(clients(), topics().recommendations().name())) {
        follower.readToEnd((where, reason) -> assertThat(reason).as(where).isNull());
        follower.standing().forEach((key, value) -> etags.put(key, value.getEtag()));
      }
      return etags;
    }

    /** All events of all logs as they are sent, in the order of the logs. */
    List<ProducerRecord<String, byte[]>> events() {
      List<ProducerRecord<String, byte[]>> events = new ArrayList<>();
      try (Serializer<SpecificRecord> serializer = AvroSerdes.from(clients()).serializer(false)) {
        EventSink sink =
            new EventSink() {
              @Override
              public void task(TaskMetrics event) {
                add(topics().taskMetrics(), event.getApplicationId(), event);
              }

              @Override
              public void executor(ExecutorMetrics event) {
                add(topics().executorMetrics(), event.getApplicationId(), event);
              }

              @Override
              public void lifecycle(LifecycleEvent event) {
                add(topics().lifecycle(), event.getApplicationId(), event);
              }

              private void add(Topics.Topic topic, String key, SpecificRecord event) {
                byte[] bytes = serializer.serialize(topic.name(), event);
                events.add(new ProducerRecord<>(topic.name(), key, bytes));
              }
            };
        logs.forEach(log -> new EventLogReader().read(log, sink, ReadProgress.NONE));
      }
      return events;
    }

    void send(List<ProducerRecord<String, byte[]>> events) {
      Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (KafkaProducer<String, byte[]> producer =
          new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
        events.forEach(producer::send);
        producer.flush();
      }
    }
  }
}
