package io.attune.benchmarks.fleet;

import io.attune.advisor.application.SparkUnits;
import io.attune.schemas.Recommendation;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A right answer to a fault.
 *
 * @param ruleId rule that gives it
 * @param property property that it changes, as a pattern; null when it is advice without a setting
 * @param direction which way
 */
public record Answer(String ruleId, Pattern property, Direction direction) {
  /** Which way a value goes. */
  public enum Direction {
    UP,
    DOWN,
    ANY
  }

  /** Any word of a rule. */
  static Answer any(String ruleId) {
    return new Answer(ruleId, Pattern.compile(".*"), Direction.ANY);
  }

  /** Advice without a setting. */
  static Answer code(String ruleId) {
    return new Answer(ruleId, null, Direction.ANY);
  }

  /** Whatever a rule says of a property. */
  static Answer any(String ruleId, String property) {
    return new Answer(ruleId, Pattern.compile(property), Direction.ANY);
  }

  static Answer up(String ruleId, String property) {
    return new Answer(ruleId, Pattern.compile(property), Direction.UP);
  }

  static Answer down(String ruleId, String property) {
    return new Answer(ruleId, Pattern.compile(property), Direction.DOWN);
  }

  /** Whether a recommendation is this answer. */
  boolean matches(Recommendation recommendation) {
    if (!recommendation.getRuleId().equals(ruleId)) {
      return false;
    }
    String named = recommendation.getProperty();
    if (property == null || named == null) {
      return direction == Direction.ANY && (property == null) == (named == null)
          || property != null && named == null && property.pattern().equals(".*");
    }
    return property.matcher(named).matches() && goes(recommendation);
  }

  private boolean goes(Recommendation recommendation) {
    OptionalLong now = value(recommendation.getCurrent());
    OptionalLong then = value(recommendation.getRecommended());
    return switch (direction) {
      case ANY -> true;
      case UP -> now.isPresent() && then.isPresent() && then.getAsLong() > now.getAsLong();
      case DOWN -> now.isPresent() && then.isPresent() && then.getAsLong() < now.getAsLong();
    };
  }

  private static OptionalLong value(String text) {
    return text == null ? OptionalLong.empty() : SparkUnits.bytes(text, 1);
  }
}
