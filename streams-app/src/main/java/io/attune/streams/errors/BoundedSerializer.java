package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import io.attune.registry.BadRecordException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Refuses what would be larger than a topic takes before it is sent: a refusal of the broker would
 * end a transaction.
 *
 * @param <T> what it writes
 */
public final class BoundedSerializer<T> implements Serializer<T> {
  private final Serializer<T> delegate;
  private final long maxBytes;

  /**
   * @param maxBytes bytes at most
   */
  public BoundedSerializer(Serializer<T> delegate, long maxBytes) {
    this.delegate = requireNonNull(delegate, "delegate is null");
    this.maxBytes = maxBytes;
  }

  @Override
  public byte[] serialize(String topic, T data) {
    return checked(topic, delegate.serialize(topic, data));
  }

  @Override
  public byte[] serialize(String topic, Headers headers, T data) {
    return checked(topic, delegate.serialize(topic, headers, data));
  }

  private byte[] checked(String topic, byte[] bytes) {
    if (bytes != null && bytes.length > maxBytes) {
      throw new BadRecordException(
          "A result for the topic "
              + topic
              + " has "
              + bytes.length
              + " bytes, more than "
              + maxBytes
              + ".");
    }
    return bytes;
  }

  @Override
  public void close() {
    delegate.close();
  }
}
