package io.attune.advisor.statistics;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A set of task indexes. Indexes of a stage are dense from 0 and one is added for every event, so
 * those below {@value #LOW} have a bit each in one array; what lies above is compressed, so that no
 * index takes more than 2 KiB by itself, even if a broken event has a large one. Not thread-safe.
 */
final class IndexSet {
  private static final int LOW = 1 << 14;

  private final BitSet low;
  private @Nullable RoaringBitmap high;

  IndexSet() {
    this(new BitSet(), null);
  }

  private IndexSet(BitSet low, @Nullable RoaringBitmap high) {
    this.low = low;
    this.high = high;
  }

  /**
   * Adds an index of 0 or more.
   *
   * @return whether it was not in before
   */
  boolean add(int index) {
    if (index >= LOW) {
      return high().checkedAdd(index);
    }
    if (low.get(index)) {
      return false;
    }
    low.set(index);
    return true;
  }

  long look() {
    return low.get(0) ? 1 : 0;
  }

  /** Adds all indexes from one (0 or more) up to another (at most 2^31), without that. */
  void addRange(long from, long to) {
    if (from < LOW) {
      low.set((int) from, (int) Math.min(to, LOW));
    }
    if (to > LOW) {
      high().add(Math.max(from, LOW), to);
    }
  }

  void addAll(IndexSet other) {
    low.or(other.low);
    if (other.high != null) {
      high().or(other.high);
    }
  }

  /** In one of the two and not in both. */
  IndexSet xor(IndexSet other) {
    IndexSet result = copy();
    result.low.xor(other.low);
    if (other.high != null) {
      result.high().xor(other.high);
    }
    return result;
  }

  IndexSet without(IndexSet other) {
    IndexSet result = copy();
    result.low.andNot(other.low);
    if (high != null && other.high != null) {
      result.high().andNot(other.high);
    }
    return result;
  }

  IndexSet copy() {
    return new IndexSet((BitSet) low.clone(), high == null ? null : high.clone());
  }

  boolean contains(int index) {
    return index < LOW ? low.get(index) : high != null && high.contains(index);
  }

  boolean contains(IndexSet other) {
    return other.without(this).isEmpty();
  }

  boolean intersects(IndexSet other) {
    return low.intersects(other.low)
        || high != null && other.high != null && RoaringBitmap.intersects(high, other.high);
  }

  boolean isEmpty() {
    return low.isEmpty() && (high == null || high.isEmpty());
  }

  long size() {
    return low.cardinality() + (high == null ? 0 : high.getLongCardinality());
  }

  /** The first index in the set that is not below another; negative when there is none. */
  long next(long from) {
    int found = from < LOW ? low.nextSetBit((int) from) : -1;
    return found >= 0 || high == null ? found : high.nextValue((int) Math.max(from, LOW));
  }

  /** The first index that is not in the set, from one that is; 2^31 after the last int. */
  long nextAbsent(long from) {
    int found = from < LOW ? low.nextClearBit((int) from) : LOW;
    if (found < LOW) {
      return found;
    }
    return high == null ? LOW : high.nextAbsentValue((int) Math.max(from, LOW));
  }

  private RoaringBitmap high() {
    if (high == null) {
      high = new RoaringBitmap();
    }
    return high;
  }
}
