package io.attune.advisor.rules;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.advisor.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every number that a rule uses, with its unit, its source and what it means. The defaults are the
 * resource {@code rules.yaml}; a user's own values merge over them.
 */
public final class RuleTable {
  private static final String RESOURCE = "rules.yaml";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Map<String, Entry> entries;

  private RuleTable(Map<String, Entry> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /**
   * A number of the table.
   *
   * @param key rule or group, a dot, and the name, such as {@code skew.ratio}
   * @param value value in force
   * @param defaultValue value as shipped
   * @param unit bytes, ms, count, share (0 to 1) or ratio
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

  /** The table as shipped. */
  public static RuleTable standard() {
    try (InputStream in = RuleTable.class.getResourceAsStream(RESOURCE)) {
      Map<String, Entry> entries = new TreeMap<>();
      JsonNode root = YAML.readTree(requireNonNull(in, RESOURCE + " is missing"));
      for (Map.Entry<String, JsonNode> group : root.properties()) {
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
          check(entry);
          if (entries.put(key, entry) != null) {
            throw new IllegalStateException("rules.yaml has " + key + " twice");
          }
        }
      }
      return new RuleTable(entries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * This table with a user's values over it.
   *
   * @param yaml a mapping from key to number, either flat ({@code skew.ratio: 6}) or by group
   *     ({@code skew: {ratio: 6}})
   * @throws RuleTableException when it is no such mapping, a key is not in the table, or a value is
   *     out of range; the message is one sentence for the user
   */
  public RuleTable with(String yaml) {
    JsonNode root;
    try {
      root = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new RuleTableException("The rule table is not valid YAML: " + e.getOriginalMessage());
    }
    if (root.isMissingNode() || root.isNull()) {
      return this;
    }
    if (!root.isObject()) {
      throw new RuleTableException(
          "The rule table must be a mapping from a name to a number, such as 'skew.ratio: 6'.");
    }
    Map<String, Entry> merged = new TreeMap<>(entries);
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getValue().isObject()) {
        for (Map.Entry<String, JsonNode> inner : field.getValue().properties()) {
          override(merged, field.getKey() + "." + inner.getKey(), inner.getValue());
        }
      } else {
        override(merged, field.getKey(), field.getValue());
      }
    }
    return new RuleTable(merged);
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException when the table has no such key
   */
  public double number(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      throw new IllegalArgumentException("the rule table has no number " + key);
    }
    return entry.value();
  }

  /** A number, rounded to a whole one: bytes, milliseconds, a count. */
  public long whole(String key) {
    return Math.round(number(key));
  }

  /** All numbers, by key. */
  public Collection<Entry> entries() {
    return entries.values();
  }

  private static void override(Map<String, Entry> merged, String key, JsonNode value) {
    Entry entry = merged.get(key);
    if (entry == null) {
      throw new RuleTableException(
          "The rule table has no number '"
              + key
              + "'; did you mean '"
              + nearest(merged, key)
              + "'?");
    }
    if (!value.isNumber()) {
      throw new RuleTableException(
          "'"
              + key
              + "' in the rule table must be a number ("
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
    check(changed);
    merged.put(key, changed);
  }

  private static void check(Entry entry) {
    boolean share = entry.unit().equals("share");
    if (!(entry.value() >= 0) || Double.isInfinite(entry.value()) || share && entry.value() > 1) {
      throw new RuleTableException(
          "'"
              + entry.key()
              + "' in the rule table must be "
              + (share ? "a share between 0 and 1" : "zero or more")
              + ", not "
              + entry.value()
              + ".");
    }
  }

  private static String nearest(Map<String, Entry> entries, String key) {
    Iterator<String> keys =
        entries.keySet().stream()
            .sorted(
                Comparator.<String>comparingInt(k -> Nearest.distance(k, key))
                    .thenComparing(k -> k))
            .iterator();
    return keys.next();
  }
}
