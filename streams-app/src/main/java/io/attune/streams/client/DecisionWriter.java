package io.attune.streams.client;

import static java.util.Objects.requireNonNull;

import io.attune.registry.AvroSerdes;
import io.attune.schemas.Decision;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes people's decisions about advice; threads may share it. */
public final class DecisionWriter implements AutoCloseable {
  private final String topic;
  private final Duration patience;
  private final Serializer<Decision> values;
  private final KafkaProducer<String, byte[]> producer;

  /**
   * Opens it.
   *
   * @param clients properties of the Kafka client
   * @param registry properties of the serializer
   * @param topic the decisions topic
   * @param patience how long a write may take
   */
  public DecisionWriter(
      Map<String, ?> clients, Map<String, ?> registry, String topic, Duration patience) {
    this.topic = requireNonNull(topic, "topic is null");
    this.patience = requireNonNull(patience, "patience is null");
    Map<String, Object> config = new HashMap<>(clients);
    config.put("acks", "all");
    config.put("max.block.ms", Math.toIntExact(patience.toMillis()));
    config.put("delivery.timeout.ms", Math.toIntExact(patience.toMillis()));
    config.put("request.timeout.ms", Math.toIntExact(patience.toMillis() / 2));
    config.put("linger.ms", 0);
    this.values = AvroSerdes.from(registry).serializer(false);
    this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * Writes a decision and waits until Kafka has it.
   *
   * @param decision empty to undo the one that stands
   * @throws ExecutionException when Kafka does not take it; its cause says why
   * @throws TimeoutException when Kafka does not answer in time
   */
  public void write(String workload, String subject, Optional<Decision> decision)
      throws ExecutionException, TimeoutException, InterruptedException {
    byte[] value = decision.map(made -> values.serialize(topic, made)).orElse(null);
    producer
        .send(new ProducerRecord<>(topic, workload + "/" + subject, value))
        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    values.close();
  }
}
