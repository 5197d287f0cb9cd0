package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.schemas.AgentReport;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaOutputTest {
  private static final Topics.Topic LIFECYCLE = new Topics("t.").lifecycle();

  private final List<String> fates = new ArrayList<>();
  private final Consumer<Exception> fate =
      error -> fates.add(error == null ? "sent" : error.getClass().getSimpleName());

  @Test
  void sendsAvroInTheWireFormatUnderTheApplicationsKey() {
    MockProducer<String, byte[]> producer = producer(true);
    output(producer, Map.of()).send(LIFECYCLE, "app-1", event(), fate);

    ProducerRecord<String, byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("t.lifecycle");
    assertThat(record.key()).isEqualTo("app-1");
    assertThat(record.value()[0]).isZero();
    assertThat(fates).containsExactly("sent");
  }

  @Test
  void reportsWhatBecomesOfARecordLater() {
    MockProducer<String, byte[]> producer = producer(false);
    KafkaOutput output = output(producer, Map.of());
    output.send(LIFECYCLE, "app-1", event(), fate);
    output.send(LIFECYCLE, "app-1", event(), fate);
    assertThat(fates).isEmpty();

    producer.completeNext();
    producer.errorNext(new TimeoutException("expired"));

    assertThat(fates).containsExactly("sent", "TimeoutException");
  }

  @Test
  void tellsAnAbsentBrokerFromALostRecord() {
    KafkaOutput absent = output(refusing(new TimeoutException("no metadata")), Map.of());
    assertThatThrownBy(() -> absent.send(LIFECYCLE, "app-1", event(), fate))
        .isInstanceOf(OutputUnavailableException.class)
        .hasMessage(
            "Kafka at kafka:9092 does not answer or has no topic t.lifecycle; events are queued"
                + " until it does");
    assertThat(fates).isEmpty();

    KafkaOutput refusing = output(refusing(new RecordTooLargeException("big")), Map.of());
    refusing.send(LIFECYCLE, "app-1", event(), fate);
    assertThat(fates).containsExactly("RecordTooLargeException");
  }

  @Test
  void tellsAnAbsentRegistryFromAnAbsentBroker() {
    Map<String, String> settings = new HashMap<>();
    settings.put(AgentConfig.REGISTRY_URL, "http://127.0.0.1:1");
    KafkaOutput output = output(producer(true), settings);

    assertThatThrownBy(() -> output.send(LIFECYCLE, "app-1", event(), fate))
        .isInstanceOf(OutputUnavailableException.class)
        .hasMessageStartingWith("The schema registry does not answer");
  }

  @Test
  void takesAHostWithoutAnAddressForAnAbsence() {
    KafkaOutput output = real(Map.of(AgentConfig.BOOTSTRAP, "no-such-host.invalid:9092"));

    assertThatThrownBy(() -> output.send(LIFECYCLE, "app-1", event(), fate))
        .isInstanceOf(OutputUnavailableException.class)
        .hasMessageContaining("no-such-host.invalid:9092");
  }

  @Test
  void takesNonsenseForAMistake() {
    KafkaOutput output = real(Map.of(AgentConfig.BOOTSTRAP, "not an address"));

    assertThatThrownBy(() -> output.send(LIFECYCLE, "app-1", event(), fate))
        .isInstanceOf(UnusableOutputException.class);
  }

  @Test
  void letsTheUserHaveTheLastWordElsewhere() {
    Map<String, Object> config =
        KafkaOutput.producerConfig(
            Map.of(
                "compression.type", "gzip",
                "linger.ms", "5",
                "client.id", "mine",
                "enable.metrics.push", "true"),
            "me");

    assertThat(config)
        .containsEntry("compression.type", "gzip")
        .containsEntry("linger.ms", "5")
        .containsEntry("client.id", "mine")
        .containsEntry("max.block.ms", "1000")
        .containsEntry("enable.metrics.push", "false");
  }

  private KafkaOutput output(MockProducer<String, byte[]> producer, Map<String, String> more) {
    return new KafkaOutput(config(more), "me", config -> producer);
  }

  private KafkaOutput real(Map<String, String> more) {
    return new KafkaOutput(config(more), "me", KafkaProducer::new);
  }

  private static AgentConfig config(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put(AgentConfig.BOOTSTRAP, "kafka:9092");
    settings.put(AgentConfig.REGISTRY_URL, "mock://kafka-output-test");
    settings.putAll(more);
    return AgentConfig.of(settings);
  }

  private static MockProducer<String, byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new StringSerializer(), new ByteArraySerializer());
  }

  /** Like the real producer, calls the callback for errors before {@code send} returns. */
  private static MockProducer<String, byte[]> refusing(RuntimeException error) {
    return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<String, byte[]> record, Callback callback) {
        callback.onCompletion(null, error);
        return CompletableFuture.failedFuture(error);
      }

      @Override
      public void close(Duration timeout) {}
    };
  }

  private static LifecycleEvent event() {
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId("app-1");
    event.setEventTime(Instant.EPOCH);
    event.setKind(LifecycleKind.AGENT_REPORT);
    event.setAgentReport(new AgentReport("p", "v", 0L, 0L, 0L, 0L, 0L, 0, 0, 0L, false, 0L));
    return event;
  }
}
