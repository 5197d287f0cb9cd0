package io.attune.streams.intake;

import static java.util.Objects.requireNonNull;

import io.attune.registry.BadRecordException;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the values of all input topics, each with its own deserializer. A record without a value is
 * an error here: it carries nothing, and Kafka Streams would skip it without a trace.
 */
final class EventDeserializer implements Deserializer<SpecificRecord> {
  private final String[] topics;
  private final List<Deserializer<? extends SpecificRecord>> deserializers;

  /**
   * @param byTopic what reads which topic; looked through in its order for every record, so the
   *     topic with the most records comes first
   */
  EventDeserializer(LinkedHashMap<String, Deserializer<? extends SpecificRecord>> byTopic) {
    requireNonNull(byTopic, "byTopic is null");
    this.topics = byTopic.keySet().toArray(new String[0]);
    this.deserializers = List.copyOf(byTopic.values());
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
    for (int i = 0; i < topics.length; i++) {
      if (topics[i].equals(topic)) {
        return deserializers.get(i).deserialize(topic, headers, data);
      }
    }
    throw new IllegalStateException(topic + " is no input topic");
  }

  @Override
  public void close() {
    deserializers.forEach(Deserializer::close);
  }
}
