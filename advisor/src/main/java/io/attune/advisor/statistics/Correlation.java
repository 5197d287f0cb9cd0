package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Pearson's correlation and least-squares line of pairs of non-negative numbers. The sums of
 * products are exact 128-bit integers, so the order in which pairs arrive leaves no trace, as it
 * would with floating point.
 */
final class Correlation {
  /** Values are cut here (2^53): 2^22 squares of it fit 128 bits. */
  private static final long LIMIT = 1L << 53;

  private long count;
  private long xHigh;
  private long xLow;
  private long yHigh;
  private long yLow;
  private long xxHigh;
  private long xxLow;
  private long yyHigh;
  private long yyLow;
  private long xyHigh;
  private long xyLow;

  long look() {
    return count + xyLow;
  }

  void add(long x, long y) {
    long a = Math.max(0, Math.min(LIMIT, x));
    long b = Math.max(0, Math.min(LIMIT, y));
    count++;
    long low = xLow + a;
    xHigh += carry(low, a);
    xLow = low;
    low = yLow + b;
    yHigh += carry(low, b);
    yLow = low;
    long product = a * a;
    low = xxLow + product;
    xxHigh += Math.multiplyHigh(a, a) + carry(low, product);
    xxLow = low;
    product = b * b;
    low = yyLow + product;
    yyHigh += Math.multiplyHigh(b, b) + carry(low, product);
    yyLow = low;
    product = a * b;
    low = xyLow + product;
    xyHigh += Math.multiplyHigh(a, b) + carry(low, product);
    xyLow = low;
  }

  void merge(Correlation other) {
    count += other.count;
    long low = xLow + other.xLow;
    xHigh += other.xHigh + carry(low, other.xLow);
    xLow = low;
    low = yLow + other.yLow;
    yHigh += other.yHigh + carry(low, other.yLow);
    yLow = low;
    low = xxLow + other.xxLow;
    xxHigh += other.xxHigh + carry(low, other.xxLow);
    xxLow = low;
    low = yyLow + other.yyLow;
    yyHigh += other.yyHigh + carry(low, other.yyLow);
    yyLow = low;
    low = xyLow + other.xyLow;
    xyHigh += other.xyHigh + carry(low, other.xyLow);
    xyLow = low;
  }

  /** 1 when adding {@code added} overflowed the unsigned low half that became {@code low}. */
  private static long carry(long low, long added) {
    return Long.compareUnsigned(low, added) < 0 ? 1 : 0;
  }

  /** -1 to 1; empty with fewer than three pairs or when one side does not vary. */
  OptionalDouble coefficient() {
    if (count < 3) {
      return OptionalDouble.empty();
    }
    BigInteger xVariance = scaled(xxHigh, xxLow, xHigh, xLow, xHigh, xLow);
    BigInteger yVariance = scaled(yyHigh, yyLow, yHigh, yLow, yHigh, yLow);
    if (xVariance.signum() <= 0 || yVariance.signum() <= 0) {
      return OptionalDouble.empty();
    }
    double covariance = scaled(xyHigh, xyLow, xHigh, xLow, yHigh, yLow).doubleValue();
    double r =
        covariance
            / (StrictMath.sqrt(xVariance.doubleValue()) * StrictMath.sqrt(yVariance.doubleValue()));
    return OptionalDouble.of(Math.max(-1, Math.min(1, r)));
  }

  /** How x grows with y; empty with fewer than three pairs or where y does not vary. */
  Optional<Line> line() {
    BigInteger yVariance = scaled(yyHigh, yyLow, yHigh, yLow, yHigh, yLow);
    if (count < 3 || yVariance.signum() <= 0) {
      return Optional.empty();
    }
    double covariance = scaled(xyHigh, xyLow, xHigh, xLow, yHigh, yLow).doubleValue();
    double slope = covariance / yVariance.doubleValue();
    double total = scaled(xxHigh, xxLow, xHigh, xLow, xHigh, xLow).doubleValue();
    double residual = Math.max(0, total - slope * covariance);
    double error = StrictMath.sqrt(residual / (count - 2) / yVariance.doubleValue());
    return Optional.of(new Line(slope, error));
  }

  /** n·Σab − Σa·Σb. */
  private BigInteger scaled(long abHigh, long abLow, long aHigh, long aLow, long bHigh, long bLow) {
    return BigInteger.valueOf(count)
        .multiply(whole(abHigh, abLow))
        .subtract(whole(aHigh, aLow).multiply(whole(bHigh, bLow)));
  }

  private static BigInteger whole(long high, long low) {
    BigInteger unsignedLow = BigInteger.valueOf(low & Long.MAX_VALUE);
    if (low < 0) {
      unsignedLow = unsignedLow.setBit(63);
    }
    return BigInteger.valueOf(high).shiftLeft(64).add(unsignedLow);
  }

  void write(StateWriter out) {
    out.writeUnsigned(count);
    if (count > 0) {
      out.writeUnsigned(xHigh).writeUnsigned(xLow).writeUnsigned(yHigh).writeUnsigned(yLow);
      out.writeUnsigned(xxHigh).writeUnsigned(xxLow).writeUnsigned(yyHigh).writeUnsigned(yyLow);
      out.writeUnsigned(xyHigh).writeUnsigned(xyLow);
    }
  }

  static Correlation read(StateReader in) {
    Correlation read = new Correlation();
    read.count = in.readUnsigned();
    if (read.count > 0) {
      read.xHigh = in.readUnsigned();
      read.xLow = in.readUnsigned();
      read.yHigh = in.readUnsigned();
      read.yLow = in.readUnsigned();
      read.xxHigh = in.readUnsigned();
      read.xxLow = in.readUnsigned();
      read.yyHigh = in.readUnsigned();
      read.yyLow = in.readUnsigned();
      read.xyHigh = in.readUnsigned();
      read.xyLow = in.readUnsigned();
    }
    return read;
  }
}
