package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is to hear of an application, as its owner says: {@code spark.attune.owner} and {@code
 * spark.attune.labels.<name>}. It has no influence on advice.
 *
 * @param owner a team, a person, an address; empty when nobody is named
 * @param labels at most {@value #MOST_LABELS}, by name
 */
public record Routing(Optional<String> owner, SortedMap<String, String> labels) {
  /** Property that names the owner. */
  public static final String OWNER = "spark.attune.owner";

  /** What the properties that are labels begin with. */
  public static final String LABELS = "spark.attune.labels.";

  private static final int MOST_LABELS = 64;
  private static final int LONGEST = 256;

  /** Copies the labels. */
  public Routing {
    requireNonNull(owner, "owner is null");
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** What an application's properties say; blank values count as none. */
  public static Routing of(Map<String, String> properties) {
    TreeMap<String, String> labels = new TreeMap<>();
    properties.forEach(
        (property, value) -> {
          if (property.startsWith(LABELS) && property.length() > LABELS.length()) {
            known(value).ifPresent(text -> labels.put(property.substring(LABELS.length()), text));
          }
        });
    while (labels.size() > MOST_LABELS) {
      labels.pollLastEntry();
    }
    return new Routing(known(properties.get(OWNER)), labels);
  }

  private static Optional<String> known(@Nullable String value) {
    return Optional.ofNullable(value)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> Facts.cut(text, LONGEST));
  }
}
