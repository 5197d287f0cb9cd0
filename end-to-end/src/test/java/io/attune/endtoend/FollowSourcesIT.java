package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.attune.embedded.EmbeddedBroker;
import io.attune.endtoend.GrowingCopy.Place;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.LogPlaces;
import io.attune.load.follow.FollowSettings;
import io.attune.load.follow.FollowStatus;
import io.attune.load.follow.Follower;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.registry.RegistryConfig;
import io.attune.schemas.Topics;
import io.attune.sources.RemoteStores;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.testing.AzureService;
import io.attune.sources.testing.FakeGcs;
import io.attune.sources.testing.GcsEmulator;
import io.attune.sources.testing.HdfsService;
import io.attune.sources.testing.S3Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code follow} sends of logs elsewhere, while they grow, what it sends of the same files here:
 * the same records in the same order, byte for byte.
 */
@Tag("places")
class FollowSourcesIT {
  private static final Path LOGS = Checkout.top().resolve("sample-runs/logs");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path scratch;

  private static EmbeddedBroker broker;
  private static EmbeddedSchemaRegistry registry;
  private static Map<String, List<String>> here;

  @BeforeAll
  static void followHere() throws Exception {
    broker = EmbeddedBroker.temporary();
    registry = EmbeddedSchemaRegistry.start(0);
    here = followed("here", GrowingCopy.directory(scratch.resolve("here")));
    assertThat(here.values().stream().mapToInt(List::size).sum()).isGreaterThan(1_000);
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  private static Topics topics(String name) throws Exception {
    Topics topics = new Topics(name + ".");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              Stream.concat(topics.inputs().stream(), Stream.of(topics.logPositions()))
                  .map(topic -> new NewTopic(topic.name(), 3, (short) 1))
                  .toList())
          .all()
          .get();
    }
    return topics;
  }

  /** What stands on the topics after logs were followed while they grew in a place. */
  private static Map<String, List<String>> followed(String name, Place place) throws Exception {
    Topics topics = topics(name);
    LogPlaces places =
        new LogPlaces(
            new RemoteStores(
                new ProcessEnvironment(place.variables(), scratch, InstantSource.system())));
    List<String> problems = new ArrayList<>();
    try (Follower follower =
        Follower.open(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(), RegistryConfig.URL, registry.url()),
            topics,
            () -> places.list(List.of(place.address())),
            new EventLogReader(),
            new FollowSettings(2, Duration.ofDays(10_000), Duration.ofSeconds(20)),
            problems::add)) {
      GrowingCopy copy = new GrowingCopy(LOGS, place);
      for (int step = 1; step <= GrowingCopy.STEPS; step++) {
        copy.grow(step);
        look(follower, step == GrowingCopy.STEPS ? copy.logs() : 0, step < GrowingCopy.STEPS - 1);
      }
      // A History Server lists nothing before it has looked, and may be between two looks.
      problems.removeIf(problem -> place.address().startsWith("http://"));
      assertThat(problems).isEmpty();
    }
    return sent(topics);
  }

  /**
   * Looks until everything is read that is there.
   *
   * @param over logs that are to be over; 0 when they are still growing
   * @param early whether there may be nothing yet that can be read
   */
  private static void look(Follower follower, int over, boolean early) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    FollowStatus status;
    do {
      follower.look();
      do {
        assertThat(Instant.now()).as("%s", follower.status()).isBefore(deadline);
        // It reads on threads of its own, and has no word for being through but this state.
        Thread.sleep(50);
      } while (!follower.isIdle());
      status = follower.status();
    } while (!status.ready()
        || !early && status.records() == 0
        || over > 0 && (status.logs() != over || status.growing() > 0));
  }

  /** The records of each application in each topic, in their order. */
  private static Map<String, List<String>> sent(Topics topics) {
    Map<String, List<String>> sent = new TreeMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      for (Topics.Topic topic : topics.inputs()) {
        List<TopicPartition> partitions =
            consumer.partitionsFor(topic.name()).stream()
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream()
            .anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
          for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(200))) {
            String kind = topic.name().substring(topic.name().lastIndexOf('.'));
            sent.computeIfAbsent(one.key() + kind, key -> new ArrayList<>())
                .add(Base64.getEncoder().encodeToString(one.value()));
          }
        }
      }
    }
    return sent;
  }

  private static Path made(String name) throws Exception {
    return Files.createDirectories(scratch.resolve(name));
  }

  @Test
  void s3() throws Exception {
    try (S3Service service = S3Service.start(made("s3"))) {
      Place bucket =
          GrowingCopy.directory(service.bucket("logs").resolve("events"))
              .as("s3://logs/events", service.variables());
      assertThat(followed("s3", bucket)).isEqualTo(here);
    }
  }

  @Test
  void azure() throws Exception {
    Optional<Path> program = AzureService.program();
    assumeTrue(
        program.isPresent(),
        "Azurite is not installed: npm install --prefix target/azurite azurite, or -g azurite");
    try (AzureService service = AzureService.start(program.get(), made("azure"))) {
      service.create("logs");
      String host = AzureService.ACCOUNT + ".dfs.core.windows.net";
      Place container =
          Place.of(
              "abfss://logs@" + host + "/events",
              service.variables(),
              (path, content) -> service.put("logs", "events/" + path, content),
              path -> service.delete("logs", "events/" + path));
      assertThat(followed("azure", container)).isEqualTo(here);
    }
  }

  @Test
  void googleCloudStorage() throws Exception {
    try (FakeGcs service = new FakeGcs()) {
      Place bucket =
          Place.of(
              "gs://logs/events",
              Map.of("STORAGE_EMULATOR_HOST", service.address()),
              (path, content) -> service.put("events/" + path, content),
              path -> service.delete("events/" + path));
      assertThat(followed("gcs", bucket)).isEqualTo(here);
    }
  }

  @Test
  void googlesOwnEmulator() throws Exception {
    Optional<Path> tools = GcsEmulator.tools();
    assumeTrue(
        tools.isPresent(),
        "firebase-tools is not installed: npm install --prefix target/firebase firebase-tools");
    try (GcsEmulator service = GcsEmulator.start(tools.get(), made("firebase"))) {
      Place bucket =
          Place.of(
              "gs://logs/events",
              service.variables(),
              (path, content) -> service.put("logs", "events/" + path, content),
              path -> service.delete("logs", "events/" + path));
      assertThat(followed("emulator", bucket)).isEqualTo(here);
    }
  }

  /** Files are appended to and renamed, as Spark does it on HDFS. */
  @Test
  void hdfs() throws Exception {
    try (HdfsService service = HdfsService.start(made("hdfs"))) {
      Place directory = new InHdfs(service, service.address(), service.variables());
      assertThat(followed("webhdfs", directory)).isEqualTo(here);
    }
  }

  @Test
  void hdfsThroughHadoopsOwnClient() throws Exception {
    try (HdfsService service = HdfsService.start(made("hdfs-client"))) {
      Map<String, String> variables = new HashMap<>(service.variables());
      variables.put("ATTUNE_HADOOP_CLASSPATH", HdfsService.clientClassPath());
      Place directory = new InHdfs(service, service.nativeAddress(), variables);
      assertThat(followed("hdfs", directory)).isEqualTo(here);
    }
  }

  private record InHdfs(HdfsService service, String at, Map<String, String> variables)
      implements Place {
    private static final String DIRECTORY = "/events/";

    @Override
    public String address() {
      return at + "/events";
    }

    @Override
    public void put(String path, byte[] content, int before) throws Exception {
      if (before == 0) {
        service.put(DIRECTORY + path, content);
      } else if (before < content.length) {
        service.append(
            DIRECTORY + path, java.util.Arrays.copyOfRange(content, before, content.length));
      }
    }

    @Override
    public void rename(String from, String to, byte[] content) throws Exception {
      service.rename(DIRECTORY + from, DIRECTORY + to);
    }
  }

  @Test
  void aHistoryServer() throws Exception {
    Path logs = made("served");
    Place directory = GrowingCopy.directory(logs);
    try (HistoryServer server = HistoryServer.start("spark-3.5-scala-2.13", logs, 0, scratch)) {
      assertThat(followed("history", directory.as(server.address(), Map.of()))).isEqualTo(here);
    }
  }
}
