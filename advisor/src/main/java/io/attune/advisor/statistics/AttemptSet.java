package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Task attempts of one stage attempt, as (task index, attempt number): a set of indexes for each
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

  /** Task indexes told apart: more tasks than any stage has. */
  static final int MAX_INDEXES = 1 << 24;

  private static final IndexSet[] NONE = new IndexSet[0];
  private static final IndexSet EMPTY = new IndexSet();

  private @Nullable IndexSet[] byAttempt = NONE;

  static boolean accepts(int index, int attempt) {
    return index >= 0 && index < MAX_INDEXES && attempt >= 0 && attempt < MAX_ATTEMPTS;
  }

  /** Whether the attempt was new. */
  boolean add(int index, int attempt) {
    if (attempt >= byAttempt.length) {
      byAttempt = Arrays.copyOf(byAttempt, attempt + 1);
    }
    IndexSet indexes = byAttempt[attempt];
    if (indexes == null) {
      indexes = new IndexSet();
      byAttempt[attempt] = indexes;
    }
    return indexes.add(index);
  }

  long look() {
    return byAttempt.length;
  }

  long lookDeeper() {
    return byAttempt.length > 0 && byAttempt[0] != null ? byAttempt[0].look() : 0;
  }

  long size() {
    long size = 0;
    for (IndexSet indexes : byAttempt) {
      size += indexes == null ? 0 : indexes.size();
    }
    return size;
  }

  /** Distinct indexes of all attempts, those in another set left out attempt by attempt. */
  int distinctIndexesWithout(AttemptSet other) {
    IndexSet all = null;
    long plain = 0;
    for (int attempt = 0; attempt < byAttempt.length; attempt++) {
      IndexSet left = byAttempt[attempt];
      if (left == null) {
        continue;
      }
      IndexSet taken = attempt < other.byAttempt.length ? other.byAttempt[attempt] : null;
      if (taken != null && !taken.isEmpty()) {
        left = left.without(taken);
      }
      if (all == null && byAttempt.length == 1) {
        plain = left.size();
      } else {
        if (all == null) {
          all = new IndexSet();
        }
        all.addAll(left);
      }
    }
    return (int) Math.min(Integer.MAX_VALUE, all == null ? plain : all.size());
  }

  boolean intersects(AttemptSet other) {
    for (int i = 0; i < Math.min(byAttempt.length, other.byAttempt.length); i++) {
      if (byAttempt[i] != null
          && other.byAttempt[i] != null
          && byAttempt[i].intersects(other.byAttempt[i])) {
        return true;
      }
    }
    return false;
  }

  boolean contains(int index, int attempt) {
    return attempt < byAttempt.length
        && byAttempt[attempt] != null
        && byAttempt[attempt].contains(index);
  }

  boolean contains(AttemptSet other) {
    for (int i = 0; i < other.byAttempt.length; i++) {
      IndexSet wanted = other.byAttempt[i];
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
        byAttempt[i] = other.byAttempt[i].copy();
      } else {
        byAttempt[i].addAll(other.byAttempt[i]);
      }
    }
  }

  void write(StateWriter out) {
    out.writeUnsigned(byAttempt.length);
    for (IndexSet indexes : byAttempt) {
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
      difference.byAttempt = new IndexSet[length];
      for (int attempt = 0; attempt < length; attempt++) {
        difference.byAttempt[attempt] = at(attempt).xor(all.at(attempt + 1));
      }
    }
    return difference;
  }

  private IndexSet at(int attempt) {
    return attempt < byAttempt.length && byAttempt[attempt] != null ? byAttempt[attempt] : EMPTY;
  }

  private static void writeIndexes(@Nullable IndexSet indexes, StateWriter out) {
    if (indexes == null || indexes.isEmpty()) {
      out.writeUnsigned(0);
      return;
    }
    RunLengths runs = new RunLengths();
    long previousEnd = 0;
    long start = indexes.next(0);
    while (start >= 0) {
      long end = indexes.nextAbsent(start);
      runs.add((int) (start - previousEnd), (int) (end - start));
      previousEnd = end;
      start = end > Integer.MAX_VALUE ? -1 : indexes.next(end);
    }
    runs.write(out);
  }

  static AttemptSet read(StateReader in) {
    AttemptSet set = new AttemptSet();
    int attempts = in.readLength();
    if (attempts > MAX_ATTEMPTS) {
      throw in.damaged("it has " + attempts + " attempts of a task");
    }
    if (attempts > 0) {
      set.byAttempt = new IndexSet[attempts];
    }
    for (int i = 0; i < attempts; i++) {
      set.byAttempt[i] = RunLengths.read(in);
    }
    return set;
  }
}
