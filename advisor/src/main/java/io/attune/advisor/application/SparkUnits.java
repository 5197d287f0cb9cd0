package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads sizes and durations as Spark does (its {@code JavaUtils.byteStringAs} and {@code
 * timeStringAs}): a whole number and an optional suffix, which without a suffix counts in the
 * property's own unit. Fractions, other suffixes and overflow are nonsense, and give empty.
 */
public final class SparkUnits {
  /** Bytes of a kibibyte. */
  public static final long KIB = 1024;

  /** Bytes of a mebibyte. */
  public static final long MIB = 1024 * KIB;

  /** Bytes of a gibibyte. */
  public static final long GIB = 1024 * MIB;

  private static final Pattern NUMBER = Pattern.compile("(-?[0-9]+)([a-z]+)?");

  private SparkUnits() {}

  /**
   * A size.
   *
   * @param text such as {@code 512m}, {@code 1g}, {@code 64MB}, {@code 4096}
   * @param unitBytes bytes of one when there is no suffix: {@link #MIB} for spark.executor.memory,
   *     1 for most SQL settings
   * @return bytes; empty when it is no size
   */
  public static OptionalLong bytes(String text, long unitBytes) {
    requireNonNull(text, "text is null");
    Matcher matcher = NUMBER.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String suffix = matcher.group(2);
    long unit =
        switch (suffix == null ? "" : suffix) {
          case "" -> unitBytes;
          case "b" -> 1;
          case "k", "kb" -> KIB;
          case "m", "mb" -> MIB;
          case "g", "gb" -> GIB;
          case "t", "tb" -> 1024 * GIB;
          case "p", "pb" -> 1024 * 1024 * GIB;
          default -> 0;
        };
    return times(matcher.group(1), unit);
  }

  /**
   * A duration.
   *
   * @param text such as {@code 60s}, {@code 5min}, {@code 100ms}, {@code 30}
   * @param unitMs milliseconds of one when there is no suffix
   * @return milliseconds, microseconds rounded down; empty when it is no duration
   */
  public static OptionalLong millis(String text, long unitMs) {
    requireNonNull(text, "text is null");
    Matcher matcher = NUMBER.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String suffix = matcher.group(2) == null ? "" : matcher.group(2);
    if (suffix.equals("us")) {
      OptionalLong micros = times(matcher.group(1), 1);
      return micros.isEmpty() ? micros : OptionalLong.of(micros.getAsLong() / 1000);
    }
    long unit =
        switch (suffix) {
          case "" -> unitMs;
          case "ms" -> 1;
          case "s" -> 1000;
          case "m", "min" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> 0;
        };
    return times(matcher.group(1), unit);
  }

  private static OptionalLong times(String number, long unit) {
    if (unit == 0) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Math.multiplyExact(Long.parseLong(number), unit));
    } catch (NumberFormatException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
