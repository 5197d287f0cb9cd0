package io.attune.advisor.application;

import org.jspecify.annotations.Nullable;

/**
 * Major and minor version of Spark, in order. What cannot be read counts as the newest.
 *
 * @param major such as 3
 * @param minor such as 5
 */
record SparkVersion(int major, int minor) implements Comparable<SparkVersion> {
  /** Stands for a version that is not known. */
  static final SparkVersion NEWEST = new SparkVersion(Integer.MAX_VALUE, 0);

  /** Reads {@code 3.5.9} or {@code 3.3.0-amzn-1}; null or unreadable is {@link #NEWEST}. */
  static SparkVersion parse(@Nullable String text) {
    if (text == null) {
      return NEWEST;
    }
    int dot = endOfNumber(text, 0);
    int start = dot;
    while (start < text.length() && !isDigit(text, start)) {
      start++;
    }
    try {
      int major = Integer.parseInt(text, 0, dot, 10);
      int end = endOfNumber(text, start);
      return new SparkVersion(major, end == start ? 0 : Integer.parseInt(text, start, end, 10));
    } catch (NumberFormatException e) {
      return NEWEST;
    }
  }

  private static int endOfNumber(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text, end)) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(String text, int index) {
    return text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  boolean isAtLeast(SparkVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(SparkVersion other) {
    int order = Integer.compare(major, other.major);
    return order != 0 ? order : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
