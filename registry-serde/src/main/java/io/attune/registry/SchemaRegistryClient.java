package io.attune.registry;

import java.util.List;
import org.apache.avro.Schema;

/**
 * What a schema registry does, independent of where it is. Implementations are safe for use by many
 * threads. Every method throws {@link RegistryUnavailableException} when the registry cannot be
 * asked, and {@link RegistryException} when it refuses; nothing else, apart from Kafka's
 * authentication and authorization exceptions where credentials are refused.
 */
public interface SchemaRegistryClient extends AutoCloseable {

  /**
   * Registers a schema under a subject, or finds it there.
   *
   * @return the schema's id; the same for the same schema, whatever the subject
   * @throws RegistryException 409 if it is incompatible with the subject's earlier versions
   */
  int register(String subject, Schema schema);

  /**
   * Finds a schema under a subject without registering it.
   *
   * @throws RegistryException 40401 if there is no such subject, 40403 if it does not hold this
   *     schema
   */
  RegisteredSchema lookup(String subject, Schema schema);

  /**
   * The schema with an id.
   *
   * @throws RegistryException 40403 if no schema has this id
   */
  Schema schemaById(int id);

  /**
   * The latest version of a subject.
   *
   * @throws RegistryException 40401 if there is no such subject
   */
  RegisteredSchema latest(String subject);

  /**
   * One version of a subject.
   *
   * @throws RegistryException 40401 if there is no such subject, 40402 if it has no such version
   */
  RegisteredSchema version(String subject, int version);

  /** The names of all subjects. */
  List<String> subjects();

  /**
   * The versions of a subject, ascending.
   *
   * @throws RegistryException 40401 if there is no such subject
   */
  List<Integer> versions(String subject);

  /**
   * Whether a schema would be compatible with the latest version of a subject under the subject's
   * level. A subject that does not exist yet takes every schema.
   */
  boolean isCompatible(String subject, Schema schema);

  /**
   * Whether a schema would be compatible with one version of a subject under the subject's level.
   *
   * @throws RegistryException 40402 if the subject has no such version
   */
  boolean isCompatible(String subject, int version, Schema schema);

  /** The level that holds for subjects without one of their own. */
  CompatibilityLevel compatibility();

  /** Sets the level that holds for subjects without one of their own. */
  void setCompatibility(CompatibilityLevel level);

  /** The level that holds for a subject: its own, or the general one. */
  CompatibilityLevel compatibility(String subject);

  /** Sets a subject's own level. */
  void setCompatibility(String subject, CompatibilityLevel level);

  /** Frees what the client holds. Idempotent. */
  @Override
  void close();
}
