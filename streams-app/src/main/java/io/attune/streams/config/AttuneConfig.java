package io.attune.streams.config;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.table.Nearest;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every setting of one Attune, fixed when it starts.
 *
 * <p>Settings come from a properties file, then from the environment, then from what the caller
 * says; the later wins. {@code kafka.*} goes to Kafka Streams and its clients as it is, without the
 * prefix; {@code schema.registry.*} goes to the serde. Any other name that is not in {@link
 * Options} is an error.
 */
public final class AttuneConfig {
  /** Prefix of environment variables. */
  public static final String ENVIRONMENT_PREFIX = "ATTUNE_";

  /** Prefix of settings that go to Kafka as they are. */
  public static final String KAFKA_PREFIX = "kafka.";

  /** Prefix of settings that go to the serde as they are. */
  public static final String REGISTRY_PREFIX = "schema.registry.";

  /** Variables that belong to the launcher and are no settings. */
  private static final Set<String> LAUNCHER =
      Set.of("ATTUNE_HOME", "ATTUNE_CONFIG", "ATTUNE_JAVA", "ATTUNE_JAVA_OPTS");

  /** What the live statistics of a stage take on the heap, with sixteen long tasks kept whole. */
  private static final long STAGE_HEAP_BYTES = 8 << 10;

  private final Map<Option<?>, Object> values;
  private final Map<String, String> kafka;
  private final Map<String, String> registry;

  private AttuneConfig(Map<String, String> given) {
    Map<String, Option<?>> known = new HashMap<>();
    Options.all().forEach(option -> known.put(option.name(), option));
    Map<Option<?>, Object> values = new HashMap<>();
    Map<String, String> kafka = new TreeMap<>();
    Map<String, String> registry = new TreeMap<>();
    given.forEach(
        (name, text) -> {
          Option<?> option = known.get(name);
          if (option != null) {
            values.put(option, option.parse(text));
          } else if (name.startsWith(KAFKA_PREFIX) && name.length() > KAFKA_PREFIX.length()) {
            kafka.put(name.substring(KAFKA_PREFIX.length()), text);
          } else if (name.startsWith(REGISTRY_PREFIX) && name.length() > REGISTRY_PREFIX.length()) {
            registry.put(name, text);
          } else {
            throw new ConfigurationException(
                "The setting "
                    + name
                    + " is not known"
                    + nearest(name, known.keySet())
                    + "; docs/configuration.md lists them all, and settings for Kafka itself begin"
                    + " with \""
                    + KAFKA_PREFIX
                    + "\".");
          }
        });
    for (Option<?> option : Options.all()) {
      values.computeIfAbsent(option, missing -> missing.parse(missing.defaultText()));
    }
    this.values = Map.copyOf(values);
    this.kafka = Collections.unmodifiableMap(kafka);
    this.registry = Collections.unmodifiableMap(registry);
  }

  /** The defaults. */
  public static AttuneConfig defaults() {
    return of(Map.of());
  }

  /**
   * Exactly these settings; defaults for the rest.
   *
   * @throws ConfigurationException when a name is not known or a value not allowed
   */
  public static AttuneConfig of(Map<String, String> settings) {
    return new AttuneConfig(requireNonNull(settings, "settings is null"));
  }

  /**
   * Settings of a file, the environment and the caller, the later winning.
   *
   * @param file properties file, or empty for none
   * @param environment variables, of which those that begin with {@code ATTUNE_} are taken
   * @param overrides by option name, such as from a command line
   * @throws ConfigurationException when the file cannot be read, a name is not known or a value not
   *     allowed
   */
  public static AttuneConfig load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
    Map<String, String> settings = new LinkedHashMap<>();
    file.ifPresent(path -> settings.putAll(read(path)));
    settings.putAll(fromEnvironment(environment));
    settings.putAll(overrides);
    return of(settings);
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new ConfigurationException("The configuration file " + file + " does not exist.", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "The configuration file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(n -> settings.put(n, properties.getProperty(n)));
    return settings;
  }

  private static Map<String, String> fromEnvironment(Map<String, String> environment) {
    Map<String, String> byVariable = new HashMap<>();
    Options.all().forEach(option -> byVariable.put(option.environmentName(), option.name()));
    Map<String, String> settings = new TreeMap<>();
    environment.forEach(
        (variable, text) -> {
          if (!variable.startsWith(ENVIRONMENT_PREFIX) || LAUNCHER.contains(variable)) {
            return;
          }
          String dotted =
              variable
                  .substring(ENVIRONMENT_PREFIX.length())
                  .toLowerCase(Locale.ROOT)
                  .replace('_', '.');
          if (byVariable.containsKey(variable)) {
            settings.put(byVariable.get(variable), text);
          } else if (dotted.startsWith(KAFKA_PREFIX) || dotted.startsWith(REGISTRY_PREFIX)) {
            settings.put(dotted, text);
          } else {
            throw new ConfigurationException(
                "The environment variable "
                    + variable
                    + " names no setting of Attune"
                    + nearest(dotted, Set.copyOf(byVariable.values()))
                    + "; docs/configuration.md lists them all.");
          }
        });
    return settings;
  }

  /** The value of an option. */
  @SuppressWarnings("unchecked")
  public <T> T get(Option<T> option) {
    Object value = values.get(requireNonNull(option, "option is null"));
    if (value == null) {
      throw new IllegalArgumentException(option + " is not in the table");
    }
    return (T) value;
  }

  /** What was given under {@code kafka.}, without that prefix. */
  public Map<String, String> kafka() {
    return kafka;
  }

  /** What was given under {@code schema.registry.}, by its full name, but for the URL. */
  public Map<String, String> registry() {
    return registry;
  }

  /** The topics under the configured prefix. */
  public Topics topics() {
    return new Topics(get(Options.TOPIC_PREFIX));
  }

  /** Whether results are written in transactions. */
  public boolean exactlyOnce() {
    return get(Options.PROCESSING_GUARANTEE).equals("exactly_once_v2");
  }

  /** Shortest time between two commits, under the guarantee that is set. */
  public Duration commitInterval() {
    return get(exactlyOnce() ? Options.COMMIT_INTERVAL_EXACTLY_ONCE : Options.COMMIT_INTERVAL);
  }

  /**
   * Longest time between two commits. It bounds what is read again after a crash, and exactly once
   * how long a transaction stays open.
   */
  public Duration latestCommit() {
    return commitInterval().multipliedBy(exactlyOnce() ? 2 : 12);
  }

  /** Stage attempts kept decoded in memory: what is set, or what the heap allows. */
  public int liveStages() {
    int set = get(Options.LIVE_STAGES);
    return set > 0
        ? set
        : (int) Math.min(10_000_000, Runtime.getRuntime().maxMemory() / 4 / STAGE_HEAP_BYTES);
  }

  /** The state directory, the home directory filled in. */
  public Path stateDirectory() {
    String text = get(Options.STATE_DIR);
    return text.equals("~") || text.startsWith("~/")
        ? Path.of(System.getProperty("user.home") + text.substring(1))
        : Path.of(text);
  }

  private static String nearest(String name, Set<String> known) {
    return known.stream()
        .filter(candidate -> Nearest.distance(candidate, name) <= Math.max(2, name.length() / 5))
        .min((a, b) -> Integer.compare(Nearest.distance(a, name), Nearest.distance(b, name)))
        .map(candidate -> " (did you mean " + candidate + "?)")
        .orElse("");
  }
}
