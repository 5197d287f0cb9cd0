package io.attune.registry;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The registry could not be reached, did not answer in time or failed (408, 429, 5xx), and the
 * configured retries are used up. The record that was being read is not to blame: it is to be read
 * again, never to be put aside.
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
