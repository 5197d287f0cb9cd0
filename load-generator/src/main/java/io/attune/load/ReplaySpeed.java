package io.attune.load;

import java.util.Locale;

/** The speed of a replay: as fast as Kafka accepts it, or a multiple of the original speed. */
public final class ReplaySpeed {

  /** As fast as Kafka accepts. */
  public static final ReplaySpeed MAX = new ReplaySpeed(Double.POSITIVE_INFINITY);

  private final double factor;

  private ReplaySpeed(double factor) {
    this.factor = factor;
  }

  /**
   * Returns a multiple of the original speed.
   *
   * @param factor seconds of the log per second, above 0
   */
  public static ReplaySpeed times(double factor) {
    if (!(factor > 0)) {
      throw new IllegalArgumentException("factor is not above 0: " + factor);
    }
    return new ReplaySpeed(factor);
  }

  /**
   * Parses {@code max}, {@code 1x}, {@code 10x}, {@code 0.5x}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static ReplaySpeed parse(String text) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    if (value.equals("max")) {
      return MAX;
    }
    try {
      if (value.endsWith("x")) {
        return times(Double.parseDouble(value.substring(0, value.length() - 1)));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(refusal(text), e);
    }
    throw new IllegalArgumentException(refusal(text));
  }

  private static String refusal(String text) {
    return "The speed '" + text + "' is not known: give max, or a multiple such as 1x or 10x.";
  }

  /** Whether it is unlimited. */
  public boolean isMax() {
    return Double.isInfinite(factor);
  }

  /** Nanoseconds after the start of the replay at which an event is due, by its time in the log. */
  long dueNanos(long elapsedMillis) {
    return isMax() ? 0 : (long) (Math.max(0, elapsedMillis) * 1e6 / factor);
  }

  @Override
  public String toString() {
    return isMax() ? "max" : (factor == Math.rint(factor) ? (long) factor + "x" : factor + "x");
  }
}
