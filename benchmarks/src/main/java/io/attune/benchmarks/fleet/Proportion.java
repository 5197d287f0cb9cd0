package io.attune.benchmarks.fleet;

/**
 * So many of so many, with the 95 % interval of Wilson (1927), which stays sensible near 0 and 1.
 *
 * @param hits so many
 * @param of of so many
 */
public record Proportion(long hits, long of) {
  private static final double Z = 1.959964;

  /** Share; NaN of none. */
  public double share() {
    return (double) hits / of;
  }

  /** Lower end of the interval. */
  public double low() {
    return of == 0 ? 0 : Math.max(0, centre() - half());
  }

  /** Upper end of the interval. */
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
