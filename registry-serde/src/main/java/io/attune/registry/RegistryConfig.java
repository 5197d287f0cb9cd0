package io.attune.registry;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * Configuration of serializers, deserializers and clients, with Confluent's property names. Unknown
 * properties are ignored, because a Kafka client passes its whole configuration to its serializers.
 */
public final class RegistryConfig extends AbstractConfig {
  public static final String URL = "schema.registry.url";
  public static final String AUTO_REGISTER = "auto.register.schemas";
  public static final String USE_LATEST_VERSION = "use.latest.version";
  public static final String LATEST_COMPATIBILITY_STRICT = "latest.compatibility.strict";
  public static final String LATEST_CACHE_TTL_SEC = "latest.cache.ttl.sec";
  public static final String NORMALIZE = "normalize.schemas";
  public static final String MAX_SCHEMAS_PER_SUBJECT = "max.schemas.per.subject";
  public static final String KEY_SUBJECT_NAME_STRATEGY = "key.subject.name.strategy";
  public static final String VALUE_SUBJECT_NAME_STRATEGY = "value.subject.name.strategy";
  public static final String SPECIFIC_READER = "specific.avro.reader";
  public static final String SPECIFIC_KEY_TYPE = "specific.avro.key.type";
  public static final String SPECIFIC_VALUE_TYPE = "specific.avro.value.type";
  public static final String LOGICAL_TYPE_CONVERTERS = "avro.use.logical.type.converters";
  public static final String FAIL_ON_TRAILING_DATA = "avro.fail.on.trailing.data";
  public static final String BASIC_SOURCE = "basic.auth.credentials.source";
  public static final String BASIC_USER_INFO = "basic.auth.user.info";
  public static final String BASIC_USER_INFO_OLD = "schema.registry.basic.auth.user.info";
  public static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  public static final String BEARER_TOKEN = "bearer.auth.token";
  public static final String CONNECT_TIMEOUT_MS = "http.connect.timeout.ms";
  public static final String READ_TIMEOUT_MS = "http.read.timeout.ms";
  public static final String MAX_RETRIES = "max.retries";
  public static final String RETRIES_WAIT_MS = "retries.wait.ms";
  public static final String RETRIES_MAX_WAIT_MS = "retries.max.wait.ms";
  public static final String PROXY_HOST = "proxy.host";
  public static final String PROXY_PORT = "proxy.port";

  /** Prefix of Kafka's {@code ssl.*} names for the connection to the registry. */
  public static final String SSL_NAMESPACE = "schema.registry.";

  /** Scheme of the URL of an in-memory registry; the rest is its scope. */
  public static final String MOCK_SCHEME = "mock://";

  private static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              URL,
              Type.LIST,
              List.of(),
              HIGH,
              "Base URLs of the registry, comma separated; a request goes to the next when one does"
                  + " not answer. mock://<scope> is an in-memory registry of this JVM.")
          .define(
              AUTO_REGISTER,
              Type.BOOLEAN,
              true,
              MEDIUM,
              "Whether a serializer registers schemas that the registry does not hold yet.")
          .define(
              USE_LATEST_VERSION,
              Type.BOOLEAN,
              false,
              LOW,
              "Whether a serializer that does not register writes with the subject's latest"
                  + " version.")
          .define(
              LATEST_COMPATIBILITY_STRICT,
              Type.BOOLEAN,
              true,
              LOW,
              "Whether the latest version must be able to read what the record's own schema"
                  + " writes.")
          .define(
              LATEST_CACHE_TTL_SEC,
              Type.LONG,
              -1L,
              LOW,
              "Seconds after which a serializer asks again for the latest version; -1: never.")
          .define(
              NORMALIZE,
              Type.BOOLEAN,
              false,
              MEDIUM,
              "Whether the registry is asked to normalize schemas on registration and lookup.")
          .define(
              MAX_SCHEMAS_PER_SUBJECT,
              Type.INT,
              1000,
              atLeast(1),
              LOW,
              "Schema objects cached by identity; beyond that number the cache is cleared.")
          .define(
              KEY_SUBJECT_NAME_STRATEGY,
              Type.STRING,
              "TopicNameStrategy",
              MEDIUM,
              "TopicNameStrategy, RecordNameStrategy, TopicRecordNameStrategy, or a class.")
          .define(
              VALUE_SUBJECT_NAME_STRATEGY,
              Type.STRING,
              "TopicNameStrategy",
              MEDIUM,
              "TopicNameStrategy, RecordNameStrategy, TopicRecordNameStrategy, or a class.")
          .define(
              SPECIFIC_READER,
              Type.BOOLEAN,
              null,
              LOW,
              "true: read into generated classes; false: into generic records; not set: into the"
                  + " generated class if it is on the class path.")
          .define(
              SPECIFIC_KEY_TYPE, Type.STRING, null, MEDIUM, "Generated class of a record's key.")
          .define(
              SPECIFIC_VALUE_TYPE,
              Type.STRING,
              null,
              MEDIUM,
              "Generated class of a record's value.")
          .define(
              LOGICAL_TYPE_CONVERTERS,
              Type.BOOLEAN,
              false,
              MEDIUM,
              "Whether generic records hold java.time and BigDecimal values for logical types;"
                  + " generated classes always do as they were generated.")
          .define(
              FAIL_ON_TRAILING_DATA,
              Type.BOOLEAN,
              true,
              LOW,
              "Whether bytes after the datum make a bad record.")
          .define(
              BASIC_SOURCE,
              Type.STRING,
              null,
              MEDIUM,
              "URL: user:password in the URL; USER_INFO: " + BASIC_USER_INFO + "; SASL_INHERIT.")
          .define(BASIC_USER_INFO, Type.PASSWORD, null, MEDIUM, "user:password")
          .define(
              BASIC_USER_INFO_OLD, Type.PASSWORD, null, LOW, "Old name of basic.auth.user.info.")
          .define(BEARER_SOURCE, Type.STRING, null, MEDIUM, "STATIC_TOKEN.")
          .define(BEARER_TOKEN, Type.PASSWORD, null, MEDIUM, "The token.")
          .define(CONNECT_TIMEOUT_MS, Type.INT, 60_000, atLeast(1), LOW, "Milliseconds to connect.")
          .define(
              READ_TIMEOUT_MS,
              Type.INT,
              60_000,
              atLeast(1),
              LOW,
              "Milliseconds from sending a request to its whole answer.")
          .define(
              MAX_RETRIES,
              Type.INT,
              3,
              atLeast(0),
              LOW,
              "Rounds over all URLs after the first one has failed.")
          .define(
              RETRIES_WAIT_MS,
              Type.INT,
              1_000,
              atLeast(0),
              LOW,
              "Longest wait before the first retry, in milliseconds; doubles from retry to retry.")
          .define(
              RETRIES_MAX_WAIT_MS,
              Type.INT,
              20_000,
              atLeast(0),
              LOW,
              "Longest wait before any retry, in milliseconds.")
          .define(PROXY_HOST, Type.STRING, null, LOW, "Host of an HTTP proxy.")
          .define(PROXY_PORT, Type.INT, -1, LOW, "Port of the HTTP proxy.");

  /**
   * @param properties strings or typed values, as in a Kafka client's configuration
   * @throws ConfigException if a value is invalid
   */
  public RegistryConfig(Map<String, ?> properties) {
    super(DEFINITION, withClassNames(properties), false);
  }

  /**
   * Returns the registry's base URLs, without trailing slash.
   *
   * @throws ConfigException if there is none
   */
  public List<String> urls() {
    List<String> urls = new ArrayList<>();
    for (String url : getList(URL)) {
      if (!url.isEmpty()) {
        urls.add(url.endsWith("/") && !url.endsWith("//") ? dropLast(url) : url);
      }
    }
    if (urls.isEmpty()) {
      throw new ConfigException(
          URL + " is missing; set it to the schema registry's URL, e.g. http://localhost:8081.");
    }
    return urls;
  }

  /** The subject name strategy for keys or for values. */
  public SubjectNameStrategy subjectNameStrategy(boolean isKey) {
    String property = isKey ? KEY_SUBJECT_NAME_STRATEGY : VALUE_SUBJECT_NAME_STRATEGY;
    return SubjectNameStrategies.named(property, getString(property));
  }

  /** Returns a duration that is configured in milliseconds. */
  Duration millis(String property) {
    return Duration.ofMillis(getInt(property));
  }

  /** Returns a secret, or null if it is not set or empty. */
  String secret(String property) {
    Password password = getPassword(property);
    return password == null || password.value() == null || password.value().isEmpty()
        ? null
        : password.value();
  }

  /** Returns a string, or null if it is not set or empty. */
  String text(String property) {
    String text = getString(property);
    return text == null || text.isEmpty() ? null : text;
  }

  /** Returns the definition, to generate documentation. */
  public static ConfigDef definition() {
    return new ConfigDef(DEFINITION);
  }

  private static String dropLast(String text) {
    return text.substring(0, text.length() - 1);
  }

  /**
   * Replaces classes by their names, because programs may set class-valued properties to classes.
   */
  private static Map<String, Object> withClassNames(Map<String, ?> properties) {
    Map<String, Object> named = new HashMap<>();
    for (Map.Entry<String, ?> entry : properties.entrySet()) {
      Object value = entry.getValue();
      named.put(entry.getKey(), value instanceof Class ? ((Class<?>) value).getName() : value);
    }
    return named;
  }
}
