package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.worth.Worth;
import io.attune.schemas.Severity;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * From when on a change is worth failing a build for: a severity, a cost that a run would save, or
 * a time. Cost and time count where a replay tells them.
 *
 * @param text as it was given
 * @param severity least severity; null when it is about an amount
 * @param cost least cost saved in a run, in the price table's unit; NaN when it is not about one
 * @param timeMs least time saved in a run, milliseconds; NaN when it is not about one
 */
record FailOn(String text, Severity severity, double cost, double timeMs) {
  private static final Pattern AMOUNT =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*(ms|s|min|h)?");

  FailOn {
    requireNonNull(text, "text is null");
  }

  /** Whether a change is worth that much. */
  boolean isMetBy(Worth worth) {
    if (severity != null) {
      return worth.severity().compareTo(severity) >= 0;
    }
    return worth.cost().replayed().orElse(0) >= cost || worth.time().replayed().orElse(0) >= timeMs;
  }

  /** Parses {@code high}, {@code 0.5} or {@code 10min}. */
  static final class Converter implements ITypeConverter<FailOn> {
    @Override
    public FailOn convert(String text) {
      String given = text.trim().toLowerCase(Locale.ROOT);
      for (Severity severity : Severity.values()) {
        if (severity != Severity.UNKNOWN && severity.name().equalsIgnoreCase(given)) {
          return new FailOn(text, severity, Double.NaN, Double.NaN);
        }
      }
      Matcher amount = AMOUNT.matcher(given);
      if (!amount.matches()) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is neither a severity (low, moderate, high, critical) nor a gain of a run:"
                + " a cost such as 0.5, or a time such as 10min");
      }
      double number = Double.parseDouble(amount.group(1));
      return amount.group(2) == null
          ? new FailOn(text, null, number, Double.NaN)
          : new FailOn(text, null, Double.NaN, number * milliseconds(amount.group(2)));
    }

    private static double milliseconds(String unit) {
      return switch (unit) {
        case "ms" -> 1;
        case "s" -> 1_000;
        case "min" -> 60_000;
        default -> 3_600_000;
      };
    }
  }
}
