package io.attune.registry;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * A schema registry in memory, with the protocol's rules: ids and versions from 1, the same id for
 * the same schema under every subject, compatibility {@code BACKWARD} by default. Schemas are the
 * same if their text is, including documentation. With a URL {@code mock://scope}, all clients in
 * this JVM with the same scope share a registry.
 */
public final class InMemorySchemaRegistry implements SchemaRegistryClient {
  private static final Map<String, InMemorySchemaRegistry> SCOPES = new ConcurrentHashMap<>();

  private final Listener listener;
  private final Map<Integer, Schema> byId = new HashMap<>();
  private final Map<String, Integer> idsByText = new HashMap<>();
  private final Map<String, List<RegisteredSchema>> bySubject = new TreeMap<>();
  private final Map<String, CompatibilityLevel> levels = new HashMap<>();
  private CompatibilityLevel level = CompatibilityLevel.BACKWARD;

  /** Creates an empty registry without a scope. */
  public InMemorySchemaRegistry() {
    this(Listener.NONE);
  }

  InMemorySchemaRegistry(Listener listener) {
    this.listener = requireNonNull(listener, "listener is null");
  }

  /** Returns the registry of a scope, creating it if necessary. */
  public static InMemorySchemaRegistry scope(String name) {
    return SCOPES.computeIfAbsent(
        requireNonNull(name, "name is null"), scope -> new InMemorySchemaRegistry());
  }

  /** Removes the registry of a scope. */
  public static void dropScope(String name) {
    SCOPES.remove(requireNonNull(name, "name is null"));
  }

  @Override
  public synchronized int register(String subject, Schema schema) {
    requireNonNull(subject, "subject is null");
    String text = schema.toString();
    List<RegisteredSchema> versions = bySubject.getOrDefault(subject, List.of());
    RegisteredSchema known = find(versions, text);
    if (known != null) {
      return known.id();
    }
    List<String> faults = Compatibility.faults(compatibility(subject), schema, schemas(versions));
    if (!faults.isEmpty()) {
      throw new RegistryException(
          409,
          RegistryException.INCOMPATIBLE,
          "The schema is not "
              + compatibility(subject)
              + " compatible with subject "
              + subject
              + ": "
              + ErrorLine.oneLine(faults.get(0))
              + ".");
    }
    Integer sharedId = idsByText.get(text);
    int id = sharedId != null ? sharedId : nextId();
    RegisteredSchema added =
        new RegisteredSchema(
            subject, versions.size() + 1, id, sharedId != null ? byId.get(id) : schema);
    // Write to disk before memory, so that ids returned to a client survive a crash.
    listener.registered(added);
    restore(added);
    return id;
  }

  @Override
  public synchronized RegisteredSchema lookup(String subject, Schema schema) {
    RegisteredSchema found = find(versionsOf(subject), schema.toString());
    if (found == null) {
      throw notFound(
          RegistryException.SCHEMA_NOT_FOUND, "Subject " + subject + " does not hold this schema.");
    }
    return found;
  }

  @Override
  public synchronized Schema schemaById(int id) {
    Schema schema = byId.get(id);
    if (schema == null) {
      throw notFound(RegistryException.SCHEMA_NOT_FOUND, "No schema has the id " + id + ".");
    }
    return schema;
  }

  @Override
  public synchronized RegisteredSchema latest(String subject) {
    List<RegisteredSchema> versions = versionsOf(subject);
    return versions.get(versions.size() - 1);
  }

  @Override
  public synchronized RegisteredSchema version(String subject, int version) {
    List<RegisteredSchema> versions = versionsOf(subject);
    if (version < 1 || version > versions.size()) {
      throw notFound(
          RegistryException.VERSION_NOT_FOUND,
          "Subject " + subject + " has no version " + version + ".");
    }
    return versions.get(version - 1);
  }

  @Override
  public synchronized List<String> subjects() {
    return new ArrayList<>(bySubject.keySet());
  }

  @Override
  public synchronized List<Integer> versions(String subject) {
    List<Integer> numbers = new ArrayList<>();
    versionsOf(subject).forEach(version -> numbers.add(version.version()));
    return numbers;
  }

  @Override
  public synchronized boolean isCompatible(String subject, Schema schema) {
    return faultsAgainst(subject, schema, null).isEmpty();
  }

  @Override
  public synchronized boolean isCompatible(String subject, int version, Schema schema) {
    return faultsAgainst(subject, schema, version).isEmpty();
  }

  /**
   * Returns the incompatibilities of a schema.
   *
   * @param version the version to compare with; null for the latest, if there is one
   */
  synchronized List<String> faultsAgainst(String subject, Schema schema, Integer version) {
    if (version == null && !bySubject.containsKey(subject)) {
      return List.of();
    }
    RegisteredSchema other = version == null ? latest(subject) : version(subject, version);
    return Compatibility.faults(compatibility(subject), schema, List.of(other.schema()));
  }

  @Override
  public synchronized CompatibilityLevel compatibility() {
    return level;
  }

  @Override
  public synchronized void setCompatibility(CompatibilityLevel newLevel) {
    requireNonNull(newLevel, "newLevel is null");
    listener.levelSet(null, newLevel);
    this.level = newLevel;
  }

  @Override
  public synchronized CompatibilityLevel compatibility(String subject) {
    return levels.getOrDefault(subject, level);
  }

  @Override
  public synchronized void setCompatibility(String subject, CompatibilityLevel newLevel) {
    requireNonNull(subject, "subject is null");
    requireNonNull(newLevel, "newLevel is null");
    listener.levelSet(subject, newLevel);
    levels.put(subject, newLevel);
  }

  /** A subject's own level, or null if it has none. */
  synchronized CompatibilityLevel ownCompatibility(String subject) {
    return levels.get(subject);
  }

  /** Returns the versions of all subjects with an id. */
  synchronized List<RegisteredSchema> usesOf(int id) {
    schemaById(id);
    List<RegisteredSchema> uses = new ArrayList<>();
    bySubject
        .values()
        .forEach(
            versions -> versions.stream().filter(version -> version.id() == id).forEach(uses::add));
    uses.sort(Comparator.comparing(RegisteredSchema::subject));
    return uses;
  }

  /** Restores a version without checking its compatibility. */
  synchronized void restore(RegisteredSchema version) {
    byId.putIfAbsent(version.id(), version.schema());
    idsByText.putIfAbsent(version.schema().toString(), version.id());
    bySubject.computeIfAbsent(version.subject(), name -> new ArrayList<>()).add(version);
  }

  /** Restores a subject's level; the global one if the subject is null. */
  synchronized void restoreLevel(String subject, CompatibilityLevel oldLevel) {
    if (subject == null) {
      level = oldLevel;
    } else {
      levels.put(subject, oldLevel);
    }
  }

  /** Does nothing, because others may use the registry. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "the in-memory schema registry";
  }

  private int nextId() {
    return byId.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
  }

  private List<RegisteredSchema> versionsOf(String subject) {
    List<RegisteredSchema> versions = bySubject.get(subject);
    if (versions == null) {
      throw notFound(
          RegistryException.SUBJECT_NOT_FOUND, "Subject " + subject + " does not exist.");
    }
    return versions;
  }

  private static RegisteredSchema find(List<RegisteredSchema> versions, String text) {
    for (RegisteredSchema version : versions) {
      if (version.schema().toString().equals(text)) {
        return version;
      }
    }
    return null;
  }

  private static List<Schema> schemas(List<RegisteredSchema> versions) {
    List<Schema> schemas = new ArrayList<>();
    versions.forEach(version -> schemas.add(version.schema()));
    return schemas;
  }

  private static RegistryException notFound(int code, String message) {
    return new RegistryException(404, code, message);
  }

  /** Called before every change; an exception prevents the change. */
  interface Listener {
    Listener NONE =
        new Listener() {
          @Override
          public void registered(RegisteredSchema version) {}

          @Override
          public void levelSet(String subject, CompatibilityLevel level) {}
        };

    void registered(RegisteredSchema version);

    void levelSet(String subject, CompatibilityLevel level);
  }
}
