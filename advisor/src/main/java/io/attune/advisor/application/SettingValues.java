package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Compares values of a property by what they mean to Spark: {@code 2g}, {@code 2048m} and {@code
 * 2048} are the same heap, {@code True} and {@code true} the same switch.
 */
public final class SettingValues {
  private SettingValues() {}

  /**
   * A value as a number: bytes of a size, milliseconds of a duration, a plain number as it is;
   * empty when it is none of these.
   *
   * @param property full name, which says the unit of a number without a suffix
   * @param text the value as written
   */
  public static OptionalDouble magnitude(String property, String text) {
    requireNonNull(property, "property is null");
    requireNonNull(text, "text is null");
    SparkDefaults.Kind kind = SparkDefaults.standard().kind(property);
    String compact = text.trim().toLowerCase(Locale.ROOT).replaceAll("\\s+|i(?=b$)", "");
    OptionalLong whole =
        kind.isDuration()
            ? SparkUnits.millis(compact, kind.unit())
            : SparkUnits.bytes(compact, kind.isSize() ? kind.unit() : unitOf(property));
    if (whole.isPresent()) {
      return OptionalDouble.of(whole.getAsLong());
    }
    try {
      double number = Double.parseDouble(compact);
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Whether two values of a property mean the same. */
  public static boolean same(String property, String one, String other) {
    if (one.trim().equalsIgnoreCase(other.trim())) {
      return true;
    }
    OptionalDouble first = magnitude(property, one);
    OptionalDouble second = magnitude(property, other);
    return first.isPresent() && first.equals(second);
  }

  /** Memory without a suffix is in MiB to Spark, also where the table of defaults has no row. */
  private static long unitOf(String property) {
    return property.matches("spark\\.(executor|driver)\\.(memory|memoryOverhead|pyspark\\.memory)")
        ? SparkUnits.MIB
        : 1;
  }
}
