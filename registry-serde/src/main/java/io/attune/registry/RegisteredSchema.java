package io.attune.registry;

import static java.util.Objects.requireNonNull;

import org.apache.avro.Schema;

/** A version of a subject in the registry. */
public final class RegisteredSchema {
  private final String subject;
  private final int version;
  private final int id;
  private final Schema schema;

  /**
   * @param subject the subject's name
   * @param version 1 or more
   * @param id the id used in the wire format
   * @param schema the parsed schema
   */
  public RegisteredSchema(String subject, int version, int id, Schema schema) {
    this.subject = requireNonNull(subject, "subject is null");
    this.version = version;
    this.id = id;
    this.schema = requireNonNull(schema, "schema is null");
  }

  /** The subject's name. */
  public String subject() {
    return subject;
  }

  /** Version within the subject, from 1. */
  public int version() {
    return version;
  }

  /** Id within the registry, used in the wire format. */
  public int id() {
    return id;
  }

  /** The schema. */
  public Schema schema() {
    return schema;
  }

  @Override
  public String toString() {
    return subject + " version " + version + " (id " + id + ")";
  }
}
