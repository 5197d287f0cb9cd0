package io.attune.endtoend;

import io.attune.registry.AvroSerdes;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.StreamStories;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Sends events to the input topics of a pipeline. */
final class EventSender {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int CHUNK = 100;

  private EventSender() {}

  /** Sends events as fast as the broker takes them and waits until it has them. */
  static void send(AttuneConfig config, List<SpecificRecord> events) {
    send(config, events, Duration.ZERO, new AtomicInteger());
  }

  /**
   * Sends events evenly over a time, and waits until the broker has them.
   *
   * @param sent is counted up with the events
   */
  static void send(
      AttuneConfig config, List<SpecificRecord> events, Duration over, AtomicInteger sent) {
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", config.get(Options.BOOTSTRAP_SERVERS)),
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
}
