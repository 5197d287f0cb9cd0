package io.attune.benchmarks.fleet;

/**
 * A proportion with its 95 % Wilson score interval (Wilson 1927), which is valid near 0 and 1.
 *
 * @param hits number of successes
 * @param of number of trials
 */
public record Proportion(long hits, long of) {
  private static final double Z = 1.959964;

  /** The proportion; NaN without trials. */
  public double share() {
    return (double) hits / of;
  }

  /** Lower bound of the interval. */
  public double low() {
    return of == 0 ? 0 : Math.max(0, centre() - half());
  }

  /** Upper bound of the interval. */
  public double high() {
    return of == 0 ? 1 : Math.min(1, centre() + half());
  }

  private double centre() {
    return (share() + Z * Z / (2 * of)) / (1 + Z * Z / of);
  }

  private double half() {
    return Z * Math.sqrt(share() * (1 - share()) / of + Z * Z / (4.0 * of * of)) / (1 + Z * Z / of);
  }
}
