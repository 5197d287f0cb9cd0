package io.attune.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EmbeddedBrokerIT {
  private static final String TOPIC = "orders";

  @Test
  void carriesRecordsAndRemovesItsTemporaryDirectory() throws Exception {
    Path directory;
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      directory = broker.dataDirectory();
      createTopic(broker);
      send(broker, "first");
      assertThat(read(broker, "group", 1)).containsExactly("first");
      assertThat(directory).isDirectory();
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void comesBackOnTheSamePortWithTheSameRecords() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      createTopic(broker);
      int port = broker.port();
      try (KafkaProducer<String, String> producer = producer(broker)) {
        producer.send(new ProducerRecord<>(TOPIC, "before")).get(60, TimeUnit.SECONDS);
        broker.stop();
        assertThat(broker.isRunning()).isFalse();
        // On a separate thread: a producer that lost all brokers drops its metadata
        // (metadata.recovery.strategy=rebootstrap), and send() blocks until one is available.
        CompletableFuture<?> pending =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return producer
                        .send(new ProducerRecord<>(TOPIC, "while down"))
                        .get(60, TimeUnit.SECONDS);
                  } catch (Exception e) {
                    throw new CompletionException(e);
                  }
                });
        broker.start();
        pending.get(90, TimeUnit.SECONDS);
      }
      assertThat(broker.port()).isEqualTo(port);
      assertThat(read(broker, "group", 2)).containsExactly("before", "while down");
    }
  }

  @Test
  void takesOverTheDirectoryOfAnEarlierBroker(@TempDir Path directory) throws Exception {
    BrokerOptions options =
        BrokerOptions.temporary().withDataDirectory(directory.resolve("a b/kafka"));
    String clusterId;
    try (EmbeddedBroker broker = EmbeddedBroker.open(options)) {
      clusterId = broker.clusterId();
      createTopic(broker);
      send(broker, "kept");
    }
    try (EmbeddedBroker broker = EmbeddedBroker.open(options)) {
      assertThat(broker.clusterId()).isEqualTo(clusterId);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        assertThat(admin.describeCluster().clusterId().get()).isEqualTo(clusterId);
      }
      assertThat(read(broker, "another", 1)).containsExactly("kept");
    }
  }

  @Test
  void saysThatThePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedBroker.open(BrokerOptions.temporary().withPort(port)))
          .isInstanceOf(PortInUseException.class)
          .hasMessage("port " + port + " on 127.0.0.1 is in use by another process");
    }
  }

  @Test
  void refusesADirectoryOfSomethingElse(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("thesis.txt"), "two years of work");
    assertThatThrownBy(
            () -> EmbeddedBroker.open(BrokerOptions.temporary().withDataDirectory(directory)))
        .isInstanceOf(EmbeddedBrokerException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("name an empty or a new directory");
    assertThat(directory.resolve("thesis.txt")).hasContent("two years of work");
  }

  @Test
  void saysThatTheDirectoryIsInUseByAnotherBroker(@TempDir Path directory) {
    BrokerOptions options = BrokerOptions.temporary().withDataDirectory(directory);
    try (EmbeddedBroker first = EmbeddedBroker.open(options)) {
      assertThatThrownBy(() -> EmbeddedBroker.open(options))
          .isInstanceOf(EmbeddedBrokerException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("another one is using it");
      assertThat(first.isRunning()).isTrue();
    }
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static KafkaProducer<String, String> producer(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void send(EmbeddedBroker broker, String value) throws Exception {
    try (KafkaProducer<String, String> producer = producer(broker)) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get(60, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(EmbeddedBroker broker, String group, int count) {
    List<String> values = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                group,
                "group.protocol",
                "consumer",
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }
}
