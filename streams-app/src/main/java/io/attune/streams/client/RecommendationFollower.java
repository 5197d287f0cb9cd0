package io.attune.streams.client;

import static java.util.Objects.requireNonNull;

import io.attune.registry.AvroSerdes;
import io.attune.registry.BadRecordException;
import io.attune.schemas.Recommendation;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the recommendations topic: first what stands now, each recommendation once, then every
 * change. It is no member of a consumer group and leaves nothing behind. One thread uses it; only
 * {@link #wakeup()} may come from another.
 */
public final class RecommendationFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  private final String topic;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Deserializer<Recommendation> deserializer;
  private final Map<String, Recommendation> standing = new LinkedHashMap<>();

  /** What happens to a recommendation. */
  public interface Listener {
    /** It is new, or its value or reason changed. */
    void recommended(String key, Recommendation recommendation);

    /** It no longer stands; {@code last} is what was recommended, when that was seen. */
    void withdrawn(String key, Optional<Recommendation> last);

    /** What was reported since the last call is all there is for now. */
    default void settled() {}

    /** Whether anybody wants to hear more; otherwise {@link #follow} ends. */
    default boolean isListening() {
      return true;
    }

    /** A record that is no recommendation. */
    void unreadable(String where, String reason);
  }

  /**
   * Opens it.
   *
   * @param properties of the Kafka client and of the registry
   * @param topic the recommendations topic
   */
  public RecommendationFollower(Map<String, String> properties, String topic) {
    this.topic = requireNonNull(topic, "topic is null");
    Map<String, Object> config = new HashMap<>(properties);
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "earliest");
    config.put("isolation.level", "read_committed");
    this.consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    this.deserializer = AvroSerdes.from(properties).deserializer(Recommendation.class, false);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
  }

  /** Leaves out what was published before now. */
  public void skipToEnd() {
    consumer.seekToEnd(consumer.assignment());
    consumer.assignment().forEach(consumer::position);
  }

  /** Reads up to the present end of the topic and reports what stands there. */
  public void catchUp(Listener listener) {
    readToEnd(listener::unreadable);
    standing.forEach(listener::recommended);
    listener.settled();
  }

  /** Reads up to the present end of the topic; {@link #standing()} is what stands there. */
  public void readToEnd(BiConsumer<String, String> unreadable) {
    consumer.seekToBeginning(consumer.assignment());
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        Optional<Recommendation> recommendation = read(record, unreadable);
        if (recommendation.isPresent() || record.value() == null) {
          // Put at the end: in the order in which they took their present form.
          standing.remove(record.key());
        }
        recommendation.ifPresent(r -> standing.put(record.key(), r));
      }
    }
  }

  /** Reports every change until {@link #wakeup()}. */
  public void follow(Listener listener) {
    while (listener.isListening() && pollOnce(listener, POLL)) {
      // The listener does the work.
    }
  }

  /** Reports the changes of one poll; false after {@link #wakeup()}. */
  boolean pollOnce(Listener listener, Duration patience) {
    try {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
        if (record.value() == null) {
          listener.withdrawn(record.key(), Optional.ofNullable(standing.remove(record.key())));
        } else {
          read(record, listener::unreadable).ifPresent(r -> changed(record.key(), r, listener));
        }
      }
      listener.settled();
      return true;
    } catch (WakeupException e) {
      return false;
    }
  }

  /** What stands, by key, as far as it has been read. */
  public Map<String, Recommendation> standing() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(standing));
  }

  /** Ends {@link #follow} from another thread. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    deserializer.close();
    consumer.close();
  }

  private void changed(String key, Recommendation recommendation, Listener listener) {
    Recommendation before = standing.put(key, recommendation);
    if (before == null
        || !before.getEtag().equals(recommendation.getEtag())
        || before.getState() != recommendation.getState()) {
      listener.recommended(key, recommendation);
    }
  }

  private Optional<Recommendation> read(
      ConsumerRecord<String, byte[]> record, BiConsumer<String, String> unreadable) {
    try {
      return Optional.ofNullable(deserializer.deserialize(topic, record.headers(), record.value()));
    } catch (BadRecordException e) {
      unreadable.accept(
          topic + ", partition " + record.partition() + ", offset " + record.offset(),
          e.getMessage());
      return Optional.empty();
    }
  }
}
