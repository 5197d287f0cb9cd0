package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads with another deserializer and waits while its registry does not answer.
 *
 * @param <T> what it reads
 */
public final class PatientDeserializer<T> implements Deserializer<T> {
  private final Deserializer<T> delegate;
  private final Patience patience;

  /** Around a configured deserializer. */
  public PatientDeserializer(Deserializer<T> delegate, Patience patience) {
    this.delegate = requireNonNull(delegate, "delegate is null");
    this.patience = requireNonNull(patience, "patience is null");
  }

  @Override
  public T deserialize(String topic, byte[] data) {
    return patience.patiently(() -> delegate.deserialize(topic, data));
  }

  @Override
  public T deserialize(String topic, Headers headers, byte[] data) {
    return patience.patiently(() -> delegate.deserialize(topic, headers, data));
  }

  @Override
  public void close() {
    delegate.close();
  }
}
