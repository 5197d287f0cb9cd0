package io.attune.streams.rights;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One right, as Kafka's ACLs grant it. READ, WRITE and DELETE each bring DESCRIBE with them.
 *
 * @param type kind of what it is for
 * @param name its name, or what its name begins with
 * @param pattern whether it is the name or its beginning
 * @param operation what may be done
 * @param purpose what for, in a few words
 */
public record Right(
    ResourceType type, String name, PatternType pattern, AclOperation operation, String purpose) {
  /** Checks the fields. */
  public Right {
    requireNonNull(type, "type is null");
    requireNonNull(name, "name is null");
    requireNonNull(pattern, "pattern is null");
    requireNonNull(operation, "operation is null");
    requireNonNull(purpose, "purpose is null");
  }

  static Right onTopic(String name, AclOperation operation, String purpose) {
    return new Right(ResourceType.TOPIC, name, PatternType.LITERAL, operation, purpose);
  }

  /** Such as {@code READ on topic attune.lifecycle}. */
  @Override
  public String toString() {
    return operation
        + " on "
        + type.name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + " "
        + name
        + (pattern == PatternType.PREFIXED ? "*" : "");
  }
}
