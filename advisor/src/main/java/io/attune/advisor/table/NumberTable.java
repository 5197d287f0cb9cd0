package io.attune.advisor.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Numbers by key, each with its default, its unit, its source and what it means; a user's own
 * values merge over the defaults. Immutable.
 */
public final class NumberTable {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Title title;
  private final Map<String, Entry> entries;

  private NumberTable(Title title, Map<String, Entry> entries) {
    this.title = title;
    this.entries = Collections.unmodifiableMap(entries);
  }

  /**
   * What the table is called in a sentence for the user.
   *
   * @param name with its article left out, such as {@code rule table}
   * @param example an entry, such as {@code skew.ratio: 6}
   * @param failure makes the exception of a sentence
   */
  public record Title(
      String name, String example, Function<String, ? extends TableException> failure) {
    public Title {
      requireNonNull(name, "name is null");
      requireNonNull(example, "example is null");
      requireNonNull(failure, "failure is null");
    }
  }

  /**
   * A number of the table.
   *
   * @param key group, a dot, and the name, such as {@code skew.ratio}
   * @param value value in force
   * @param defaultValue value as shipped
   * @param unit bytes, ms, count, share (0 to 1), ratio, or what the table says
   * @param source where the default comes from
   * @param description what it does
   */
  public record Entry(
      String key,
      double value,
      double defaultValue,
      String unit,
      String source,
      String description) {}

  /**
   * Reads the defaults.
   *
   * @param groups a mapping from group to a list of numbers, each with {@code name}, {@code
   *     default}, {@code unit}, {@code source} and {@code description}
   */
  public static NumberTable of(Title title, JsonNode groups) {
    Map<String, Entry> entries = new TreeMap<>();
    for (Map.Entry<String, JsonNode> group : groups.properties()) {
      for (JsonNode number : group.getValue()) {
        String key = group.getKey() + "." + number.required("name").asText();
        double value = number.required("default").asDouble();
        Entry entry =
            new Entry(
                key,
                value,
                value,
                number.required("unit").asText(),
                number.required("source").asText(),
                number.required("description").asText());
        check(title, entry);
        if (entries.put(key, entry) != null) {
          throw new IllegalStateException("the " + title.name() + " has " + key + " twice");
        }
      }
    }
    return new NumberTable(title, entries);
  }

  /** Reads a resource that comes with the program. */
  public static JsonNode resource(Class<?> neighbour, String name) {
    try (InputStream in = neighbour.getResourceAsStream(name)) {
      return YAML.readTree(requireNonNull(in, name + " is missing"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a user's YAML.
   *
   * @return empty when it holds nothing
   * @throws TableException when it is no mapping
   */
  public static Optional<JsonNode> parse(Title title, String yaml) {
    JsonNode root;
    try {
      root = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw title
          .failure()
          .apply("The " + title.name() + " is not valid YAML: " + e.getOriginalMessage());
    }
    if (root.isMissingNode() || root.isNull()) {
      return Optional.empty();
    }
    if (!root.isObject()) {
      throw title
          .failure()
          .apply(
              "The "
                  + title.name()
                  + " must be a mapping from a name to a number, such as '"
                  + title.example()
                  + "'.");
    }
    return Optional.of(root);
  }

  /**
   * This table with a user's values over it.
   *
   * @param values a mapping from key to number, either flat ({@code skew.ratio: 6}) or by group
   *     ({@code skew: {ratio: 6}})
   * @throws TableException when a key is not in the table, or a value is out of range
   */
  public NumberTable with(JsonNode values) {
    Map<String, Entry> merged = new TreeMap<>(entries);
    for (Map.Entry<String, JsonNode> field : values.properties()) {
      if (field.getValue().isObject()) {
        for (Map.Entry<String, JsonNode> inner : field.getValue().properties()) {
          override(merged, field.getKey() + "." + inner.getKey(), inner.getValue());
        }
      } else {
        override(merged, field.getKey(), field.getValue());
      }
    }
    return new NumberTable(title, merged);
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException when the table has no such key
   */
  public double number(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      throw new IllegalArgumentException("the " + title.name() + " has no number " + key);
    }
    return entry.value();
  }

  /** All numbers, by key. */
  public Collection<Entry> entries() {
    return entries.values();
  }

  /** The sentence for a key that does not exist. */
  public static TableException unknown(Title title, String key, Collection<String> known) {
    return title
        .failure()
        .apply(
            "The "
                + title.name()
                + " has no number '"
                + key
                + "'"
                + Nearest.of(known, key).map(near -> "; did you mean '" + near + "'?").orElse("."));
  }

  private void override(Map<String, Entry> merged, String key, JsonNode value) {
    Entry entry = merged.get(key);
    if (entry == null) {
      throw unknown(title, key, merged.keySet());
    }
    if (!value.isNumber()) {
      throw title
          .failure()
          .apply(
              "'"
                  + key
                  + "' in the "
                  + title.name()
                  + " must be a number ("
                  + entry.unit()
                  + "), not '"
                  + value.asText()
                  + "'.");
    }
    Entry changed =
        new Entry(
            key,
            value.asDouble(),
            entry.defaultValue(),
            entry.unit(),
            entry.source(),
            entry.description());
    check(title, changed);
    merged.put(key, changed);
  }

  private static void check(Title title, Entry entry) {
    boolean share = entry.unit().equals("share");
    if (!(entry.value() >= 0) || Double.isInfinite(entry.value()) || share && entry.value() > 1) {
      throw title
          .failure()
          .apply(
              "'"
                  + entry.key()
                  + "' in the "
                  + title.name()
                  + " must be "
                  + (share ? "a share between 0 and 1" : "zero or more")
                  + ", not "
                  + entry.value()
                  + ".");
    }
  }
}
