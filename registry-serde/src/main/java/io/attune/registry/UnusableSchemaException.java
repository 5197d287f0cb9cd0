package io.attune.registry;

/** Thrown if the schema of an id or version is not usable with Avro. */
final class UnusableSchemaException extends RegistryException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the beginning of a sentence: which schema, what is wrong
   */
  UnusableSchemaException(String message) {
    super(422, INVALID_SCHEMA, message);
  }
}
