package io.attune.streams.config;

/** A setting or a topic is not as it has to be; the message is one sentence for the operator. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: what, where and what to do
   */
  public ConfigurationException(String message) {
    super(message);
  }

  /**
   * @param message one sentence: what, where and what to do
   * @param cause what was seen
   */
  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
