package io.attune.advisor.assess;

import io.attune.schemas.Recommendation;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Compares a new value with the bounds that were published with the old one. */
final class Bounds {
  private Bounds() {}

  /**
   * Whether the published recommendation still holds in the light of the new one: the same words,
   * or a number within the published bounds.
   */
  static boolean hold(Recommendation published, Recommendation now) {
    if (published.getProperty() == null || published.getRecommended() == null) {
      return true;
    }
    if (published.getRecommended().equals(now.getRecommended())) {
      return true;
    }
    OptionalDouble value = number(now.getRecommended());
    OptionalDouble lower = number(published.getLowerBound());
    OptionalDouble upper = number(published.getUpperBound());
    return value.isPresent()
        && lower.isPresent()
        && upper.isPresent()
        && lower.getAsDouble() <= value.getAsDouble()
        && value.getAsDouble() <= upper.getAsDouble();
  }

  /** A number, with Spark's suffix for bytes if it has one; empty when it is none. */
  static OptionalDouble number(@Nullable String text) {
    if (text == null || !text.matches("[0-9]+(\\.[0-9]+)?[bkmg]?")) {
      return OptionalDouble.empty();
    }
    char last = text.charAt(text.length() - 1);
    int shift =
        switch (last) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          default -> 0;
        };
    String digits = Character.isDigit(last) ? text : text.substring(0, text.length() - 1);
    return OptionalDouble.of(Double.parseDouble(digits) * (1L << shift));
  }
}
