package io.attune.advisor.setting;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SettingValues;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A change of one Spark property. Values stand as Spark parses them: memory as {@code 1536m},
 * counts as integers, switches as {@code true} or {@code false}.
 *
 * @param property Spark's own name
 * @param current value in force, when known
 * @param recommended value advised
 * @param lowerBound below it the value would be too low
 * @param upperBound above it the value would be too high
 * @param uncapped what the formula gave before limits and steps
 * @param unit bytes, count, ratio or none
 * @param rollback value to go back to; empty: remove the setting
 * @param magnitude the recommended value as a number, to compare two pieces of advice for one
 *     property
 */
public record SettingChange(
    String property,
    Optional<String> current,
    String recommended,
    Optional<String> lowerBound,
    Optional<String> upperBound,
    Optional<String> uncapped,
    String unit,
    Optional<String> rollback,
    double magnitude) {

  private static final long MIB = 1L << 20;
  private static final long KIB = 1L << 10;

  public SettingChange {
    requireNonNull(property, "property is null");
    requireNonNull(current, "current is null");
    requireNonNull(recommended, "recommended is null");
    requireNonNull(lowerBound, "lowerBound is null");
    requireNonNull(upperBound, "upperBound is null");
    requireNonNull(uncapped, "uncapped is null");
    requireNonNull(unit, "unit is null");
    requireNonNull(rollback, "rollback is null");
  }

  /**
   * A whole number, such as a count of partitions.
   *
   * @param current value in force
   * @param rollback what was set explicitly; empty when the current value is Spark's default
   * @throws IllegalArgumentException when not lower ≤ recommended ≤ upper
   */
  public static SettingChange count(
      String property,
      long current,
      long recommended,
      long lower,
      long upper,
      long uncapped,
      Optional<String> rollback) {
    checkOrder(property, lower, recommended, upper);
    return new SettingChange(
        property,
        Optional.of(Long.toString(current)),
        Long.toString(recommended),
        Optional.of(Long.toString(lower)),
        Optional.of(Long.toString(upper)),
        Optional.of(Long.toString(uncapped)),
        "count",
        rollback,
        recommended);
  }

  /**
   * An amount of memory or a size, in bytes; written in whole mebibytes, as {@code 1536m}, when it
   * is one, else in bytes with the suffix {@code b}.
   *
   * @param current value in force
   * @param rollback what was set explicitly; empty when the current value is Spark's default
   * @throws IllegalArgumentException when not lower ≤ recommended ≤ upper
   */
  public static SettingChange bytes(
      String property,
      long current,
      long recommended,
      long lower,
      long upper,
      long uncapped,
      Optional<String> rollback) {
    checkOrder(property, lower, recommended, upper);
    return new SettingChange(
        property,
        Optional.of(formatBytes(current)),
        formatBytes(recommended),
        Optional.of(formatBytes(lower)),
        Optional.of(formatBytes(upper)),
        Optional.of(formatBytes(uncapped)),
        "bytes",
        rollback,
        recommended);
  }

  /**
   * A time, written in whole seconds as {@code 90s}.
   *
   * @param current value in force
   * @param rollback what was set explicitly; empty when the current value is Spark's default
   * @throws IllegalArgumentException when not lower ≤ recommended ≤ upper
   */
  public static SettingChange seconds(
      String property,
      Optional<String> current,
      long recommended,
      long lower,
      long upper,
      Optional<String> rollback) {
    checkOrder(property, lower, recommended, upper);
    return new SettingChange(
        property,
        current,
        formatSeconds(recommended),
        Optional.of(formatSeconds(lower)),
        Optional.of(formatSeconds(upper)),
        Optional.of(formatSeconds(recommended)),
        "ms",
        rollback,
        recommended);
  }

  /** A name out of a few; it has no bounds. */
  public static SettingChange word(
      String property, Optional<String> current, String recommended, Optional<String> rollback) {
    return new SettingChange(
        property,
        current,
        recommended,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "none",
        rollback,
        0);
  }

  /** Whether a value lies within the bounds; false where there are none. */
  public boolean holds(String value) {
    OptionalDouble amount = SettingValues.magnitude(property, value);
    return amount.isPresent()
        && lowerBound.isPresent()
        && upperBound.isPresent()
        && SettingValues.magnitude(property, lowerBound.get()).orElse(Double.POSITIVE_INFINITY)
            <= amount.getAsDouble()
        && SettingValues.magnitude(property, upperBound.get()).orElse(Double.NEGATIVE_INFINITY)
            >= amount.getAsDouble();
  }

  /** The same change from a value that is written otherwise. */
  public SettingChange withCurrent(String value) {
    return new SettingChange(
        property,
        Optional.of(value),
        recommended,
        lowerBound,
        upperBound,
        uncapped,
        unit,
        rollback,
        magnitude);
  }

  /** The same change of the property under another of its names. */
  public SettingChange withProperty(String name) {
    return new SettingChange(
        name, current, recommended, lowerBound, upperBound, uncapped, unit, rollback, magnitude);
  }

  /** The same change to another value. */
  public SettingChange withRecommended(String value) {
    return new SettingChange(
        property,
        current,
        value,
        lowerBound,
        upperBound,
        uncapped,
        unit,
        rollback,
        SettingValues.magnitude(property, value).orElse(magnitude));
  }

  /** A switch; it has no bounds. */
  public static SettingChange flag(
      String property, boolean current, boolean recommended, Optional<String> rollback) {
    return new SettingChange(
        property,
        Optional.of(Boolean.toString(current)),
        Boolean.toString(recommended),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "none",
        rollback,
        recommended ? 1 : 0);
  }

  /**
   * A factor, such as {@code 2.5}, with one decimal.
   *
   * @throws IllegalArgumentException when not lower ≤ recommended ≤ upper
   */
  public static SettingChange factor(
      String property,
      double current,
      double recommended,
      double lower,
      double upper,
      double uncapped,
      Optional<String> rollback) {
    checkOrder(property, lower, recommended, upper);
    return new SettingChange(
        property,
        Optional.of(formatFactor(current)),
        formatFactor(recommended),
        Optional.of(formatFactor(lower)),
        Optional.of(formatFactor(upper)),
        Optional.of(formatFactor(uncapped)),
        "ratio",
        rollback,
        recommended);
  }

  /** Bytes as Spark parses them: {@code 1536m}, {@code 4096k} or {@code 1000b}. */
  public static String formatBytes(long bytes) {
    if (bytes % MIB == 0) {
      return bytes / MIB + "m";
    }
    return bytes % KIB == 0 ? bytes / KIB + "k" : bytes + "b";
  }

  /** Milliseconds as whole seconds, at least one: {@code 90s}. */
  public static String formatSeconds(long millis) {
    return Math.max(1, Math.round(millis / 1000.0)) + "s";
  }

  private static String formatFactor(double factor) {
    long tenths = Math.round(factor * 10);
    return tenths / 10 + "." + tenths % 10;
  }

  private static void checkOrder(String property, double lower, double value, double upper) {
    if (!(lower <= value && value <= upper)) {
      throw new IllegalArgumentException(
          property + ": " + value + " is not within [" + lower + ", " + upper + "]");
    }
  }
}
