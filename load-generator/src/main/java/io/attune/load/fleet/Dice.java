package io.attune.load.fleet;

import java.util.SplittableRandom;

/** A random number generator that depends on its seed only. Not thread-safe. */
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final SplittableRandom random;

  Dice(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(mix(seed));
  }

  /** Creates an independent generator for a purpose, regardless of this one's state. */
  Dice fork(long purpose) {
    return new Dice(mix(seed + GOLDEN * (purpose + 1)));
  }

  double uniform(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Uniform on a logarithmic scale. */
  double logUniform(double low, double high) {
    return Math.exp(uniform(Math.log(low), Math.log(high)));
  }

  /** Uniform integer; both bounds are inclusive. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Lognormal with mean 1; sigma is that of the logarithm. */
  double noise(double sigma) {
    return Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
  }

  @SafeVarargs
  final <T> T pick(T... from) {
    return from[random.nextInt(from.length)];
  }

  /** A standard normal number that is a function of a seed and an index. */
  static double normalAt(long seed, long index) {
    long bits = mix(seed + GOLDEN * (index + 1));
    double u = ((bits >>> 40) + 1) * 0x1.0p-24;
    double v = (bits & 0xFFFFFFL) * 0x1.0p-24;
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }

  /** SplitMix64's finaliser (Steele, Lea, Flood 2014), which decorrelates neighbouring seeds. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
