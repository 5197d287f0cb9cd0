package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error that names a setting or has an accepted remedy.
 *
 * @param id stable id
 * @param words what its text says, as a regular expression
 * @param conditions names of Spark's error conditions with these words
 * @param setting the setting that answers it; empty when only words do
 * @param why a clause that says what happened
 * @param remedy what to do, in sentences; with a setting, what else can be done
 * @param doubt what could make it wrong, a sentence
 * @param answeredBy ids of rules that compute the remedy from figures, so that they come first
 * @param source where words and remedy come from
 */
public record KnownError(
    String id,
    Pattern words,
    List<String> conditions,
    Optional<Setting> setting,
    String why,
    String remedy,
    String doubt,
    List<String> answeredBy,
    String source) {

  /** How the value of a setting is found. */
  public enum Value {
    /** A fixed value. */
    SET,
    /** Twice the value in force. */
    DOUBLE,
    /** Half the value in force, at least 1. */
    HALVE,
    /** A quarter of the value in force, at least 1. */
    QUARTER,
    /** The number that the text tells, with room. */
    AT_LEAST,
    /** From the time that the broadcast side takes. */
    BROADCAST_TIME,
    /** A step of the driver's heap. */
    DRIVER_HEAP
  }

  /**
   * A setting that answers an error.
   *
   * @param property newest name
   * @param value how its value is found
   * @param text the value, when it is fixed; else empty
   */
  public record Setting(String property, Value value, String text) {
    /** Checks the fields. */
    public Setting {
      requireNonNull(property, "property is null");
      requireNonNull(value, "value is null");
      requireNonNull(text, "text is null");
    }
  }

  /** Checks and copies. */
  public KnownError {
    requireNonNull(id, "id is null");
    requireNonNull(words, "words is null");
    requireNonNull(setting, "setting is null");
    requireNonNull(why, "why is null");
    requireNonNull(remedy, "remedy is null");
    requireNonNull(doubt, "doubt is null");
    requireNonNull(source, "source is null");
    conditions = List.copyOf(conditions);
    answeredBy = List.copyOf(answeredBy);
  }

  /** Whether a text is of this error: it has its words, or names one of its conditions. */
  public boolean isIn(String text) {
    return words.matcher(text).find()
        || conditions.stream()
            .filter(condition -> !condition.startsWith("_"))
            .anyMatch(condition -> text.contains("[" + condition + "]"));
  }

  /** The number in a text that the group {@code n} of the words stands for. */
  public OptionalLong number(String text) {
    Matcher matcher = words.matcher(text);
    if (!words.pattern().contains("(?<n>") || !matcher.find() || matcher.group("n") == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(matcher.group("n")));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
