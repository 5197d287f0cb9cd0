package io.attune.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * A client of the registry's REST protocol. Caches what never changes: the schema of an id, and the
 * id of a registered schema object. Errors are not cached.
 */
public final class HttpSchemaRegistryClient implements SchemaRegistryClient {
  private static final int MAX_REFERENCE_DEPTH = 32;

  private final RegistryHttp http;
  private final boolean normalize;
  private final int maxSchemasPerSubject;
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
  private final Map<String, Map<Schema, Integer>> registered = new HashMap<>();

  /**
   * @param config URLs, credentials, TLS, timeouts and retries
   * @throws org.apache.kafka.common.config.ConfigException if the configuration is invalid
   */
  public HttpSchemaRegistryClient(RegistryConfig config) {
    this(config, new RegistryHttp(config));
  }

  HttpSchemaRegistryClient(RegistryConfig config, RegistryHttp http) {
    requireNonNull(config, "config is null");
    this.http = requireNonNull(http, "http is null");
    this.normalize = config.getBoolean(RegistryConfig.NORMALIZE);
    this.maxSchemasPerSubject = config.getInt(RegistryConfig.MAX_SCHEMAS_PER_SUBJECT);
  }

  @Override
  public int register(String subject, Schema schema) {
    Integer known;
    synchronized (registered) {
      known = registered.getOrDefault(subject, Map.of()).get(schema);
    }
    if (known != null) {
      return known;
    }
    JsonNode answer = http.post(subjectPath(subject) + "/versions" + query(), body(schema));
    int id = intField(answer, "id");
    synchronized (registered) {
      Map<Schema, Integer> ids =
          registered.computeIfAbsent(subject, name -> new IdentityHashMap<>());
      if (ids.size() >= maxSchemasPerSubject) {
        ids.clear();
      }
      ids.put(schema, id);
    }
    return id;
  }

  @Override
  public RegisteredSchema lookup(String subject, Schema schema) {
    return registeredSchema(http.post(subjectPath(subject) + query(), body(schema)));
  }

  @Override
  public Schema schemaById(int id) {
    Schema known = byId.get(id);
    if (known != null) {
      return known;
    }
    Schema schema = parse(http.get("/schemas/ids/" + id), "schema id " + id, 0);
    Schema raced = byId.putIfAbsent(id, schema);
    return raced != null ? raced : schema;
  }

  @Override
  public RegisteredSchema latest(String subject) {
    return registeredSchema(http.get(subjectPath(subject) + "/versions/latest"));
  }

  @Override
  public RegisteredSchema version(String subject, int version) {
    return registeredSchema(http.get(subjectPath(subject) + "/versions/" + version));
  }

  @Override
  public List<String> subjects() {
    List<String> subjects = new ArrayList<>();
    http.get("/subjects").forEach(subject -> subjects.add(subject.asText()));
    return subjects;
  }

  @Override
  public List<Integer> versions(String subject) {
    List<Integer> versions = new ArrayList<>();
    http.get(subjectPath(subject) + "/versions").forEach(version -> versions.add(version.asInt()));
    return versions;
  }

  @Override
  public boolean isCompatible(String subject, Schema schema) {
    try {
      return isCompatible(subject, "latest", schema);
    } catch (RegistryException e) {
      if (e.isNotFound()) {
        return true;
      }
      throw e;
    }
  }

  @Override
  public boolean isCompatible(String subject, int version, Schema schema) {
    return isCompatible(subject, Integer.toString(version), schema);
  }

  private boolean isCompatible(String subject, String version, Schema schema) {
    return field(
            http.post(
                "/compatibility" + subjectPath(subject) + "/versions/" + version + query(),
                body(schema)),
            "is_compatible")
        .asBoolean();
  }

  @Override
  public CompatibilityLevel compatibility() {
    return level(http.get("/config"));
  }

  @Override
  public void setCompatibility(CompatibilityLevel level) {
    http.put("/config", body(level));
  }

  @Override
  public CompatibilityLevel compatibility(String subject) {
    try {
      return level(http.get("/config/" + encode(subject) + "?defaultToGlobal=true"));
    } catch (RegistryException e) {
      // Not every registry supports defaultToGlobal.
      if (e.errorCode() == RegistryException.LEVEL_NOT_CONFIGURED || e.isNotFound()) {
        return compatibility();
      }
      throw e;
    }
  }

  @Override
  public void setCompatibility(String subject, CompatibilityLevel level) {
    http.put("/config/" + encode(subject), body(level));
  }

  /** Does nothing: the HTTP client's threads end when it becomes unreachable. */
  @Override
  public void close() {
    byId.clear();
    synchronized (registered) {
      registered.clear();
    }
  }

  @Override
  public String toString() {
    return "the schema registry at " + http.name();
  }

  private RegisteredSchema registeredSchema(JsonNode json) {
    int id = intField(json, "id");
    String subject = field(json, "subject").asText();
    int version = intField(json, "version");
    Schema known = byId.get(id);
    Schema schema =
        known != null ? known : parse(json, "version " + version + " of subject " + subject, 0);
    Schema raced = byId.putIfAbsent(id, schema);
    return new RegisteredSchema(subject, version, id, raced != null ? raced : schema);
  }

  private Schema parse(JsonNode json, String what, int depth) {
    String type = json.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new UnusableSchemaException(what + " is of type " + type + ", not AVRO");
    }
    if (depth > MAX_REFERENCE_DEPTH) {
      throw new UnusableSchemaException(what + " has circular references");
    }
    Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
    for (JsonNode reference : json.path("references")) {
      String subject = field(reference, "subject").asText();
      JsonNode referenced =
          http.get(subjectPath(subject) + "/versions/" + intField(reference, "version"));
      parser.addTypes(
          List.of(parse(referenced, "a schema that " + what + " refers to", depth + 1)));
    }
    try {
      return parser.parse(field(json, "schema").asText());
    } catch (AvroRuntimeException e) {
      throw new UnusableSchemaException(what + " is not valid Avro: " + ErrorLine.of(e));
    }
  }

  private JsonNode field(JsonNode json, String name) {
    JsonNode value = json.get(name);
    if (value == null) {
      throw new RegistryException(
          200,
          200,
          "The schema registry at "
              + http.name()
              + " answered without the field "
              + name
              + "; check that its URL is the base of a schema registry.");
    }
    return value;
  }

  private int intField(JsonNode json, String name) {
    return field(json, name).asInt();
  }

  private CompatibilityLevel level(JsonNode json) {
    String name =
        json.has("compatibilityLevel")
            ? json.get("compatibilityLevel").asText()
            : field(json, "compatibility").asText();
    try {
      return CompatibilityLevel.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          200, 200, "The schema registry has the unknown compatibility level " + name + ".");
    }
  }

  private static ObjectNode body(Schema schema) {
    return RegistryHttp.JSON.createObjectNode().put("schema", schema.toString());
  }

  private static ObjectNode body(CompatibilityLevel level) {
    return RegistryHttp.JSON.createObjectNode().put("compatibility", level.name());
  }

  private String query() {
    return normalize ? "?normalize=true" : "";
  }

  private static String subjectPath(String subject) {
    return "/subjects/" + encode(subject);
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
