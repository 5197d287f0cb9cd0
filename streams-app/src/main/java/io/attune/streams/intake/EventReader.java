package io.attune.streams.intake;

import static java.util.Objects.requireNonNull;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the records of a {@link RecordBatch}, one after the other. Safe for several threads. */
public final class EventReader {
  private final Deserializer<String> keys;
  private final Deserializer<SpecificRecord> events;

  /**
   * @param keys reads application ids
   * @param events reads events; it may give the same object again and again, see {@link #event}
   */
  public EventReader(Deserializer<String> keys, Deserializer<SpecificRecord> events) {
    this.keys = requireNonNull(keys, "keys is null");
    this.events = requireNonNull(events, "events is null");
  }

  /**
   * The application that a record is about.
   *
   * @throws io.attune.registry.BadRecordException when the key is missing or no text
   */
  public String applicationId(ConsumerRecord<byte[], byte[]> record) {
    return keys.deserialize(record.topic(), record.key());
  }

  /**
   * The event in a record. It may be changed by the next call of the same thread, and is not to be
   * kept.
   *
   * @throws io.attune.registry.BadRecordException when the value can never be read
   */
  public SpecificRecord event(ConsumerRecord<byte[], byte[]> record) {
    return events.deserialize(record.topic(), record.headers(), record.value());
  }
}
