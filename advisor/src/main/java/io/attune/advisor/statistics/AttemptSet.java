package io.attune.advisor.statistics;

import java.util.Arrays;
import org.roaringbitmap.RoaringBitmap;

/**
 * Task attempts of one stage attempt, as (task index, attempt number): a bitmap of indexes for each
 * attempt number. The pair identifies an attempt as well as Spark's task id does, and unlike it is
 * dense by construction: see RATIONALE.md.
 *
 * <p>Binary form: the lengths of runs of present and absent indexes in turn, Rice-coded with a
 * parameter that follows each kind of run. A full stage is one run; scattered holes cost about
 * log2(gap) + 2.5 bits each, close to the entropy of the set.
 */
final class AttemptSet {
  /** Attempt numbers told apart; Spark gives up after spark.task.maxFailures, by default 4. */
  static final int MAX_ATTEMPTS = 256;

  private static final RoaringBitmap[] NONE = new RoaringBitmap[0];
  private static final RoaringBitmap EMPTY = new RoaringBitmap();

  private RoaringBitmap[] byAttempt = NONE;

  static boolean accepts(int index, int attempt) {
    return index >= 0 && attempt >= 0 && attempt < MAX_ATTEMPTS;
  }

  /** Whether the attempt was new. */
  boolean add(int index, int attempt) {
    if (attempt >= byAttempt.length) {
      byAttempt = Arrays.copyOf(byAttempt, attempt + 1);
    }
    RoaringBitmap indexes = byAttempt[attempt];
    if (indexes == null) {
      indexes = new RoaringBitmap();
      byAttempt[attempt] = indexes;
    }
    return indexes.checkedAdd(index);
  }

  long size() {
    long size = 0;
    for (RoaringBitmap indexes : byAttempt) {
      size += indexes == null ? 0 : indexes.getLongCardinality();
    }
    return size;
  }

  /** Distinct indexes of all attempts, those in another set left out attempt by attempt. */
  int distinctIndexesWithout(AttemptSet other) {
    RoaringBitmap all = null;
    long plain = 0;
    for (int attempt = 0; attempt < byAttempt.length; attempt++) {
      RoaringBitmap left = byAttempt[attempt];
      if (left == null) {
        continue;
      }
      RoaringBitmap taken = attempt < other.byAttempt.length ? other.byAttempt[attempt] : null;
      if (taken != null && !taken.isEmpty()) {
        left = RoaringBitmap.andNot(left, taken);
      }
      if (all == null && byAttempt.length == 1) {
        plain = left.getLongCardinality();
      } else {
        all = all == null ? left.clone() : RoaringBitmap.or(all, left);
      }
    }
    return (int) Math.min(Integer.MAX_VALUE, all == null ? plain : all.getLongCardinality());
  }

  boolean intersects(AttemptSet other) {
    for (int i = 0; i < Math.min(byAttempt.length, other.byAttempt.length); i++) {
      if (byAttempt[i] != null
          && other.byAttempt[i] != null
          && RoaringBitmap.intersects(byAttempt[i], other.byAttempt[i])) {
        return true;
      }
    }
    return false;
  }

  boolean contains(AttemptSet other) {
    for (int i = 0; i < other.byAttempt.length; i++) {
      RoaringBitmap wanted = other.byAttempt[i];
      if (wanted == null || wanted.isEmpty()) {
        continue;
      }
      if (i >= byAttempt.length || byAttempt[i] == null || !byAttempt[i].contains(wanted)) {
        return false;
      }
    }
    return true;
  }

  void addAll(AttemptSet other) {
    if (other.byAttempt.length > byAttempt.length) {
      byAttempt = Arrays.copyOf(byAttempt, other.byAttempt.length);
    }
    for (int i = 0; i < other.byAttempt.length; i++) {
      if (other.byAttempt[i] == null) {
        continue;
      }
      if (byAttempt[i] == null) {
        byAttempt[i] = other.byAttempt[i].clone();
      } else {
        byAttempt[i].or(other.byAttempt[i]);
      }
    }
  }

  void write(StateWriter out) {
    out.writeUnsigned(byAttempt.length);
    for (RoaringBitmap indexes : byAttempt) {
      writeIndexes(indexes, out);
    }
  }

  /**
   * This set as its difference from what another one leads one to expect: that an attempt is in
   * here exactly when there is a next one. Of unsuccessful attempts against all, next to nothing.
   */
  AttemptSet differenceFromRetried(AttemptSet all) {
    AttemptSet difference = new AttemptSet();
    int length = Math.max(byAttempt.length, all.byAttempt.length - 1);
    if (length > 0) {
      difference.byAttempt = new RoaringBitmap[length];
      for (int attempt = 0; attempt < length; attempt++) {
        difference.byAttempt[attempt] = RoaringBitmap.xor(at(attempt), all.at(attempt + 1));
      }
    }
    return difference;
  }

  private RoaringBitmap at(int attempt) {
    return attempt < byAttempt.length && byAttempt[attempt] != null ? byAttempt[attempt] : EMPTY;
  }

  private static void writeIndexes(RoaringBitmap indexes, StateWriter out) {
    if (indexes == null || indexes.isEmpty()) {
      out.writeUnsigned(0);
      return;
    }
    RunLengths runs = new RunLengths();
    long previousEnd = 0;
    long start = indexes.first();
    while (start >= 0) {
      long end = indexes.nextAbsentValue((int) start);
      runs.add((int) (start - previousEnd), (int) (end - start));
      previousEnd = end;
      start = end > Integer.MAX_VALUE ? -1 : indexes.nextValue((int) end);
    }
    runs.write(out);
  }

  static AttemptSet read(StateReader in) {
    AttemptSet set = new AttemptSet();
    int attempts = in.readLength();
    if (attempts > MAX_ATTEMPTS) {
      throw new StateFormatException(
          "The stage state is damaged: it has " + attempts + " attempts of a task.");
    }
    if (attempts > 0) {
      set.byAttempt = new RoaringBitmap[attempts];
    }
    for (int i = 0; i < attempts; i++) {
      set.byAttempt[i] = RunLengths.read(in);
    }
    return set;
  }
}
