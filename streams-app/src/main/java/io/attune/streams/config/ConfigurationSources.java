package io.attune.streams.config;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.table.Nearest;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings by name, collected from one source after the other; the later wins. A name of the
 * release before is taken as that of today, with a warning; an unknown name is an error.
 */
final class ConfigurationSources {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationSources.class);

  /** Variables of the launcher and of other commands, which are no settings. */
  private static final Set<String> FOREIGN_VARIABLES =
      Set.of("ATTUNE_OPTS", "ATTUNE_BUILD", "ATTUNE_URL", "ATTUNE_TOKEN");

  private final Map<String, String> renamed;
  private final Map<String, String> settings = new TreeMap<>();

  /**
   * @param renamed former names, each with the name of today
   */
  ConfigurationSources(Map<String, String> renamed) {
    this.renamed = requireNonNull(renamed, "renamed is null");
  }

  /** What was collected, by the names of today. */
  Map<String, String> settings() {
    return settings;
  }

  /** Adds a properties file. */
  ConfigurationSources file(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new ConfigurationException("The configuration file " + file + " does not exist.", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "The configuration file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
    Map<String, String> source = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> source.put(n, properties.getProperty(n)));
    return settings(source);
  }

  /** Adds variables that begin with {@code ATTUNE_}; no name has a {@code _}, so each is a dot. */
  ConfigurationSources environment(Map<String, String> environment) {
    String prefix = AttuneConfig.ENVIRONMENT_PREFIX;
    Map<String, String> source = new HashMap<>();
    environment.forEach(
        (variable, text) -> {
          if (variable.startsWith(prefix) && !FOREIGN_VARIABLES.contains(variable)) {
            String name = variable.substring(prefix.length()).toLowerCase(Locale.ROOT);
            source.put(known(name.replace('_', '.'), ", from " + variable + ","), text);
          }
        });
    return settings(source);
  }

  /** Adds settings by name. */
  ConfigurationSources settings(Map<String, String> source) {
    source.forEach(
        (name, text) -> {
          String current = renamed.getOrDefault(known(name, ""), name);
          if (!current.equals(name)) {
            LOG.warn(
                "The setting {} is called {} now; the next release will not know the old name.",
                name,
                current);
          }
          if (current.equals(name) || !source.containsKey(current)) {
            settings.put(current, text);
          }
        });
    return this;
  }

  private String known(String name, String where) {
    Set<String> names = Options.DEFINITION.names();
    if (names.contains(name)
        || renamed.containsKey(name)
        || isUnder(AttuneConfig.KAFKA_PREFIX, name)
        || isUnder(AttuneConfig.REGISTRY_PREFIX, name)) {
      return name;
    }
    String nearest =
        Nearest.of(names, name)
            .filter(known -> Nearest.distance(known, name) <= Math.max(2, name.length() / 5))
            .map(known -> " (did you mean " + known + "?)")
            .orElse("");
    throw new ConfigurationException(
        String.format(
            "The setting %s%s is not known%s; docs/configuration.md lists them all, and settings for"
                + " Kafka itself begin with \"%s\".",
            name, where, nearest, AttuneConfig.KAFKA_PREFIX));
  }

  private static boolean isUnder(String prefix, String name) {
    return name.startsWith(prefix) && name.length() > prefix.length();
  }
}
