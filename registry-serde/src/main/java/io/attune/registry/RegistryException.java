package io.attune.registry;

import org.apache.kafka.common.KafkaException;

/**
 * Thrown if the registry rejects a request. Retrying would give the same result.
 *
 * <p>{@link #status()} is the HTTP status; {@link #errorCode()} is the protocol's own code (40401
 * subject, 40402 version, 40403 schema not found; 409 incompatible; 42201 invalid schema, 42202
 * version, 42203 compatibility level), or the status if the registry sent none.
 */
public class RegistryException extends KafkaException {
  /** The subject does not exist. */
  public static final int SUBJECT_NOT_FOUND = 40401;

  /** The subject has no such version. */
  public static final int VERSION_NOT_FOUND = 40402;

  /** No schema has this id, or the subject does not contain this schema. */
  public static final int SCHEMA_NOT_FOUND = 40403;

  /** The subject has no compatibility level of its own. */
  public static final int LEVEL_NOT_CONFIGURED = 40408;

  /** The schema is incompatible with its subject. */
  public static final int INCOMPATIBLE = 409;

  /** The text is not a valid Avro schema. */
  public static final int INVALID_SCHEMA = 42201;

  /** The version is neither a positive number nor {@code latest}. */
  public static final int INVALID_VERSION = 42202;

  /** The compatibility level has an unknown name. */
  public static final int INVALID_LEVEL = 42203;

  private static final long serialVersionUID = 1L;

  private final int status;
  private final int errorCode;

  /**
   * @param status HTTP status, 400 to 499
   * @param errorCode the protocol's error code
   * @param message one sentence
   */
  public RegistryException(int status, int errorCode, String message) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }

  /** Whether a subject, version or schema does not exist. */
  public boolean isNotFound() {
    return errorCode == SUBJECT_NOT_FOUND
        || errorCode == VERSION_NOT_FOUND
        || errorCode == SCHEMA_NOT_FOUND;
  }

  /** Whether a schema is incompatible with its subject. */
  public boolean isIncompatible() {
    return status == INCOMPATIBLE;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The protocol's error code, or the status if there was none. */
  public int errorCode() {
    return errorCode;
  }
}
