package io.attune.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * Thrown if a record can never be read: a wrong magic byte, too few bytes, a schema id that the
 * registry does not know, or bytes that do not decode with their schema. The message is one
 * sentence with the topic and the reason, short enough for a dead-letter header.
 *
 * <p>Never thrown if the registry does not answer, see {@link RegistryUnavailableException}.
 */
public class BadRecordException extends SerializationException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: which topic, what is wrong
   */
  public BadRecordException(String message) {
    super(message);
  }

  /**
   * @param message one sentence: which topic, what is wrong
   * @param cause the decoder's exception
   */
  public BadRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
