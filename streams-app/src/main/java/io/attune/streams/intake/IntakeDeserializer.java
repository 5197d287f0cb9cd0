package io.attune.streams.intake;

import static java.util.Objects.requireNonNull;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Takes a batch as it is, its records still undecoded, and decodes a record that came alone. */
public final class IntakeDeserializer implements Deserializer<Intake> {
  private final Deserializer<SpecificRecord> events;

  /**
   * @param events reads one record
   */
  public IntakeDeserializer(Deserializer<SpecificRecord> events) {
    this.events = requireNonNull(events, "events is null");
  }

  @Override
  public Intake deserialize(String topic, byte[] data) {
    return new OneEvent(events.deserialize(topic, data));
  }

  @Override
  public Intake deserialize(String topic, Headers headers, byte[] data) {
    return headers instanceof RecordBatch batch
        ? batch
        : new OneEvent(events.deserialize(topic, headers, data));
  }

  @Override
  public void close() {
    events.close();
  }
}
