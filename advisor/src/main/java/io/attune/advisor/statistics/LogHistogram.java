package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Distribution of non-negative whole numbers with quantiles of at most 1 % relative error.
 *
 * <p>The idea is DDSketch's (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile
 * sketch with relative-error guarantees", VLDB 2019): buckets whose width grows with the value, see
 * {@link LogBuckets}. The same values give the same buckets on every machine, in any order, however
 * they are split and merged, and values up to 49 are kept exactly.
 *
 * <p>Count, sum, minimum and maximum are exact; the sum stops at {@link Long#MAX_VALUE}. At most
 * {@value #MAX_BUCKETS} buckets below the largest value are told apart (a factor of about 10^10;
 * nothing is lost for values up to 2·10^12); what lies lower counts in the lowest of them.
 *
 * <p>Adding allocates only when the range grows. Not thread-safe.
 */
public final class LogHistogram {
  /** Most buckets told apart. */
  public static final int MAX_BUCKETS = 1280;

  private static final int SPARSE_LIMIT = 12;
  private static final char[] NO_KEYS = new char[0];
  private static final int[] NO_COUNTS = new int[0];

  private long count;
  private long zeros;
  private long sum;
  private long min = Long.MAX_VALUE;
  private long max = -1;

  /** Lowest bucket told apart: a function of max, kept because every value needs it. */
  private int floor;

  // Few distinct buckets: keys[i] counts[i], sorted, `used` of them. Many: keys is null and
  // counts[b - offset] belongs to bucket b.
  private char @Nullable [] keys = NO_KEYS;
  private int[] counts = NO_COUNTS;
  private int used;
  private int offset;

  long look() {
    int length = counts.length;
    return count + used + (length == 0 ? 0 : counts[length / 2] + counts[length - 1]);
  }

  /**
   * Counts one value.
   *
   * @param value 0 or more; a negative one counts as 0
   */
  public void add(long value) {
    long v = Math.max(0, value);
    count++;
    sum = saturatedSum(sum, v);
    min = Math.min(min, v);
    if (v > max) {
      raiseMax(v);
    }
    if (v == 0) {
      zeros++;
    } else {
      increase(Math.max(LogBuckets.of(v), floor), 1);
    }
  }

  /**
   * Adds everything that another histogram counted.
   *
   * @param other left as it is
   */
  public void merge(LogHistogram other) {
    requireNonNull(other, "other is null");
    if (other.count == 0) {
      return;
    }
    count += other.count;
    zeros += other.zeros;
    sum = saturatedSum(sum, other.sum);
    min = Math.min(min, other.min);
    if (other.max > max) {
      raiseMax(other.max);
    }
    if (other.keys != null) {
      for (int i = 0; i < other.used; i++) {
        increase(Math.max(other.keys[i], floor), other.counts[i]);
      }
    } else {
      for (int i = 0; i < other.counts.length; i++) {
        if (other.counts[i] > 0) {
          increase(Math.max(other.offset + i, floor), other.counts[i]);
        }
      }
    }
  }

  private void raiseMax(long value) {
    max = value;
    floor = value <= 0 ? 0 : Math.max(0, LogBuckets.of(value) - MAX_BUCKETS + 1);
    foldBelow();
  }

  private void foldBelow() {
    if (floor == 0) {
      return;
    }
    if (keys != null) {
      int below = 0;
      long folded = 0;
      while (below < used && keys[below] < floor) {
        folded += counts[below++];
      }
      if (below > 0) {
        System.arraycopy(keys, below, keys, 0, used - below);
        System.arraycopy(counts, below, counts, 0, used - below);
        used -= below;
        increase(floor, folded);
      }
    } else if (offset < floor) {
      long folded = 0;
      int cut = Math.min(floor - offset, counts.length);
      for (int i = 0; i < cut; i++) {
        folded += counts[i];
      }
      counts = Arrays.copyOfRange(counts, cut, Math.max(cut + 1, counts.length));
      offset = floor;
      if (folded > 0) {
        increase(floor, folded);
      }
    }
  }

  private void increase(int bucket, long by) {
    if (keys == null) {
      increaseDense(bucket, by);
      return;
    }
    int low = 0;
    while (low < used && keys[low] < bucket) {
      low++;
    }
    if (low < used && keys[low] == bucket) {
      counts[low] = saturatedCount(counts[low], by);
      return;
    }
    if (used == SPARSE_LIMIT) {
      toDense(keys);
      increaseDense(bucket, by);
      return;
    }
    if (used == keys.length) {
      int length = used == 0 ? SPARSE_LIMIT / 3 : SPARSE_LIMIT;
      keys = Arrays.copyOf(keys, length);
      counts = Arrays.copyOf(counts, length);
    }
    System.arraycopy(keys, low, keys, low + 1, used - low);
    System.arraycopy(counts, low, counts, low + 1, used - low);
    keys[low] = (char) bucket;
    counts[low] = saturatedCount(0, by);
    used++;
  }

  private void toDense(char[] sparse) {
    int first = sparse[0];
    int[] dense = new int[sparse[used - 1] - first + 1];
    for (int i = 0; i < used; i++) {
      dense[sparse[i] - first] = counts[i];
    }
    keys = null;
    counts = dense;
    offset = first;
  }

  private void increaseDense(int bucket, long by) {
    if (bucket < offset) {
      int slack = Math.min(bucket, 8);
      int[] grown = new int[counts.length + offset - bucket + slack];
      System.arraycopy(counts, 0, grown, offset - bucket + slack, counts.length);
      counts = grown;
      offset = bucket - slack;
    } else if (bucket - offset >= counts.length) {
      counts = Arrays.copyOf(counts, bucket - offset + 9);
    }
    counts[bucket - offset] = saturatedCount(counts[bucket - offset], by);
  }

  private static int saturatedCount(int count, long by) {
    return (int) Math.min(Integer.MAX_VALUE, count + by);
  }

  static long saturatedSum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** The difference of two numbers of any size. */
  static long saturatedDifference(long a, long b) {
    long difference = a - b;
    boolean overflowed = ((a ^ b) & (a ^ difference)) < 0;
    return overflowed ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : difference;
  }

  /** Values counted. */
  public long count() {
    return count;
  }

  /** Exact sum, at most {@link Long#MAX_VALUE}. */
  public long sum() {
    return sum;
  }

  /** Exact minimum, 0 when nothing was counted. */
  public long min() {
    return count == 0 ? 0 : min;
  }

  /** Exact maximum, 0 when nothing was counted. */
  public long max() {
    return Math.max(0, max);
  }

  /** Mean, 0 when nothing was counted. */
  public double mean() {
    return count == 0 ? 0 : (double) sum / count;
  }

  /** Whether nothing was counted. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** The middle value: {@code quantile(0.5)}. */
  public double median() {
    return quantile(0.5);
  }

  /**
   * The value of rank ⌈q·count⌉ among the counted ones in ascending order, within 1 %.
   *
   * @param q 0 (the minimum, exact) to 1 (the maximum, exact)
   * @return 0 when nothing was counted
   */
  public double quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("A quantile is asked for by 0 to 1, not by " + q + ".");
    }
    if (count == 0) {
      return 0;
    }
    long rank = Math.max(1, (long) Math.ceil(q * count));
    if (rank == 1) {
      return min;
    }
    if (rank >= count) {
      return max;
    }
    long seen = zeros;
    if (rank <= seen) {
      return 0;
    }
    int length = keys != null ? used : counts.length;
    for (int i = 0; i < length; i++) {
      seen += counts[i];
      if (rank <= seen) {
        double value = LogBuckets.representative(keys != null ? keys[i] : offset + i);
        return Math.min(max, Math.max(min, value));
      }
    }
    return max;
  }

  /** Writes the histogram; equal content gives equal bytes. */
  void write(StateWriter out) {
    out.writeUnsigned(count);
    if (count == 0) {
      return;
    }
    out.writeUnsigned(zeros).writeUnsigned(sum).writeUnsigned(min).writeUnsigned(max - min);
    int[] dense = counts;
    int base = offset;
    if (keys != null) {
      base = used == 0 ? 0 : keys[0];
      dense = new int[used == 0 ? 0 : keys[used - 1] - base + 1];
      for (int i = 0; i < used; i++) {
        dense[keys[i] - base] = counts[i];
      }
    }
    int from = 0;
    int to = dense.length;
    while (from < to && dense[from] == 0) {
      from++;
    }
    while (to > from && dense[to - 1] == 0) {
      to--;
    }
    out.writeUnsigned(to - from);
    if (to > from) {
      out.writeUnsigned(base + from);
    }
    for (int i = from; i < to; i++) {
      out.writeUnsigned(dense[i]);
      if (dense[i] == 0) {
        int run = 1;
        while (dense[i + run] == 0) {
          run++;
        }
        out.writeUnsigned(run - 1L);
        i += run - 1;
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static LogHistogram read(StateReader in) {
    LogHistogram histogram = new LogHistogram();
    histogram.count = in.readUnsigned();
    if (histogram.count == 0) {
      return histogram;
    }
    histogram.zeros = in.readUnsigned();
    histogram.sum = in.readUnsigned();
    histogram.min = in.readUnsigned();
    histogram.raiseMax(histogram.min + in.readUnsigned());
    int length = in.readCount();
    int base = length == 0 ? 0 : in.readCount();
    if (length > MAX_BUCKETS || base + length > LogBuckets.COUNT) {
      throw in.damaged("a histogram has more buckets than can exist (" + (base + length) + ")");
    }
    for (int i = 0; i < length; i++) {
      int bucketCount = in.readCount();
      if (bucketCount == 0) {
        i += in.readCount();
      } else {
        histogram.increase(base + i, bucketCount);
      }
    }
    return histogram;
  }
}
