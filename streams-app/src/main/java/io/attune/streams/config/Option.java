package io.attune.streams.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One setting of Attune: its name, its default as it would be written in a file, its unit and what
 * it is for.
 *
 * @param <T> type of its value
 */
public final class Option<T> {
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
  private static final Pattern BYTES = Pattern.compile("(\\d+)\\s*(B|KiB|MiB|GiB)?");

  private final String name;
  private final String defaultText;
  private final String unit;
  private final String description;
  private final Function<String, T> parser;

  private Option(
      String name,
      String defaultText,
      String unit,
      String description,
      Function<String, T> parser) {
    this.name = requireNonNull(name, "name is null");
    this.defaultText = requireNonNull(defaultText, "defaultText is null");
    this.unit = requireNonNull(unit, "unit is null");
    this.description = requireNonNull(description, "description is null");
    this.parser = requireNonNull(parser, "parser is null");
  }

  static Option<String> text(String name, String defaultText, String description) {
    return new Option<>(name, defaultText, "text", description, text -> text);
  }

  /**
   * A text in a form of its own.
   *
   * @param parser gives the text in its plainest form, or throws IllegalArgumentException with what
   *     it must be
   */
  static Option<String> checked(
      String name,
      String defaultText,
      String unit,
      String description,
      Function<String, String> parser) {
    return new Option<>(name, defaultText, unit, description, parser);
  }

  static Option<String> oneOf(String name, List<String> allowed, String description) {
    return new Option<>(
        name,
        allowed.get(0),
        String.join(" or ", allowed),
        description,
        text -> {
          if (!allowed.contains(text)) {
            throw new IllegalArgumentException("must be " + String.join(" or ", allowed));
          }
          return text;
        });
  }

  static Option<Boolean> flag(String name, boolean defaultValue, String description) {
    return new Option<>(
        name,
        Boolean.toString(defaultValue),
        "true or false",
        description,
        text -> {
          switch (text.toLowerCase(Locale.ROOT)) {
            case "true":
              return true;
            case "false":
              return false;
            default:
              throw new IllegalArgumentException("must be true or false");
          }
        });
  }

  static Option<Integer> number(
      String name, int defaultValue, int min, int max, String unit, String description) {
    return new Option<>(
        name,
        Integer.toString(defaultValue),
        unit,
        description,
        text -> {
          int value;
          try {
            value = Integer.parseInt(text);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number", e);
          }
          if (value < min || value > max) {
            throw new IllegalArgumentException("must be from " + min + " to " + max);
          }
          return value;
        });
  }

  static Option<Duration> duration(String name, String defaultText, String description) {
    return new Option<>(name, defaultText, "duration", description, Option::parseDuration);
  }

  static Option<Long> bytes(String name, String defaultText, String description) {
    return new Option<>(name, defaultText, "bytes", description, Option::parseBytes);
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a duration such as 200ms, 30s, 5m, 6h or 7d");
    }
    long amount = Long.parseLong(matcher.group(1));
    switch (matcher.group(2)) {
      case "ms":
        return Duration.ofMillis(amount);
      case "s":
        return Duration.ofSeconds(amount);
      case "m":
        return Duration.ofMinutes(amount);
      case "h":
        return Duration.ofHours(amount);
      default:
        return Duration.ofDays(amount);
    }
  }

  private static Long parseBytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a size such as 1048576, 512KiB or 64MiB");
    }
    int unit = Arrays.asList("B", "KiB", "MiB", "GiB").indexOf(matcher.group(2));
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * Math.max(0, unit)));
  }

  /** Name in a properties file. */
  public String name() {
    return name;
  }

  /** Name in the environment: {@code ATTUNE_} and the name in capitals, dots as underscores. */
  public String environmentName() {
    return AttuneConfig.ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** Default, as it would be written in a file. */
  public String defaultText() {
    return defaultText;
  }

  /** Unit, or the values it may have. */
  public String unit() {
    return unit;
  }

  /** What it is for. */
  public String description() {
    return description;
  }

  /**
   * Reads a value.
   *
   * @throws ConfigurationException one sentence that names the option, the text and what it must be
   */
  T parse(String text) {
    try {
      return parser.apply(text.trim());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigurationException(
          "The setting " + name + " is '" + text + "' but " + e.getMessage() + ".");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
