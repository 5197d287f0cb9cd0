package io.attune.advisor.render;

import io.attune.advisor.setting.Amounts;
import io.attune.advisor.worth.RunPace;
import io.attune.advisor.worth.SavedAmount;
import io.attune.advisor.worth.Worth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/**
 * What a change is worth, in words: cost and time of a run with their range, and of a month where
 * the runs that were seen tell a pace.
 */
public final class GainText {
  /** What costs are counted in where no price table gives a currency. */
  private static final String NEUTRAL = "unit";

  private GainText() {}

  /** For example {@code Saves 0.54 EUR (0.48 to 0.60) and 10.8 s (9.9 s to 11.2 s) a run.} */
  public static String of(Worth worth) {
    return of(worth, Optional.empty());
  }

  /** The same, and what it comes to in a month. */
  public static String of(Worth worth, Optional<RunPace> pace) {
    List<String> saved = new ArrayList<>();
    List<String> spent = new ArrayList<>();
    add(worth.cost(), amount -> money(amount, worth.cost().unit()), Amounts::amount, saved, spent);
    add(worth.time(), Amounts::duration, Amounts::duration, saved, spent);
    List<String> parts = new ArrayList<>();
    if (worth.reliability()) {
      parts.add("keeps the run from failing");
    }
    if (!saved.isEmpty()) {
      parts.add("saves " + String.join(" and ", saved));
    }
    if (!spent.isEmpty()) {
      parts.add("takes " + String.join(" and ", spent) + " more");
    }
    if (parts.isEmpty()) {
      return "What it saves is not known before it is tried.";
    }
    boolean known = !saved.isEmpty() || !spent.isEmpty();
    String sentence = String.join(", ", parts) + (known ? " a run" : "");
    return capital(sentence)
        + pace.flatMap(each -> month(worth, each)).map(text -> "; " + text).orElse("")
        + ".";
  }

  private static void add(
      SavedAmount amount,
      DoubleFunction<String> shown,
      DoubleFunction<String> bare,
      List<String> saved,
      List<String> spent) {
    if (amount.atMost().isPresent()) {
      saved.add("at most " + shown.apply(amount.atMost().getAsDouble()));
      return;
    }
    double expected = amount.expected().orElse(0);
    if (expected == 0) {
      return;
    }
    String text = shown.apply(Math.abs(expected)) + range(amount, expected > 0 ? 1 : -1, bare);
    (expected > 0 ? saved : spent).add((amount.replayed().isPresent() ? "" : "about ") + text);
  }

  /** The 80 % interval, the smaller end first, where it is known and is one. */
  private static String range(SavedAmount amount, int sign, DoubleFunction<String> bare) {
    if (amount.low().isEmpty() || amount.high().isEmpty()) {
      return "";
    }
    double one = sign * amount.low().getAsDouble();
    double other = sign * amount.high().getAsDouble();
    String low = end(Math.min(one, other), bare);
    String high = end(Math.max(one, other), bare);
    return low.equals(high) ? "" : " (" + low + " to " + high + ")";
  }

  private static String end(double value, DoubleFunction<String> bare) {
    return value < 0 ? "-" + bare.apply(-value) : bare.apply(value);
  }

  /** In a month, what a replay tells; empty where none does. */
  private static Optional<String> month(Worth worth, RunPace pace) {
    Worth month = worth.perMonth(pace);
    List<String> parts = new ArrayList<>();
    month
        .cost()
        .replayed()
        .ifPresent(amount -> parts.add(signed(amount, a -> money(a, month.cost().unit()))));
    month.time().replayed().ifPresent(amount -> parts.add(signed(amount, Amounts::duration)));
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(" and ", parts)
                + " a month at the pace of the "
                + pace.runs()
                + " runs seen in "
                + Amounts.duration(pace.seen().toMillis()));
  }

  private static String signed(double saved, DoubleFunction<String> shown) {
    return saved < 0 ? shown.apply(-saved) + " more" : shown.apply(saved);
  }

  /** An amount with its currency, or in units: {@code 0.54 EUR}, {@code 0.0289 units}. */
  static String money(double amount, String unit) {
    return Amounts.amount(amount) + " " + currency(unit);
  }

  /** The currency, or {@code units} where there is none. */
  static String currency(String unit) {
    return isNeutral(unit) ? "units" : TerminalText.printable(unit);
  }

  /** What the costs are counted in, a sentence; empty where it is a currency. */
  static Optional<String> explained(String unit) {
    return isNeutral(unit)
        ? Optional.of(
            "Without a price table, 1 unit is what one core costs for one hour; --prices FILE"
                + " gives money.")
        : Optional.empty();
  }

  private static boolean isNeutral(String unit) {
    return unit.isEmpty() || unit.equals(NEUTRAL);
  }

  /** Saved as it stands in a column: empty when unknown, with a plus when it is more. */
  static String column(OptionalDouble saved, DoubleFunction<String> shown) {
    return saved.isEmpty()
        ? ""
        : (saved.getAsDouble() < 0 ? "+" : "") + shown.apply(Math.abs(saved.getAsDouble()));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
