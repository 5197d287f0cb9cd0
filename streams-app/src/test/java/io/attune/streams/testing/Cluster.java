package io.attune.streams.testing;

import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.AvroSerdes;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.intake.EventSerdes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** A real broker and a registry on loopback, and what tests do with them. */
public final class Cluster implements AutoCloseable {
  public final EmbeddedBroker broker = EmbeddedBroker.temporary();
  private final Path directory;
  private EmbeddedSchemaRegistry registry;
  private final int registryPort;

  public Cluster(Path directory) throws IOException {
    this.directory = directory;
    this.registry = EmbeddedSchemaRegistry.start(0, directory.resolve("registry"));
    this.registryPort = registry.port();
  }

  public void stopRegistry() {
    registry.close();
  }

  public void startRegistry() throws IOException {
    registry = EmbeddedSchemaRegistry.start(registryPort, directory.resolve("registry"));
  }

  public Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("schema.registry.url", "http://127.0.0.1:" + registryPort);
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("topics.partitions", "2");
    settings.put("topics.replication.factor", "1");
    settings.put("standby.replicas", "0");
    settings.put("commit.interval", "200ms");
    settings.put("http.port", "0");
    settings.putAll(more);
    return settings;
  }

  public AttuneConfig config(Map<String, String> more) {
    return AttuneConfig.of(settings(more));
  }

  public void send(AttuneConfig config, List<SpecificRecord> events) throws Exception {
    publish(config, events);
  }

  /** Sends events to whatever cluster the configuration names, as whoever it names. */
  public static void publish(AttuneConfig config, List<SpecificRecord> events) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(config);
        Serializer<SpecificRecord> values =
            AvroSerdes.from(EventSerdes.properties(config)).serializer(false)) {
      List<Future<?>> sent = new ArrayList<>();
      for (SpecificRecord event : events) {
        String topic = topicOf(config, event);
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topic,
                    StreamStories.applicationId(event).getBytes(),
                    values.serialize(topic, event))));
      }
      for (Future<?> future : sent) {
        future.get(30, TimeUnit.SECONDS);
      }
    }
  }

  public void sendRaw(AttuneConfig config, String topic, byte[] key, byte[] value)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(config)) {
      producer.send(new ProducerRecord<>(topic, key, value)).get(30, TimeUnit.SECONDS);
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(AttuneConfig config) {
    Map<String, Object> properties = new HashMap<>(config.kafka());
    properties.keySet().retainAll(ProducerConfig.configNames());
    properties.put("bootstrap.servers", config.get(Options.BOOTSTRAP_SERVERS));
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The input topic of an event. */
  public static String topicOf(AttuneConfig config, SpecificRecord event) {
    if (event instanceof TaskMetrics) {
      return config.topics().taskMetrics().name();
    }
    return event instanceof ExecutorMetrics
        ? config.topics().executorMetrics().name()
        : config.topics().lifecycle().name();
  }

  /** Everything on a topic now, as a reader of committed records sees it. */
  public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
    return TopicContents.readAll(broker.bootstrapServers(), topic);
  }

  /** Fingerprints of what is published, by key. */
  public Map<String, String> etags(AttuneConfig config) {
    return TopicContents.etags(config);
  }

  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within two minutes: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
  }
}
