package io.attune.advisor.compare;

import io.attune.advisor.setting.Amounts;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** Two amounts of the same thing in a clause; none where they are about the same. */
final class Differences {
  /** Amounts within this factor are about the same: one run differs from the next by as much. */
  private static final double FACTOR = 1.1;

  private Differences() {}

  static Optional<String> bytes(String what, double before, double after) {
    return clause(what, before, after, Amounts::bytes);
  }

  static Optional<String> duration(String what, double beforeMs, double afterMs) {
    return clause(what, beforeMs, afterMs, Amounts::duration);
  }

  static Optional<String> count(String what, double before, double after) {
    return clause(what, before, after, value -> Amounts.count(Math.round(value)));
  }

  /** By which factor they differ, at least 1; that of nothing and something is the largest. */
  static double factor(double before, double after) {
    double less = Math.min(before, after);
    double more = Math.max(before, after);
    return more <= 0 ? 1 : less <= 0 ? Double.MAX_VALUE : more / less;
  }

  private static Optional<String> clause(
      String what, double before, double after, DoubleFunction<String> shown) {
    if (factor(before, after) < FACTOR || shown.apply(before).equals(shown.apply(after))) {
      return Optional.empty();
    }
    String times =
        before > 0 && after > 0 ? String.format(Locale.ROOT, " (× %.2g)", after / before) : "";
    return Optional.of(
        what + " " + shown.apply(after) + " instead of " + shown.apply(before) + times);
  }
}
