package io.attune.registry;

/** The registry has a schema under this id or version, but not one that Avro can use. */
final class UnusableSchemaException extends RegistryException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the beginning of a sentence: which schema, what is wrong
   */
  UnusableSchemaException(String message) {
    super(422, INVALID_SCHEMA, message);
  }
}
