package io.attune.streams;

import static java.util.Objects.requireNonNull;

import io.attune.registry.BadRecordException;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the values of all input topics, each with its own deserializer. A record without a value is
 * a bad one here: it would say nothing, and Kafka Streams would pass it on without a word.
 */
final class EventDeserializer implements Deserializer<SpecificRecord> {
  private final Map<String, Deserializer<? extends SpecificRecord>> byTopic;

  EventDeserializer(Map<String, Deserializer<? extends SpecificRecord>> byTopic) {
    this.byTopic = Map.copyOf(requireNonNull(byTopic, "byTopic is null"));
  }

  @Override
  public SpecificRecord deserialize(String topic, byte[] data) {
    return deserialize(topic, null, data);
  }

  @Override
  public SpecificRecord deserialize(String topic, Headers headers, byte[] data) {
    if (data == null) {
      throw new BadRecordException("The value on topic " + topic + " is null.");
    }
    Deserializer<? extends SpecificRecord> deserializer = byTopic.get(topic);
    if (deserializer == null) {
      throw new IllegalStateException(topic + " is no input topic");
    }
    return deserializer.deserialize(topic, headers, data);
  }

  @Override
  public void close() {
    byTopic.values().forEach(Deserializer::close);
  }
}
