package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.registry.AvroSerdes;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.StreamStories;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A broker, a registry and a state directory, on which one build of Attune runs after another, each
 * in its own process. What it still has to do is seen from outside, as operators see it.
 */
final class UpgradePipeline implements AutoCloseable {
  /** How a process ends. */
  enum Stop {
    /** As an operator stops it (SIGTERM). */
    GRACEFULLY,
    /** As a power cut does (SIGKILL). */
    KILLED
  }

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration QUIET = Duration.ofMillis(1500);
  private static final Pattern DASHBOARD = Pattern.compile("dashboard at (http://[^ ]+?)/?\\. ");
  private static final Pattern PENDING =
      Pattern.compile("^attune_applications_pending(?:\\{.*?})? ([0-9.]+)", Pattern.MULTILINE);
  private static final int CHUNK = 100;

  private final Path directory;
  private final Cluster cluster;
  private final AttuneConfig config;
  private final Map<String, String> settings;
  private final Admin admin;
  private final HttpClient http = HttpClient.newHttpClient();
  private Command running;
  private String metrics;

  UpgradePipeline(Path directory, String guarantee) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.cluster = new Cluster(directory);
    this.settings =
        new TreeMap<>(
            cluster.settings(
                Map.of(
                    "processing.guarantee", guarantee,
                    "kafka.session.timeout.ms", "6000",
                    "kafka.heartbeat.interval.ms", "2000")));
    this.config = AttuneConfig.of(settings);
    this.admin = Admin.create(Map.of("bootstrap.servers", cluster.broker.bootstrapServers()));
  }

  /**
   * Starts a build and waits until it serves or has given up.
   *
   * @return the sentence with which it gave up
   */
  Optional<String> start(Build build) throws IOException, InterruptedException {
    running = build.serve(directory, settings);
    String line =
        running.await(l -> l.contains("Attune serves ") || l.startsWith("attune: "), LIMIT);
    Matcher dashboard = DASHBOARD.matcher(line);
    if (!dashboard.find()) {
      running.close();
      return Optional.of(line);
    }
    metrics = dashboard.group(1) + "/metrics";
    return Optional.empty();
  }

  void stop(Stop how) throws InterruptedException {
    if (how == Stop.KILLED) {
      running.kill();
    } else {
      running.close();
    }
  }

  /**
   * Waits until everything that was sent is worked off, or until the build has given up.
   *
   * @return the sentence with which it gave up
   */
  Optional<String> awaitIdle() throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    long busy = System.nanoTime();
    while (System.nanoTime() - busy < QUIET.toNanos()) {
      if (!running.isRunning()) {
        return Optional.of(running.await(line -> line.startsWith("attune: "), LIMIT));
      }
      if (!isIdle()) {
        busy = System.nanoTime();
      }
      if (busy > deadline) {
        throw new AssertionError("not worked off within " + LIMIT + ":\n" + running.output());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    return Optional.empty();
  }

  /** Waits for something that happens while the build runs. */
  void awaitTrue(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + LIMIT + ":\n" + running.output());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Records of the input topics that are not committed yet. */
  long inputLag() throws InterruptedException {
    List<String> inputs = new ArrayList<>();
    config.topics().inputs().forEach(topic -> inputs.add(topic.name()));
    return lag(inputs, 0);
  }

  private boolean isIdle() throws InterruptedException {
    // In transactions the last offset of a partition is the marker of the commit, which is no
    // record.
    return inputLag() == 0
        && pendingApplications() == 0
        && lag(
                List.of(config.get(Options.APPLICATION_ID) + "-run-snapshots-repartition"),
                config.exactlyOnce() ? 1 : 0)
            == 0;
  }

  private double pendingApplications() throws InterruptedException {
    try {
      String page =
          http.send(
                  HttpRequest.newBuilder(URI.create(metrics)).timeout(LIMIT).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      Matcher pending = PENDING.matcher(page);
      assertThat(pending.find()).as("the gauge of pending applications on %s", metrics).isTrue();
      return Double.parseDouble(pending.group(1));
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private long lag(List<String> topics, int markers) throws InterruptedException {
    try {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
        topic
            .partitions()
            .forEach(
                p ->
                    wanted.put(
                        new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
      }
      Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(wanted).all().get();
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(config.get(Options.APPLICATION_ID))
              .partitionsToOffsetAndMetadata()
              .get();
      long lag = 0;
      for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
        OffsetAndMetadata offset = committed.get(end.getKey());
        long from = offset == null ? 0 : offset.offset() + markers;
        lag += Math.max(0, end.getValue().offset() - from);
      }
      return lag;
    } catch (ExecutionException e) {
      throw new AssertionError("the broker does not answer", e);
    }
  }

  /** Sends events as fast as the broker takes them and waits until it has them. */
  void send(List<SpecificRecord> events) {
    send(events, Duration.ZERO, new AtomicInteger());
  }

  /**
   * Sends events evenly over a time, and waits until the broker has them.
   *
   * @param sent is counted up with the events
   */
  void send(List<SpecificRecord> events, Duration over, AtomicInteger sent) {
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Serializer<SpecificRecord> values =
            AvroSerdes.from(EventSerdes.properties(config)).serializer(false)) {
      long begin = System.nanoTime();
      List<Future<?>> acknowledged = new ArrayList<>();
      for (SpecificRecord event : events) {
        String topic = Cluster.topicOf(config, event);
        byte[] key = StreamStories.applicationId(event).getBytes(StandardCharsets.UTF_8);
        acknowledged.add(
            producer.send(new ProducerRecord<>(topic, key, values.serialize(topic, event))));
        if (acknowledged.size() % CHUNK == 0) {
          sent.addAndGet(CHUNK);
          long due = begin + over.toNanos() / events.size() * acknowledged.size();
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      for (Future<?> one : acknowledged) {
        one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (Exception e) {
      throw new AssertionError("the load was not sent", e);
    }
  }

  Published published() {
    return Published.on(cluster, config);
  }

  @Override
  public void close() {
    if (running != null) {
      running.close();
    }
    admin.close();
    cluster.close();
  }
}
