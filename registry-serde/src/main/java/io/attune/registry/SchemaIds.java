package io.attune.registry;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Determines the schema id, and with it the schema, that a record is written with: by registration,
 * by lookup, or the subject's latest version.
 */
final class SchemaIds {
  private final SchemaRegistryClient client;
  private final boolean register;
  private final boolean useLatest;
  private final boolean strict;

  SchemaIds(SchemaRegistryClient client, RegistryConfig config) {
    this.client = client;
    this.register = config.getBoolean(RegistryConfig.AUTO_REGISTER);
    this.useLatest = config.getBoolean(RegistryConfig.USE_LATEST_VERSION);
    this.strict = config.getBoolean(RegistryConfig.LATEST_COMPATIBILITY_STRICT);
  }

  /**
   * @param subject the subject
   * @param schema the record's own schema
   * @throws SerializationException if the registry rejects the schema
   */
  WriterSchema find(String subject, Schema schema) {
    try {
      if (register) {
        return new WriterSchema(client.register(subject, schema), schema, false);
      }
      if (useLatest) {
        return latest(subject, schema);
      }
      return new WriterSchema(client.lookup(subject, schema).id(), schema, false);
    } catch (RegistryException e) {
      throw new SerializationException(refusal(subject, schema, e), e);
    }
  }

  private WriterSchema latest(String subject, Schema schema) {
    RegisteredSchema latest = client.latest(subject);
    // The same canonical form means the same fields in the same order: no conversion is needed.
    boolean sameForm =
        SchemaNormalization.toParsingForm(latest.schema())
            .equals(SchemaNormalization.toParsingForm(schema));
    if (sameForm) {
      return new WriterSchema(latest.id(), schema, true);
    }
    if (strict) {
      List<String> faults =
          Compatibility.faults(CompatibilityLevel.BACKWARD, latest.schema(), List.of(schema));
      if (!faults.isEmpty()) {
        throw new SerializationException(
            "Schema "
                + schema.getFullName()
                + " cannot be written with the latest version of subject "
                + subject
                + ": "
                + ErrorLine.oneLine(faults.get(0))
                + "; register a version that fits, or set "
                + RegistryConfig.LATEST_COMPATIBILITY_STRICT
                + "=false.");
      }
    }
    return new WriterSchema(latest.id(), latest.schema(), true);
  }

  private String refusal(String subject, Schema schema, RegistryException e) {
    String name = "Schema " + schema.getFullName();
    if (e.isNotFound()) {
      return name
          + (useLatest
              ? " has no version to be written with, because subject " + subject + " is empty"
              : " is not registered under subject " + subject)
          + "; register it, or set "
          + RegistryConfig.AUTO_REGISTER
          + "=true.";
    }
    if (e.isIncompatible()) {
      return name
          + " is incompatible with the earlier versions of subject "
          + subject
          + " ("
          + ErrorLine.of(e)
          + ").";
    }
    return name + " was refused for subject " + subject + " (" + ErrorLine.of(e) + ").";
  }

  /** A schema and its id. */
  static final class WriterSchema {
    private final int id;
    private final Schema schema;
    private final boolean latest;

    private WriterSchema(int id, Schema schema, boolean latest) {
      this.id = id;
      this.schema = schema;
      this.latest = latest;
    }

    int id() {
      return id;
    }

    /** The schema; the record's own schema object if the record needs no conversion. */
    Schema schema() {
      return schema;
    }

    /** Whether it was the subject's latest version, which may change. */
    boolean isLatest() {
      return latest;
    }
  }
}
