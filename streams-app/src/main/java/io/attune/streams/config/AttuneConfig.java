package io.attune.streams.config;

import static java.util.Objects.requireNonNull;

import io.attune.registry.TokenLogin;
import io.attune.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;

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

  /** What the live statistics of a stage take on the heap, with sixteen long tasks kept whole. */
  private static final long STAGE_HEAP_BYTES = 8 << 10;

  private final Map<String, Object> values;
  private final Map<String, String> kafka;
  private final Map<String, String> registry;

  private AttuneConfig(Map<String, String> settings) {
    Map<String, String> own = new HashMap<>();
    Map<String, String> kafka = new TreeMap<>();
    Map<String, String> registry = new TreeMap<>();
    settings.forEach(
        (name, text) -> {
          if (Options.DEFINITION.names().contains(name)) {
            own.put(name, text.trim());
          } else if (name.startsWith(KAFKA_PREFIX)) {
            kafka.put(name.substring(KAFKA_PREFIX.length()), text);
          } else {
            registry.put(name, text);
          }
        });
    for (ConfigValue value : Options.DEFINITION.validate(own)) {
      if (!value.errorMessages().isEmpty()) {
        throw new ConfigurationException(
            String.format(
                "The setting %s is '%s' but must be %s.",
                value.name(),
                own.get(value.name()),
                Allowed.of(Options.DEFINITION.configKeys().get(value.name()))));
      }
    }
    this.values = Map.copyOf(Options.DEFINITION.parse(own));
    this.kafka = Collections.unmodifiableMap(TokenLogin.completed(kafka));
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
    return load(Optional.empty(), Map.of(), settings);
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
    ConfigurationSources sources = new ConfigurationSources(Options.RENAMED);
    file.ifPresent(sources::file);
    return of(sources.environment(environment).settings(overrides));
  }

  static AttuneConfig of(ConfigurationSources sources) {
    return new AttuneConfig(sources.settings());
  }

  /** The value of an option. */
  public <T> T get(Option<T> option) {
    Object value = values.get(requireNonNull(option, "option is null").name());
    if (value == null) {
      throw new IllegalArgumentException(option + " is not in the table");
    }
    return option.conversion().apply(value);
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

  /** Consumer group in which instances share out what webhooks are told; empty when nobody is. */
  public Optional<String> noticesGroup() {
    return get(Options.NOTICES_FILE).isBlank()
        ? Optional.empty()
        : Optional.of(get(Options.APPLICATION_ID) + "-notices");
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

  /**
   * What the decoded values of a kind may take in each partition, as the size of their binary
   * forms: a part of the heap, which decoded values take several times over.
   *
   * @param part one of so many parts of the heap, for all partitions
   */
  public long liveBytes(int part) {
    long all = Runtime.getRuntime().maxMemory() / part;
    return Math.max(1 << 20, all / get(Options.TOPIC_PARTITIONS));
  }

  /** The state directory, the home directory filled in. */
  public Path stateDirectory() {
    String text = get(Options.STATE_DIR);
    return text.equals("~") || text.startsWith("~/")
        ? Path.of(System.getProperty("user.home") + text.substring(1))
        : Path.of(text);
  }
}
