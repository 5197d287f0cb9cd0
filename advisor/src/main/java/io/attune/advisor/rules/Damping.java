package io.attune.advisor.rules;

import io.attune.advisor.application.SettingValues;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Keeps a number that was advised from following the small differences between one run and the
 * next.
 */
public final class Damping {
  private Damping() {}

  /**
   * The number that the newest earlier run under the same setting was advised, when the new one is
   * within {@code advice.hold-ratio} of it either way; else the new one.
   *
   * @param current value in force
   * @param candidate what this run alone asks for, above 0
   */
  public static long hold(RuleContext context, String property, long current, long candidate) {
    List<RunSummary> runs = context.history().runs();
    for (int i = runs.size() - 1; i >= 0; i--) {
      for (PastAdvice advice : runs.get(i).recommended()) {
        if (advice.property().equals(property)) {
          return within(context, advice, current, candidate);
        }
      }
    }
    return candidate;
  }

  private static long within(RuleContext context, PastAdvice advice, long current, long candidate) {
    OptionalDouble held = SettingValues.magnitude(advice.property(), advice.recommended());
    boolean sameSetting =
        advice
            .previous()
            .filter(value -> SettingValues.same(advice.property(), value, Long.toString(current)))
            .isPresent();
    if (!sameSetting || held.isEmpty() || held.getAsDouble() <= 0) {
      return candidate;
    }
    double ratio = candidate / held.getAsDouble();
    double most = context.table().number("advice.hold-ratio");
    return ratio <= most && ratio >= 1 / most ? Math.round(held.getAsDouble()) : candidate;
  }
}
