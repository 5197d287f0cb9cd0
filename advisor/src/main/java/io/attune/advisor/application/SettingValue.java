package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

/**
 * The value of a property and where it comes from.
 *
 * @param property full name
 * @param value as written
 * @param origin where it comes from
 */
public record SettingValue(String property, String value, SetBy origin) {
  /** Where a value comes from. */
  public enum SetBy {
    /** Set in the session or for one execution, over what the application set. */
    SESSION,
    /** Set by the application's configuration. */
    APPLICATION,
    /** Nobody set it: Spark's default for this version. */
    DEFAULT
  }

  /** Checks the fields. */
  public SettingValue {
    requireNonNull(property, "property is null");
    requireNonNull(value, "value is null");
    requireNonNull(origin, "origin is null");
  }

  /** Whether somebody set it. */
  public boolean isSet() {
    return origin == SetBy.SESSION || origin == SetBy.APPLICATION;
  }
}
