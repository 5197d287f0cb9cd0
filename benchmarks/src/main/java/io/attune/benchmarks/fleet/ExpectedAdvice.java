package io.attune.benchmarks.fleet;

import io.attune.advisor.application.SparkUnits;
import io.attune.schemas.Recommendation;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Advice that is correct for a fault.
 *
 * @param ruleId the rule
 * @param property pattern of the property; null for advice without a setting
 * @param direction direction of the change
 */
public record ExpectedAdvice(String ruleId, Pattern property, Direction direction) {
  /** Direction of a change. */
  public enum Direction {
    UP,
    DOWN,
    ANY
  }

  /** Any advice of a rule. */
  static ExpectedAdvice any(String ruleId) {
    return new ExpectedAdvice(ruleId, Pattern.compile(".*"), Direction.ANY);
  }

  /** Advice without a setting. */
  static ExpectedAdvice code(String ruleId) {
    return new ExpectedAdvice(ruleId, null, Direction.ANY);
  }

  /** Any change of a property by a rule. */
  static ExpectedAdvice any(String ruleId, String property) {
    return new ExpectedAdvice(ruleId, Pattern.compile(property), Direction.ANY);
  }

  static ExpectedAdvice up(String ruleId, String property) {
    return new ExpectedAdvice(ruleId, Pattern.compile(property), Direction.UP);
  }

  static ExpectedAdvice down(String ruleId, String property) {
    return new ExpectedAdvice(ruleId, Pattern.compile(property), Direction.DOWN);
  }

  /** Whether a recommendation is this advice. */
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
