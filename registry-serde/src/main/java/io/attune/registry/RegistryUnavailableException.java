package io.attune.registry;

import org.apache.kafka.common.errors.RetriableException;

/**
 * Thrown if the registry could not be reached, did not answer in time or failed (408, 429, 5xx),
 * after the configured retries. The record is not the cause: it should be read again, and not be
 * skipped.
 */
public class RegistryUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: which registry, what happened last, what to do
   * @param cause the last failure; null if the registry answered with an error status
   */
  public RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
