package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.events.Redaction;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent's settings, read from an application's Spark properties. Immutable.
 *
 * <p>Never throws for a bad value. A setting with a default falls back to it with a warning;
 * without a required setting {@link #problem()} says why the agent stays off. A wrong setting of
 * the agent must not stop the application.
 */
final class AgentConfig {
  /** Prefix of all settings. */
  static final String PREFIX = "spark.attune.";

  static final String ENABLED = PREFIX + "enabled";
  static final String WORKLOAD = PREFIX + "workload";
  static final String TOPIC_PREFIX = PREFIX + "topic.prefix";
  static final String QUEUE_CAPACITY = PREFIX + "queue.capacity";
  static final String QUEUE_MEMORY = PREFIX + "queue.memory";
  static final String SHUTDOWN_TIMEOUT = PREFIX + "shutdown.timeout";
  static final String REPORT_INTERVAL = PREFIX + "report.interval";
  static final String KAFKA = PREFIX + "kafka.";
  static final String REGISTRY = PREFIX + "schema.registry.";
  static final String BOOTSTRAP = KAFKA + "bootstrap.servers";
  static final String REGISTRY_URL = REGISTRY + "url";

  static final int DEFAULT_QUEUE_CAPACITY = 20_000;
  static final long DEFAULT_QUEUE_MEMORY = 32L << 20;
  static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);
  static final Duration DEFAULT_REPORT_INTERVAL = Duration.ofSeconds(10);

  private static final int MIN_QUEUE_CAPACITY = 16;
  private static final long MIN_QUEUE_MEMORY = 64L << 10;

  private static final Set<String> KNOWN =
      Set.of(
          ENABLED,
          WORKLOAD,
          PREFIX + "owner",
          PREFIX + "objective",
          PREFIX + "deadline",
          PREFIX + "node.type",
          TOPIC_PREFIX,
          QUEUE_CAPACITY,
          QUEUE_MEMORY,
          SHUTDOWN_TIMEOUT,
          REPORT_INTERVAL,
          Redaction.NAMES,
          Redaction.REGEX);

  private static final List<String> KNOWN_PREFIXES =
      List.of(KAFKA, REGISTRY, PREFIX + "labels.", PREFIX + "databricks.", PREFIX + "dataforge.");

  /** Codecs without native code; native libraries do not work in relocated packages. */
  private static final Set<String> CODECS = Set.of("none", "gzip", "lz4");

  static final String DEFAULT_CODEC = "lz4";

  private static final String CODEC = "compression.type";

  private static final Pattern DURATION = Pattern.compile("\\s*(\\d{1,12})\\s*(ms|s|m|min|h|)\\s*");
  private static final Pattern MEMORY = Pattern.compile("\\s*(\\d{1,12})\\s*([kmg]?)b?\\s*");

  private final boolean enabled;
  private final String problem;
  private final List<String> warnings;
  private final Topics topics;
  private final int queueCapacity;
  private final long queueMemory;
  private final Duration shutdownTimeout;
  private final Duration reportInterval;
  private final Map<String, String> kafka;
  private final Map<String, String> registry;

  private AgentConfig(Map<String, String> properties) {
    Reader reader = new Reader(properties);
    this.enabled = reader.flag(ENABLED, true);
    this.topics = new Topics(properties.getOrDefault(TOPIC_PREFIX, Topics.DEFAULT_PREFIX).strip());
    this.queueCapacity =
        (int)
            Math.min(
                Integer.MAX_VALUE,
                reader.number(
                    QUEUE_CAPACITY,
                    Pattern.compile("\\s*(\\d{1,9})()\\s*"),
                    MIN_QUEUE_CAPACITY,
                    DEFAULT_QUEUE_CAPACITY,
                    "a number of events, at least " + MIN_QUEUE_CAPACITY));
    this.queueMemory =
        reader.number(
            QUEUE_MEMORY,
            MEMORY,
            MIN_QUEUE_MEMORY,
            DEFAULT_QUEUE_MEMORY,
            "a size such as 32m, at least 64k");
    this.shutdownTimeout = reader.duration(SHUTDOWN_TIMEOUT, 0, DEFAULT_SHUTDOWN_TIMEOUT);
    this.reportInterval = reader.duration(REPORT_INTERVAL, 100, DEFAULT_REPORT_INTERVAL);
    this.kafka = reader.kafka();
    this.registry = registry(reader.withPrefix(REGISTRY));
    reader.warnings.addAll(Redaction.problems(properties));
    reader.unknown();
    this.warnings = List.copyOf(reader.warnings);
    this.problem = enabled ? problem(properties) : null;
  }

  /**
   * Reads the settings.
   *
   * @param sparkProperties all of the application's properties, or those of Attune
   */
  static AgentConfig of(Map<String, String> sparkProperties) {
    return new AgentConfig(requireNonNull(sparkProperties, "sparkProperties is null"));
  }

  /** Whether the agent is enabled. */
  boolean enabled() {
    return enabled;
  }

  /** Why the agent cannot work, in one sentence; empty when it can or is not enabled. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Warnings about settings that are ignored or replaced, one sentence each. */
  List<String> warnings() {
    return warnings;
  }

  /** The topics that the agent writes to. */
  Topics topics() {
    return topics;
  }

  /** Maximum number of events in the queue. */
  int queueCapacity() {
    return queueCapacity;
  }

  /** Maximum estimated memory of the events in the queue, bytes. */
  long queueMemory() {
    return queueMemory;
  }

  /** Maximum time that the end of the application waits for Kafka. */
  Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  /** Time between two agent reports of an active application. */
  Duration reportInterval() {
    return reportInterval;
  }

  /** Properties of the Kafka producer as set, without the prefix. */
  Map<String, String> kafka() {
    return kafka;
  }

  /** Properties of the schema registry's client, under Confluent's names. */
  Map<String, String> registry() {
    return registry;
  }

  private static String problem(Map<String, String> properties) {
    List<String> missing = new ArrayList<>();
    for (String name : List.of(BOOTSTRAP, REGISTRY_URL)) {
      if (properties.getOrDefault(name, "").isBlank()) {
        missing.add(name);
      }
    }
    return missing.isEmpty()
        ? null
        : String.join(" and ", missing)
            + (missing.size() == 1 ? " is" : " are")
            + " not set, so no events are sent; set "
            + (missing.size() == 1 ? "it" : "them")
            + " with --conf, or remove the Attune agent from the application.";
  }

  /** Confluent prefixes some names (URL, TLS) with {@code schema.registry.} and others not. */
  private static Map<String, String> registry(Map<String, String> settings) {
    Map<String, String> result = new HashMap<>();
    settings.forEach(
        (name, value) ->
            result.put(
                name.equals("url") || name.startsWith("ssl.") ? "schema.registry." + name : name,
                value));
    return Map.copyOf(result);
  }

  /** Reads values and collects warnings about them. */
  private static final class Reader {
    private final Map<String, String> properties;
    private final List<String> warnings = new ArrayList<>();

    private Reader(Map<String, String> properties) {
      this.properties = properties;
    }

    private boolean flag(String name, boolean defaultValue) {
      String value = properties.getOrDefault(name, "").strip();
      if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
        return Boolean.parseBoolean(value);
      }
      if (!value.isEmpty()) {
        warn(name, value, "true or false", String.valueOf(defaultValue));
      }
      return defaultValue;
    }

    private Duration duration(String name, long minMillis, Duration defaultValue) {
      return Duration.ofMillis(
          number(name, DURATION, minMillis, defaultValue.toMillis(), "a duration such as 5s"));
    }

    private long number(String name, Pattern form, long min, long defaultValue, String wanted) {
      String value = properties.get(name);
      if (value == null) {
        return defaultValue;
      }
      Matcher matcher = form.matcher(value.toLowerCase(Locale.ROOT));
      long number =
          matcher.matches() ? Long.parseLong(matcher.group(1)) * unit(form, matcher.group(2)) : -1;
      if (number < min) {
        warn(
            name,
            value,
            wanted,
            form == DURATION ? defaultValue + " ms" : String.valueOf(defaultValue));
        return defaultValue;
      }
      return number;
    }

    private static long unit(Pattern form, String unit) {
      if (form == DURATION) {
        switch (unit) {
          case "ms":
            return 1;
          case "m":
          case "min":
            return 60_000;
          case "h":
            return 3_600_000;
          default:
            return 1_000;
        }
      }
      return unit.isEmpty() ? 1 : 1L << (10 * (1 + "kmg".indexOf(unit)));
    }

    private Map<String, String> withPrefix(String prefix) {
      Map<String, String> result = new TreeMap<>();
      properties.forEach(
          (name, value) -> {
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
              result.put(name.substring(prefix.length()), value.strip());
            }
          });
      return Map.copyOf(result);
    }

    /** The producer's settings, with a compression codec that the agent supports. */
    private Map<String, String> kafka() {
      Map<String, String> settings = withPrefix(KAFKA);
      String codec = settings.get(CODEC);
      if (codec == null || CODECS.contains(codec.toLowerCase(Locale.ROOT))) {
        return settings;
      }
      warnings.add(
          KAFKA
              + CODEC
              + " is '"
              + codec
              + "', which needs native code that the agent does not include; "
              + DEFAULT_CODEC
              + " is used (none and gzip work as well).");
      Map<String, String> supported = new TreeMap<>(settings);
      supported.put(CODEC, DEFAULT_CODEC);
      return Map.copyOf(supported);
    }

    private void unknown() {
      TreeSet<String> names = new TreeSet<>();
      for (String name : properties.keySet()) {
        if (name.startsWith(PREFIX)
            && !KNOWN.contains(name)
            && KNOWN_PREFIXES.stream().noneMatch(name::startsWith)) {
          names.add(name);
        }
      }
      if (!names.isEmpty()) {
        warnings.add("Unknown settings are ignored: " + String.join(", ", names) + ".");
      }
    }

    private void warn(String name, String value, String wanted, String defaultValue) {
      warnings.add(
          name + " is '" + value + "' and has to be " + wanted + "; " + defaultValue + " is used.");
    }
  }
}
