package io.attune.advisor.cost;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Shares a whole number out in proportion to weights, so that the shares are whole and sum to it:
 * each gets its part rounded down, and what is left goes one by one to those with the largest
 * remainders (Hamilton's method).
 */
public final class LargestRemainder {
  private LargestRemainder() {}

  /**
   * Shares it out.
   *
   * @param total what to share out, not negative
   * @param weights not negative; when all are zero the last one gets everything
   */
  public static long[] share(long total, long[] weights) {
    long[] shares = new long[weights.length];
    BigInteger sum = BigInteger.ZERO;
    for (long weight : weights) {
      sum = sum.add(BigInteger.valueOf(weight));
    }
    if (sum.signum() == 0) {
      if (weights.length > 0) {
        shares[weights.length - 1] = total;
      }
      return shares;
    }
    List<Remainder> remainders = new ArrayList<>();
    long left = total;
    for (int i = 0; i < weights.length; i++) {
      BigInteger[] exact =
          BigInteger.valueOf(total)
              .multiply(BigInteger.valueOf(weights[i]))
              .divideAndRemainder(sum);
      shares[i] = exact[0].longValueExact();
      remainders.add(new Remainder(i, exact[1]));
      left -= shares[i];
    }
    remainders.sort(Comparator.comparing(Remainder::numerator).reversed());
    for (int next = 0; next < left; next++) {
      shares[remainders.get(next).index()]++;
    }
    return shares;
  }

  /** What rounding down took from a share, in parts of the sum of the weights. */
  private record Remainder(int index, BigInteger numerator) {}
}
