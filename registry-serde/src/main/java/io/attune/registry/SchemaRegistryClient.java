package io.attune.registry;

import java.util.List;
import org.apache.avro.Schema;

/**
 * A client of a schema registry. Implementations are thread-safe. Every method throws {@link
 * RegistryUnavailableException} if the registry is unavailable, {@link RegistryException} if it
 * rejects the request, and Kafka's authentication and authorization exceptions if it rejects the
 * credentials.
 */
public interface SchemaRegistryClient extends AutoCloseable {

  /**
   * Registers a schema under a subject if it is not registered yet.
   *
   * @return the schema's id; the same schema has the same id under all subjects
   * @throws RegistryException 409 if it is incompatible with the subject's earlier versions
   */
  int register(String subject, Schema schema);

  /**
   * Looks up a schema under a subject without registering it.
   *
   * @throws RegistryException 40401 if there is no such subject, 40403 if it does not contain this
   *     schema
   */
  RegisteredSchema lookup(String subject, Schema schema);

  /**
   * Returns the schema with an id.
   *
   * @throws RegistryException 40403 if no schema has this id
   */
  Schema schemaById(int id);

  /**
   * Returns the latest version of a subject.
   *
   * @throws RegistryException 40401 if there is no such subject
   */
  RegisteredSchema latest(String subject);

  /**
   * Returns a version of a subject.
   *
   * @throws RegistryException 40401 if there is no such subject, 40402 if it has no such version
   */
  RegisteredSchema version(String subject, int version);

  /** Returns the names of all subjects. */
  List<String> subjects();

  /**
   * Returns the versions of a subject, in ascending order.
   *
   * @throws RegistryException 40401 if there is no such subject
   */
  List<Integer> versions(String subject);

  /**
   * Returns whether a schema is compatible with the latest version of a subject at the subject's
   * level. With a subject that does not exist, every schema is.
   */
  boolean isCompatible(String subject, Schema schema);

  /**
   * Returns whether a schema is compatible with a version of a subject at the subject's level.
   *
   * @throws RegistryException 40402 if the subject has no such version
   */
  boolean isCompatible(String subject, int version, Schema schema);

  /** Returns the global compatibility level, for subjects without their own. */
  CompatibilityLevel compatibility();

  /** Sets the global compatibility level. */
  void setCompatibility(CompatibilityLevel level);

  /** Returns the level of a subject: its own, or the global one. */
  CompatibilityLevel compatibility(String subject);

  /** Sets a subject's own level. */
  void setCompatibility(String subject, CompatibilityLevel level);

  /** Releases the client's resources. Idempotent. */
  @Override
  void close();
}
