package io.attune.advisor.statistics;

import java.util.Arrays;

/**
 * The buckets of {@link LogHistogram}: which one a number of at least 1 falls into, and what stands
 * for it.
 *
 * <p>Their boundaries are whole numbers, found without floating point: a bucket that starts at
 * {@code lo} ends at {@code hi = lo·101 div 99}, the widest for which the harmonic midpoint {@code
 * 2·lo·hi ÷ (lo + hi)} is within 1 % of every member.
 */
final class LogBuckets {
  private static final long[] LOWER = boundaries();

  /** How many there are. */
  static final int COUNT = LOWER.length;

  /** Numbers below have buckets of their own. */
  private static final int EXACT = 50;

  /** Bits after the highest one by which a bucket is found: steps of at most 3.2 %. */
  private static final int DIGITS = 5;

  private static final char[] FIRST_OF = firstOf();

  private LogBuckets() {}

  private static long[] boundaries() {
    long[] lower = new long[2100];
    int n = 0;
    long lo = 1;
    while (lo > 0) {
      lower[n++] = lo;
      // hi = floor(lo * 101 / 99) = lo + floor(2 * lo / 99), without overflow
      long hi = lo + lo / 99 * 2 + lo % 99 * 2 / 99;
      lo = hi < lo ? -1 : hi + 1;
    }
    return Arrays.copyOf(lower, n);
  }

  /** The bucket of each number whose bits below its {@value #DIGITS} highest are 0. */
  private static char[] firstOf() {
    char[] first = new char[63 << DIGITS];
    for (int exponent = DIGITS; exponent < 63; exponent++) {
      for (int digits = 0; digits < 1 << DIGITS; digits++) {
        long value = (1L << DIGITS | digits) << exponent - DIGITS;
        int found = Arrays.binarySearch(LOWER, value);
        first[exponent << DIGITS | digits] = (char) (found >= 0 ? found : -found - 2);
      }
    }
    return first;
  }

  /** Bucket of a value of at least 1. */
  static int of(long value) {
    if (value < EXACT) {
      return (int) value - 1;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(value);
    int digits = (int) (value >>> exponent - DIGITS) & (1 << DIGITS) - 1;
    int bucket = FIRST_OF[exponent << DIGITS | digits];
    // A step of the table is less than two buckets wide.
    while (bucket + 1 < LOWER.length && LOWER[bucket + 1] <= value) {
      bucket++;
    }
    return bucket;
  }

  /** Value that stands for a bucket. */
  static double representative(int bucket) {
    double lo = LOWER[bucket];
    double hi = bucket + 1 < LOWER.length ? LOWER[bucket + 1] - 1 : Long.MAX_VALUE;
    return 2 * lo * hi / (lo + hi);
  }
}
