package io.attune.streams.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as they stand in a configuration. */
final class UnitSuffixes {
  static final String DURATIONS = "a duration such as 200ms, 30s, 5m, 6h or 7d";
  static final String SIZES = "a size such as 1048576, 512KiB or 64MiB";

  private static final Pattern DURATION = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(|B|KiB|MiB|GiB)");
  private static final List<String> BINARY = List.of("KiB", "MiB", "GiB");

  private UnitSuffixes() {}

  /** A duration; ArithmeticException when it is longer than {@link Duration} holds. */
  static Duration duration(String text) {
    Matcher matcher = matched(DURATION, text);
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** A size in bytes; ArithmeticException when it is more than a long holds. */
  static long bytes(String text) {
    Matcher matcher = matched(SIZE, text);
    int power = BINARY.indexOf(matcher.group(2)) + 1;
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
  }

  private static Matcher matched(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return matcher;
  }
}
