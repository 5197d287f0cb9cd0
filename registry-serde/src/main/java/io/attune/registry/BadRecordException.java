package io.attune.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The bytes of one record cannot be read, now or later: a wrong magic byte, a payload that is too
 * short, a schema id that the registry does not know, or bytes that do not decode with their
 * schema. The message is one sentence with the topic and the reason; it fits a dead-letter header.
 *
 * <p>A registry that does not answer is never reported with this class, see {@link
 * RegistryUnavailableException}.
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
   * @param cause what the decoder said
   */
  public BadRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
