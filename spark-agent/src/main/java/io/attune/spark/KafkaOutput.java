package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.registry.AttuneAvroSerializer;
import io.attune.registry.ConnectionFailure;
import io.attune.registry.RegistryUnavailableException;
import io.attune.registry.TokenLogin;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends records to Kafka, encoded with the schema registry.
 *
 * <p>Records are encoded here and not by the producer, to distinguish an unavailable registry from
 * an unavailable broker. The producer is created with the first record, because its constructor
 * resolves host names, which can be slow.
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
   * Creates an output to the configured Kafka.
   *
   * @throws ConfigException when the configuration can never work
   */
  static KafkaOutput create(AgentConfig config, String clientId) {
    return new KafkaOutput(config, clientId, KafkaProducer::new);
  }

  private static Serializer<SpecificRecord> serializer(Map<String, String> registry) {
    Map<String, Object> config = new HashMap<>();
    // The sender retries by itself; short timeouts here keep the end of the application short.
    config.put("http.connect.timeout.ms", "3000");
    config.put("http.read.timeout.ms", "10000");
    config.put("max.retries", "0");
    registry.forEach((name, value) -> config.put(name, KafkaNames.relocate(value)));
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
    // The sender must not block in the producer for a minute, or it would miss its end.
    config.put("max.block.ms", "1000");
    // The producer keeps its records until Kafka is available again, as the queue does.
    config.put("delivery.timeout.ms", String.valueOf(Integer.MAX_VALUE));
    config.put("reconnect.backoff.max.ms", "2000");
    Map<String, String> relocated = new HashMap<>();
    settings.forEach((name, value) -> relocated.put(name, KafkaNames.relocate(value)));
    config.putAll(TokenLogin.completed(relocated));
    config.put("enable.metrics.push", "false");
    config.put("key.serializer", StringSerializer.class.getName());
    config.put("value.serializer", ByteArraySerializer.class.getName());
    return config;
  }

  @Override
  public void send(
      Topics.Topic topic, String key, SpecificRecord record, Consumer<Exception> completion) {
    byte[] value = encode(topic, record);
    Attempt attempt =
        new Attempt(error -> completion.accept(error == null ? null : explained(error)));
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
              + "; events are queued until it does",
          refusal);
    }
    if (refusal != null) {
      Optional<String> notLetIn = ConnectionFailure.ofKafka(bootstrap, "WRITE", refusal);
      if (notLetIn.isPresent()) {
        throw new OutputUnavailableException(notLetIn.get(), null);
      }
      completion.accept(refusal);
    }
  }

  /** What is lost because Kafka does not let this user write is lost with a sentence. */
  private Exception explained(Exception error) {
    return ConnectionFailure.ofKafka(bootstrap, "WRITE", error)
        .<Exception>map(sentence -> new OutputUnavailableException(sentence, null))
        .orElse(error);
  }

  /**
   * Distinguishes the two cases in which the producer calls back: before {@code send} returns (no
   * metadata or no buffer space: the record was not accepted) and after it (the record was
   * acknowledged or lost).
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
      if (e.getCause() instanceof SSLException) {
        throw new OutputUnavailableException(e.getMessage(), null);
      }
      throw new OutputUnavailableException(
          "The schema registry does not answer; events are queued until it does", e);
    } catch (AuthenticationException | AuthorizationException e) {
      throw new OutputUnavailableException(e.getMessage(), null);
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
                  + " has an address; events are queued until one has",
              e);
        }
        throw new UnusableOutputException(
            "No Kafka producer can be created from the settings " + AgentConfig.KAFKA + "*", e);
      }
    }
    return producer;
  }

  /** Host names may become resolvable; the constructor's other failures are permanent. */
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
