package io.attune.advisor.application;

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
  static SparkVersion parse(String text) {
    if (text == null) {
      return NEWEST;
    }
    String[] parts = text.split("[^0-9]+", 3);
    try {
      return new SparkVersion(
          Integer.parseInt(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
    } catch (NumberFormatException e) {
      return NEWEST;
    }
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
