package io.attune.load.follow;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EventLogs;
import io.attune.load.ReplayException;
import io.attune.registry.AvroSerdes;
import io.attune.registry.BadRecordException;
import io.attune.registry.ConnectionFailure;
import io.attune.schemas.LogPosition;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Positions in a compacted topic. Its partitions are shared out among the instances as those of any
 * consumer group are, and with each the logs whose names fall to it. A partition is read from its
 * beginning before its logs are looked after.
 *
 * <p>{@link #poll} and {@link #close} are not called at the same time, the rest is for any thread.
 */
final class TopicPositions implements Positions {

  private final Consumer<String, byte[]> consumer;
  private final Deserializer<LogPosition> deserializer;
  private final Producer<String, SpecificRecord> producer;
  private final String topic;
  private final String servers;
  private final int partitions;
  private final Map<String, LogPosition> positions = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> toRead = new HashMap<>();
  private final Set<Integer> known = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Exception> unwritten = new AtomicReference<>();

  TopicPositions(
      Consumer<String, byte[]> consumer,
      Deserializer<LogPosition> deserializer,
      Producer<String, SpecificRecord> producer,
      String topic,
      String servers) {
    this.consumer = requireNonNull(consumer, "consumer is null");
    this.deserializer = requireNonNull(deserializer, "deserializer is null");
    this.producer = requireNonNull(producer, "producer is null");
    this.topic = requireNonNull(topic, "topic is null");
    this.servers = requireNonNull(servers, "servers is null");
    this.partitions = consumer.partitionsFor(topic).size();
    if (partitions == 0) {
      throw new ReplayException(
          "Kafka lacks the topic " + topic + ": start attune serve once, which creates it.");
    }
    consumer.subscribe(Set.of(topic), new Shares());
  }

  static TopicPositions open(
      Map<String, ?> properties, Topics topics, Producer<String, SpecificRecord> producer) {
    String topic = topics.logPositions().name();
    Map<String, Object> configuration = new HashMap<>(properties);
    configuration.put(ConsumerConfig.GROUP_ID_CONFIG, topic);
    configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, "attune-follow");
    configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Another instance takes over ten seconds after this one was killed.
    configuration.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
    configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    String servers = String.valueOf(properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      return new TopicPositions(
          consumer,
          AvroSerdes.from(configuration).deserializer(LogPosition.class, false),
          producer,
          topic,
          servers);
    } catch (KafkaException e) {
      consumer.close();
      throw refused(servers, "READ", e);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** What this instance gets and gives back. */
  private final class Shares implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      consumer.seekToBeginning(added);
      toRead.putAll(consumer.endOffsets(added));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> removed) {
      removed.forEach(
          partition -> {
            known.remove(partition.partition());
            toRead.remove(partition);
          });
      positions.keySet().removeIf(log -> !known.contains(partition(log)));
    }
  }

  @Override
  public void poll(Duration patience) {
    Exception failure = unwritten.getAndSet(null);
    if (failure != null) {
      throw refused(servers, "WRITE", failure);
    }
    try {
      consumer.poll(patience).forEach(this::take);
    } catch (WakeupException e) {
      return;
    } catch (KafkaException e) {
      throw refused(servers, "READ", e);
    }
    toRead
        .entrySet()
        .removeIf(
            entry -> {
              boolean read = consumer.position(entry.getKey()) >= entry.getValue();
              if (read) {
                known.add(entry.getKey().partition());
              }
              return read;
            });
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null || record.value() == null) {
      return;
    }
    try {
      LogPosition position = deserializer.deserialize(topic, record.value());
      positions.merge(record.key(), position, TopicPositions::newer);
    } catch (BadRecordException e) {
      // Written by something else. Without a position a log is read from its beginning.
    }
  }

  private static LogPosition newer(LogPosition one, LogPosition other) {
    return other.getPositionTime().isBefore(one.getPositionTime()) ? one : other;
  }

  @Override
  public boolean isOurs(String log) {
    return known.contains(partition(log));
  }

  @Override
  public boolean isReady() {
    return toRead.isEmpty() && !known.isEmpty();
  }

  @Override
  public Optional<LogPosition> of(String log) {
    return Optional.ofNullable(positions.get(log));
  }

  @Override
  public void store(LogPosition position) {
    String log = position.getLog();
    positions.put(log, position);
    producer.send(
        new ProducerRecord<>(topic, partition(log), log, position),
        (metadata, failure) -> {
          if (failure != null && !(failure instanceof RetriableException)) {
            unwritten.set(failure);
          }
        });
  }

  private static ReplayException refused(String servers, String operation, Exception failure) {
    String sentence =
        ConnectionFailure.ofKafka(servers, operation, failure)
            .orElse(
                "Kafka at "
                    + servers
                    + " does not keep how far logs were read ("
                    + EventLogs.reason(failure)
                    + "): check the broker, then start it again.");
    return new ReplayException(sentence, failure);
  }

  private int partition(String log) {
    return Math.floorMod(log.hashCode(), partitions);
  }

  @Override
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
    deserializer.close();
  }
}
