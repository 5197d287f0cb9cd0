package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells SQL sessions apart by what each has set for itself, where nothing names them. That sessions
 * stand side by side shows when settings come back after others: a program that changes its mind
 * does not go back. More kinds of settings than a few are a program that works them out.
 *
 * <p>A session is known by the names of what it sets, so that it is the same one when its owner
 * follows advice about the values; of several with the same names, by the order of the values.
 */
final class SessionFinder {
  /** Kinds of settings told apart. */
  private static final int MOST = 8;

  /** Begin properties that bear on partitions, joins and files. */
  private static final List<String> RELEVANT =
      List.of(
          "spark.sql.shuffle.",
          "spark.sql.adaptive.",
          "spark.sql.autoBroadcastJoinThreshold",
          "spark.sql.broadcastTimeout",
          "spark.sql.files.",
          "spark.databricks.adaptive.",
          "spark.databricks.delta.optimizeWrite.",
          "spark.databricks.delta.autoCompact.");

  private static final Comparator<Map<String, String>> BY_VALUES =
      Comparator.comparing(SessionFinder::values);

  /** Settings by SQL execution; empty when there are no sessions side by side. */
  private final Map<Long, Map<String, String>> settings = new TreeMap<>();

  private final Map<Map<String, String>, String> names = new HashMap<>();

  SessionFinder(Content content) {
    content.sql.values().stream()
        .filter(SqlFacts::startSeen)
        .forEach(sql -> settings.put(sql.executionId, relevant(sql.modifiedConfigs())));
    if (standSideBySide()) {
      name();
    }
  }

  /** The name of the session to which an SQL execution belongs; empty for the application's own. */
  Optional<String> name(long executionId) {
    Map<String, String> own = settings.get(executionId);
    return own == null ? Optional.empty() : Optional.ofNullable(names.get(own));
  }

  private boolean standSideBySide() {
    Set<Map<String, String>> seen = new LinkedHashSet<>();
    Map<String, String> before = null;
    boolean back = false;
    for (Map<String, String> own : settings.values()) {
      back |= !own.equals(before) && !seen.add(own);
      before = own;
    }
    return back && seen.size() <= MOST;
  }

  private void name() {
    Map<String, TreeSet<Map<String, String>>> alike = new TreeMap<>();
    for (Map<String, String> own : settings.values()) {
      if (!own.isEmpty()) {
        alike
            .computeIfAbsent(String.join(",", own.keySet()), k -> new TreeSet<>(BY_VALUES))
            .add(own);
      }
    }
    alike.forEach(
        (name, several) -> {
          int number = 0;
          for (Map<String, String> own : several) {
            number++;
            names.put(own, number == 1 ? name : name + " (" + number + ")");
          }
        });
  }

  private static Map<String, String> relevant(Map<String, String> all) {
    Map<String, String> own = new TreeMap<>();
    all.forEach(
        (property, value) -> {
          if (RELEVANT.stream().anyMatch(requireNonNull(property)::startsWith)) {
            own.put(property, value);
          }
        });
    return own;
  }

  /** Shorter texts first, so that numbers are in their order. */
  private static String values(Map<String, String> own) {
    StringBuilder text = new StringBuilder();
    own.values().forEach(value -> text.append((char) value.length()).append(value));
    return text.toString();
  }
}
