package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.registry.AttuneAvroSerializer;
import io.attune.registry.RegistryUnavailableException;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Kafka and the schema registry.
 *
 * <p>Records are encoded here and not inside the producer, so that a registry that does not answer
 * is told from a broker that does not. The producer is made at the first record: its constructor
 * resolves host names, which takes its time.
 */
final class KafkaOutput implements Output {
  private final Map<String, Object> producerConfig;
  private final String bootstrap;
  private final Function<Map<String, Object>, Producer<String, byte[]>> producers;
  private final Serializer<SpecificRecord> serializer;
  private Producer<String, byte[]> producer;

  KafkaOutput(
      AgentConfig config,
      String clientId,
      Function<Map<String, Object>, Producer<String, byte[]>> producers) {
    this.producers = requireNonNull(producers, "producers is null");
    this.producerConfig = producerConfig(config.kafka(), clientId);
    this.bootstrap = config.kafka().get("bootstrap.servers");
    this.serializer = serializer(config.registry());
  }

  /**
   * An output to the configured Kafka.
   *
   * @throws ConfigException when the configuration can never work
   */
  static KafkaOutput create(AgentConfig config, String clientId) {
    return new KafkaOutput(config, clientId, KafkaProducer::new);
  }

  private static Serializer<SpecificRecord> serializer(Map<String, String> registry) {
    Map<String, Object> config = new HashMap<>();
    // The sender retries by itself; a short patience here lets the end of the application be quick.
    config.put("http.connect.timeout.ms", "3000");
    config.put("http.read.timeout.ms", "10000");
    config.put("max.retries", "0");
    registry.forEach((name, value) -> config.put(name, KafkaNames.here(value)));
    AttuneAvroSerializer<SpecificRecord> result = new AttuneAvroSerializer<>();
    result.configure(config, false);
    return result;
  }

  static Map<String, Object> producerConfig(Map<String, String> settings, String clientId) {
    Map<String, Object> config = new HashMap<>();
    config.put("client.id", clientId);
    config.put("acks", "all");
    config.put("linger.ms", "50");
    config.put("batch.size", "65536");
    config.put("buffer.memory", "16777216");
    config.put("compression.type", AgentConfig.DEFAULT_CODEC);
    // The sender may not vanish in the producer for a minute: it has an end to watch for.
    config.put("max.block.ms", "1000");
    // What the producer holds is kept until Kafka is back, as is what waits in the queue.
    config.put("delivery.timeout.ms", String.valueOf(Integer.MAX_VALUE));
    config.put("reconnect.backoff.max.ms", "2000");
    settings.forEach((name, value) -> config.put(name, KafkaNames.here(value)));
    config.put("enable.metrics.push", "false");
    config.put("key.serializer", StringSerializer.class.getName());
    config.put("value.serializer", ByteArraySerializer.class.getName());
    return config;
  }

  @Override
  public void send(
      Topics.Topic topic, String key, SpecificRecord record, Consumer<Exception> completion) {
    byte[] value = encode(topic, record);
    Attempt attempt = new Attempt(completion);
    try {
      producer().send(new ProducerRecord<>(topic.name(), key, value), attempt);
    } catch (InterruptException e) {
      throw new OutputUnavailableException("Sending was interrupted", e);
    }
    Exception refusal = attempt.refusal();
    if (refusal instanceof TimeoutException) {
      throw new OutputUnavailableException(
          "Kafka at "
              + bootstrap
              + " does not answer or has no topic "
              + topic.name()
              + "; events wait and go out when it does",
          refusal);
    }
    if (refusal != null) {
      completion.accept(refusal);
    }
  }

  /**
   * Tells apart the two ways in which the producer reports through its callback: before {@code
   * send} returns (no metadata, no room: the record was not taken) and after it (the record's
   * fate).
   */
  private static final class Attempt implements Callback {
    private final Consumer<Exception> completion;
    private final Thread caller = Thread.currentThread();
    private boolean sending = true;
    private Exception refusal;

    private Attempt(Consumer<Exception> completion) {
      this.completion = completion;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception error) {
      if (Thread.currentThread() == caller && sending && error != null) {
        refusal = error;
      } else {
        completion.accept(error);
      }
    }

    private Exception refusal() {
      sending = false;
      return refusal;
    }
  }

  private byte[] encode(Topics.Topic topic, SpecificRecord record) {
    try {
      return serializer.serialize(topic.name(), record);
    } catch (RegistryUnavailableException e) {
      throw new OutputUnavailableException(
          "The schema registry does not answer; events wait and go out when it does", e);
    } catch (InterruptException e) {
      throw new OutputUnavailableException("Asking the schema registry was interrupted", e);
    }
  }

  private Producer<String, byte[]> producer() {
    if (producer == null) {
      try {
        producer = producers.apply(producerConfig);
      } catch (RuntimeException e) {
        if (isUnresolvedHost(e)) {
          throw new OutputUnavailableException(
              "No host of "
                  + AgentConfig.BOOTSTRAP
                  + "="
                  + bootstrap
                  + " has an address; events wait and go out when one has",
              e);
        }
        throw new UnusableOutputException(
            "No Kafka producer can be made from the settings " + AgentConfig.KAFKA + "*", e);
      }
    }
    return producer;
  }

  /** Names can be missing for a while; everything else that the constructor refuses stays wrong. */
  private static boolean isUnresolvedHost(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof ConfigException
          && String.valueOf(t.getMessage()).contains("No resolvable bootstrap urls")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close(Duration longest) {
    try {
      if (producer != null) {
        producer.close(longest);
      }
    } finally {
      serializer.close();
    }
  }
}
