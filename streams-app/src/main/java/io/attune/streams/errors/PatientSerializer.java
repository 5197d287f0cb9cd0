package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes with another serializer and waits while its registry does not answer.
 *
 * @param <T> what it writes
 */
public final class PatientSerializer<T> implements Serializer<T> {
  private final Serializer<T> delegate;
  private final Patience patience;

  /** Around a configured serializer. */
  public PatientSerializer(Serializer<T> delegate, Patience patience) {
    this.delegate = requireNonNull(delegate, "delegate is null");
    this.patience = requireNonNull(patience, "patience is null");
  }

  @Override
  public byte[] serialize(String topic, T data) {
    return patience.patiently(() -> delegate.serialize(topic, data));
  }

  @Override
  public byte[] serialize(String topic, Headers headers, T data) {
    return patience.patiently(() -> delegate.serialize(topic, headers, data));
  }

  @Override
  public void close() {
    delegate.close();
  }
}
