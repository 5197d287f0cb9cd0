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
   * Starts a change that none of the methods below makes; it has no current value, no bounds, and
   * is rolled back by removing the setting.
   *
   * @param recommended value advised, as Spark parses it
   * @param unit bytes, count, ratio or none
   */
  public static Builder of(String property, String recommended, String unit) {
    return new Builder(property, recommended, unit);
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
    return of(property, Long.toString(recommended), "count")
        .current(Long.toString(current))
        .bounds(Long.toString(lower), Long.toString(upper))
        .uncapped(Long.toString(uncapped))
        .rollback(rollback)
        .magnitude(recommended)
        .build();
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
    return of(property, formatBytes(recommended), "bytes")
        .current(formatBytes(current))
        .bounds(formatBytes(lower), formatBytes(upper))
        .uncapped(formatBytes(uncapped))
        .rollback(rollback)
        .magnitude(recommended)
        .build();
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
    return of(property, formatSeconds(recommended), "ms")
        .current(current)
        .bounds(formatSeconds(lower), formatSeconds(upper))
        .uncapped(formatSeconds(recommended))
        .rollback(rollback)
        .magnitude(recommended)
        .build();
  }

  /** A name out of a few; it has no bounds. */
  public static SettingChange name(
      String property, Optional<String> current, String recommended, Optional<String> rollback) {
    return of(property, recommended, "none").current(current).rollback(rollback).build();
  }

  /** The value in force as a number in the unit; empty when it is not known or is no number. */
  public Optional<Double> currentNumber() {
    return current.flatMap(this::number);
  }

  /** The recommended value as a number in the unit; empty when it is none. */
  public Optional<Double> recommendedNumber() {
    return number(recommended);
  }

  private Optional<Double> number(String value) {
    OptionalDouble number =
        unit.equals("none") ? OptionalDouble.empty() : SettingValues.magnitude(property, value);
    return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
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
    return of(property, Boolean.toString(recommended), "none")
        .current(Boolean.toString(current))
        .rollback(rollback)
        .magnitude(recommended ? 1 : 0)
        .build();
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
    return of(property, formatFactor(recommended), "ratio")
        .current(formatFactor(current))
        .bounds(formatFactor(lower), formatFactor(upper))
        .uncapped(formatFactor(uncapped))
        .rollback(rollback)
        .magnitude(recommended)
        .build();
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
    return millis == 0 ? "0s" : Math.max(1, Math.round(millis / 1000.0)) + "s";
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

  /** Names the parts of a {@link SettingChange}. */
  public static final class Builder {
    private final String property;
    private final String recommended;
    private final String unit;
    private Optional<String> current = Optional.empty();
    private Optional<String> lowerBound = Optional.empty();
    private Optional<String> upperBound = Optional.empty();
    private Optional<String> uncapped = Optional.empty();
    private Optional<String> rollback = Optional.empty();
    private double magnitude;

    private Builder(String property, String recommended, String unit) {
      this.property = property;
      this.recommended = recommended;
      this.unit = unit;
    }

    /** Names the value in force. */
    public Builder current(String value) {
      return current(Optional.of(value));
    }

    /** Names the value in force, when it is known. */
    public Builder current(Optional<String> value) {
      this.current = value;
      return this;
    }

    /** Names the values below and above which it would be too low and too high. */
    public Builder bounds(String lower, String upper) {
      return bounds(Optional.of(lower), Optional.of(upper));
    }

    /** Names the bounds that it has. */
    public Builder bounds(Optional<String> lower, Optional<String> upper) {
      this.lowerBound = lower;
      this.upperBound = upper;
      return this;
    }

    /** Names what the formula gave before limits and steps. */
    public Builder uncapped(String value) {
      return uncapped(Optional.of(value));
    }

    /** Names what the formula gave before limits and steps, when there is a formula. */
    public Builder uncapped(Optional<String> value) {
      this.uncapped = value;
      return this;
    }

    /** Names the value to go back to; empty removes the setting. */
    public Builder rollback(Optional<String> value) {
      this.rollback = value;
      return this;
    }

    /** Names the recommended value as a number. */
    public Builder magnitude(double value) {
      this.magnitude = value;
      return this;
    }

    /** Builds the change. */
    public SettingChange build() {
      return new SettingChange(
          property,
          current,
          recommended,
          lowerBound,
          upperBound,
          uncapped,
          unit,
          rollback,
          magnitude);
    }
  }
}
