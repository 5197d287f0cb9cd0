package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.setting.PlatformProperties;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A configuration before it is written: values at their places in the platform's document, and the
 * advice that has no place there, with the reason. Every recommendation of a sheet is in it once,
 * here or there.
 */
final class Draft {
  /**
   * A value at its place.
   *
   * @param path names from the top of the document to the value
   * @param value a text, a whole number or a truth value
   * @param comments why it is there, a line each
   */
  record Placed(List<String> path, Object value, List<String> comments) {}

  /**
   * Advice without a place.
   *
   * @param recommendation the advice
   * @param reason why, in one sentence
   */
  record Unplaced(Recommendation recommendation, String reason) {
    /** The sentence, and the explanation that goes with it. */
    List<String> lines() {
      List<String> lines = new ArrayList<>(List.of(sentence()));
      List<String> explanation = Explanation.lines(recommendation);
      // The sentence about advice without a setting is its summary.
      lines.addAll(
          explanation.subList(recommendation.getProperty() == null ? 1 : 0, explanation.size()));
      return lines;
    }

    /** The same in one line. */
    String note() {
      return String.join(" ", lines());
    }

    /** What is left out and why. */
    private String sentence() {
      return recommendation.getProperty() == null
          ? Explanation.line("No setting does this: " + recommendation.getSummary())
          : Explanation.line(
              "Left out: "
                  + recommendation.getProperty()
                  + " = "
                  + recommendation.getRecommended()
                  + ". "
                  + reason);
    }
  }

  private final Map<List<String>, Placed> placed = new LinkedHashMap<>();
  private final Map<Recommendation, List<String>> places = new LinkedHashMap<>();
  private final Set<Recommendation> owners = new HashSet<>();
  private final List<Unplaced> leftOut = new ArrayList<>();

  /**
   * A draft of the settings that a predicate takes, written under their own names; platform
   * settings never are.
   */
  static Draft ofSparkSettings(AdviceSheet sheet, String... under) {
    return ofSparkSettings(sheet, recommendation -> true, "", under);
  }

  /** As {@link #ofSparkSettings(AdviceSheet, String...)}, for some only, the reason else given. */
  static Draft ofSparkSettings(
      AdviceSheet sheet, Predicate<Recommendation> takes, String otherwise, String... under) {
    Draft draft = new Draft();
    for (Recommendation recommendation : sheet.recommendations()) {
      Optional<String> refusal =
          refusal(recommendation).or(() -> DataprocServerless.refusal(sheet, recommendation));
      if (refusal.isPresent()) {
        draft.leaveOut(recommendation, refusal.get());
      } else if (!takes.test(recommendation)) {
        draft.leaveOut(recommendation, otherwise);
      } else {
        List<String> path = new ArrayList<>(List.of(under));
        path.add(property(recommendation));
        draft.put(recommendation, value(recommendation), path);
      }
    }
    return draft;
  }

  /** Why a recommendation can stand in no Spark configuration; empty when it can. */
  static Optional<String> refusal(Recommendation recommendation) {
    String property = recommendation.getProperty();
    if (property == null) {
      return Optional.of("No setting does this.");
    }
    if (!isWritable(recommendation)) {
      return Optional.of("Its value cannot be written.");
    }
    return PlatformProperties.isPlatform(property)
        ? Optional.of(
            "It belongs to Databricks' description of a cluster and is no Spark property.")
        : Optional.empty();
  }

  /** Whether there is a value, in one line. */
  static boolean isWritable(Recommendation recommendation) {
    String value = recommendation.getRecommended();
    return value != null && !value.isBlank() && value.chars().noneMatch(Character::isISOControl);
  }

  /** The property of a recommendation that has one: {@link #refusal} was asked before. */
  static String property(Recommendation recommendation) {
    return requireNonNull(recommendation.getProperty(), "property is null");
  }

  /** The value of a recommendation that has one: {@link #isWritable} was asked before. */
  static String value(Recommendation recommendation) {
    return requireNonNull(recommendation.getRecommended(), "recommended is null");
  }

  /** A value as a whole number of at least {@code least}; empty when it is none. */
  static OptionalLong whole(String value, long least) {
    try {
      long number = Long.parseLong(value.trim());
      return number < least || number > Integer.MAX_VALUE
          ? OptionalLong.empty()
          : OptionalLong.of(number);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Places the value of a recommendation, with its whole explanation. */
  void put(Recommendation recommendation, Object value, List<String> path) {
    put(path, value, Explanation.lines(recommendation));
    places.put(recommendation, List.copyOf(path));
    owners.add(recommendation);
  }

  /** Places a value that other advice needs beside it. */
  void put(List<String> path, Object value, List<String> comments) {
    placed.put(List.copyOf(path), new Placed(List.copyOf(path), value, List.copyOf(comments)));
  }

  /** Adds a comment to what stands at this place. */
  void remark(List<String> path, String comment) {
    placed.computeIfPresent(
        path, (same, was) -> new Placed(was.path(), was.value(), with(was.comments(), comment)));
  }

  /** Notes where a recommendation is honoured, without a value of its own. */
  void honour(Recommendation recommendation, List<String> path) {
    places.put(recommendation, List.copyOf(path));
  }

  /** Leaves a recommendation out. */
  void leaveOut(Recommendation recommendation, String reason) {
    leftOut.add(new Unplaced(recommendation, requireNonNull(reason, "reason is null")));
  }

  /** What stands where, in the order in which it was placed. */
  List<Placed> placed() {
    return List.copyOf(placed.values());
  }

  /** Lines, and one more. */
  static List<String> with(List<String> lines, String more) {
    List<String> longer = new ArrayList<>(lines);
    longer.add(more);
    return longer;
  }

  /** Whether something stands at this place. */
  boolean has(List<String> path) {
    return placed.containsKey(path);
  }

  /** Where each recommendation that is honoured stands. */
  Map<Recommendation, List<String>> places() {
    return Collections.unmodifiableMap(places);
  }

  /** Recommendations that are met by a value which another one has placed. */
  Map<Recommendation, List<String>> honoured() {
    Map<Recommendation, List<String>> honoured = new LinkedHashMap<>(places);
    honoured.keySet().removeAll(owners);
    return honoured;
  }

  /**
   * What is met by a value which another one has placed, with the explanations; a line each.
   *
   * @param name what a place is called
   */
  List<String> honouredLines(Function<List<String>, String> name) {
    List<String> lines = new ArrayList<>();
    honoured()
        .forEach(
            (recommendation, path) -> {
              lines.add(
                  recommendation.getProperty()
                      + " = "
                      + recommendation.getRecommended()
                      + " is met by "
                      + name.apply(path)
                      + ".");
              lines.addAll(Explanation.lines(recommendation));
            });
    return lines;
  }

  /** What is met by another value and what has no place, in the platform's own words. */
  List<String> closing() {
    List<String> closing = honouredLines(path -> String.join(".", path));
    closing.addAll(leftOutLines());
    return closing;
  }

  /** What has no place, with the reasons and explanations; a line each. */
  List<String> leftOutLines() {
    return leftOut.stream().flatMap(left -> left.lines().stream()).toList();
  }

  /** What has no place. */
  List<Unplaced> leftOut() {
    return Collections.unmodifiableList(leftOut);
  }
}
