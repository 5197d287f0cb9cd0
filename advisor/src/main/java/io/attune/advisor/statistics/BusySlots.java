package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.Arrays;

/**
 * How many slots were busy when, in at most {@value #MOST} buckets of one width: when they do not
 * reach, two become one of twice the width. With it, in which buckets attempts failed, and ended
 * that had spilled to disk.
 *
 * <p>The content is a function of the set of attempts: buckets begin at multiples of their width
 * since 1970, the width is the least of which they reach, and everything in them is a sum. An
 * attempt touches the bucket of its launch and that of its finish, however many lie between, and
 * nothing is allocated but for buckets that were not there. Attempts without times, of which Spark
 * says 1970 or earlier, are not in it.
 */
public final class BusySlots {
  /** Buckets at most. */
  public static final int MOST = 64;

  /** The least width is 2^7 = 128 ms. */
  private static final int LEAST_SHIFT = 7;

  /** 2^48 ms, in the year 10889: later times are damage. */
  private static final long LATEST = 1L << 48;

  private static final int FIRST_ROOM = 4;

  /** Longs of a bucket in either array, and their places in it. */
  private static final int CELL = 2;

  /** In the cells: launches less finishes in the bucket. */
  private static final int RISE = 0;

  /**
   * In the cells: for each launch in the bucket the time from it to the bucket's end, less the same
   * for each finish, milliseconds: what the bucket is busy beside the attempts that ran when it
   * began.
   */
  private static final int PART = 1;

  /** In the marks: attempts that failed, and attempts that had spilled. */
  private static final int FAILED = 0;

  private static final int SPILLED = 1;

  private static final long[] NONE = {};

  private long[] cells = NONE;

  /** Empty until something is marked, which most stages never need. */
  private long[] marks = NONE;

  private int shift = LEAST_SHIFT;

  /** Number of the first bucket: its begin ÷ width. */
  private long first;

  /** Buckets in use, from the first on. */
  private int size;

  private long counted;

  /**
   * Counts an attempt.
   *
   * @param launch when it was launched, epoch milliseconds
   * @param finish when it ended
   * @return false when it has no possible times, and is left out
   */
  boolean add(long launch, long finish) {
    if (launch <= 0 || finish < launch || finish > LATEST) {
      return false;
    }
    int at = (int) (reach(launch, finish) - first);
    counted++;
    if (launch >> shift == finish >> shift) {
      cells[at * CELL + PART] += finish - launch;
      return true;
    }
    int last = (int) ((finish >> shift) - first);
    cells[at * CELL + RISE]++;
    cells[at * CELL + PART] += untilEnd(launch);
    cells[last * CELL + RISE]--;
    cells[last * CELL + PART] -= untilEnd(finish);
    return true;
  }

  /** Marks the bucket in which an attempt that was counted failed. */
  void failed(long finish) {
    mark((int) ((finish >> shift) - first), 1, 0);
  }

  /** Marks the bucket in which an attempt that was counted ended and had spilled to disk. */
  void spilled(long finish) {
    mark((int) ((finish >> shift) - first), 0, 1);
  }

  private void mark(int bucket, long failures, long spills) {
    if (marks.length == 0) {
      marks = new long[cells.length];
    }
    marks[bucket * CELL + FAILED] += failures;
    marks[bucket * CELL + SPILLED] += spills;
  }

  /** Milliseconds from a moment to the end of its bucket. */
  private long untilEnd(long moment) {
    return ((moment >> shift) + 1 << shift) - moment;
  }

  /** Makes buckets from one moment to another, and returns the number of that of the first. */
  private long reach(long from, long to) {
    if (size == 0) {
      first = from >> shift;
    }
    while (Math.max(end(), (to >> shift) + 1) - Math.min(first, from >> shift) > MOST) {
      widen();
    }
    long begin = Math.min(first, from >> shift);
    int needed = (int) (Math.max(end(), (to >> shift) + 1) - begin);
    int before = (int) (first - begin);
    cells = moved(cells, before, needed);
    marks = marks.length == 0 ? NONE : moved(marks, before, needed);
    first = begin;
    size = needed;
    return from >> shift;
  }

  private long end() {
    return size == 0 ? first : first + size;
  }

  /** Buckets with so many empty ones before them, in an array with room for those needed. */
  private long[] moved(long[] buckets, int before, int needed) {
    boolean fits = needed * CELL <= buckets.length;
    if (fits && before == 0) {
      return buckets;
    }
    long[] target = fits ? buckets : new long[room(needed) * CELL];
    System.arraycopy(buckets, 0, target, before * CELL, size * CELL);
    if (fits) {
      Arrays.fill(target, 0, before * CELL, 0);
    }
    return target;
  }

  private static int room(int needed) {
    int room = FIRST_ROOM;
    while (room < needed) {
      room *= 2;
    }
    return Math.min(MOST, room);
  }

  /** Two buckets become one of twice the width. What begins in the first of them lasts longer. */
  private void widen() {
    long wide = first >> 1;
    int kept = size == 0 ? 0 : (int) ((first + size - 1 >> 1) - wide) + 1;
    for (int i = 0; i < kept; i++) {
      int left = (int) (2 * (wide + i) - first);
      long rise = at(cells, left, RISE) + at(cells, left + 1, RISE);
      long part = at(cells, left, PART) + at(cells, left + 1, PART);
      part += at(cells, left, RISE) << shift;
      cells[i * CELL + RISE] = rise;
      cells[i * CELL + PART] = part;
      if (marks.length > 0) {
        long failures = at(marks, left, FAILED) + at(marks, left + 1, FAILED);
        long spills = at(marks, left, SPILLED) + at(marks, left + 1, SPILLED);
        marks[i * CELL + FAILED] = failures;
        marks[i * CELL + SPILLED] = spills;
      }
    }
    int used = Math.max(kept, size) * CELL;
    Arrays.fill(cells, kept * CELL, used, 0);
    Arrays.fill(marks, Math.min(marks.length, kept * CELL), Math.min(marks.length, used), 0);
    first = wide;
    size = kept;
    shift++;
  }

  private long at(long[] buckets, int bucket, int place) {
    return bucket < 0 || bucket >= size || buckets.length == 0 ? 0 : buckets[bucket * CELL + place];
  }

  /** Adds what another knows of other attempts of the same stage. */
  void merge(BusySlots other) {
    counted += other.counted;
    if (other.size == 0) {
      return;
    }
    BusySlots more = other.copy();
    if (size == 0) {
      shift = more.shift;
    }
    while (shift < more.shift) {
      widen();
    }
    do {
      while (more.shift < shift) {
        more.widen();
      }
      reach(more.startMs(0), more.startMs(more.size) - 1);
    } while (more.shift < shift);
    int offset = (int) (more.first - first);
    for (int i = 0; i < more.size; i++) {
      cells[(offset + i) * CELL + RISE] += more.at(more.cells, i, RISE);
      cells[(offset + i) * CELL + PART] += more.at(more.cells, i, PART);
      if (more.isMarked(i)) {
        mark(offset + i, more.failures(i), more.spills(i));
      }
    }
  }

  private BusySlots copy() {
    BusySlots copy = new BusySlots();
    copy.cells = cells.clone();
    copy.marks = marks.clone();
    copy.shift = shift;
    copy.first = first;
    copy.size = size;
    copy.counted = counted;
    return copy;
  }

  /** See {@link StageState#look}. */
  long look() {
    return first + cells.length;
  }

  /** See {@link StageState#lookDeeper}. */
  long lookDeeper() {
    return size == 0 ? 0 : cells[(size - 1) * CELL];
  }

  /** Attempts that are in it. */
  public long attempts() {
    return counted;
  }

  /** Buckets. */
  public int size() {
    return size;
  }

  /** Width of each, milliseconds. */
  public long widthMs() {
    return 1L << shift;
  }

  /** When a bucket begins, epoch milliseconds; that of {@link #size()} is where the last ends. */
  public long startMs(int bucket) {
    return first + bucket << shift;
  }

  /** Time that attempts ran in each bucket, milliseconds: slots × time. */
  public long[] busyMs() {
    long[] busy = new long[size];
    long running = 0;
    for (int i = 0; i < size; i++) {
      busy[i] = Math.max(0, (running << shift) + at(cells, i, PART));
      running += at(cells, i, RISE);
    }
    return busy;
  }

  /** Attempts that failed in a bucket. */
  public long failures(int bucket) {
    return at(marks, bucket, FAILED);
  }

  /** Attempts that ended in a bucket and had spilled to disk. */
  public long spills(int bucket) {
    return at(marks, bucket, SPILLED);
  }

  /** Busy time as the difference from the bucket before: slots are busy alike for long. */
  void write(StateWriter out) {
    out.writeUnsigned(counted).writeUnsigned(shift).writeSigned(first).writeUnsigned(size);
    long running = 0;
    long before = 0;
    for (int i = 0; i < size; i++) {
      long busy = (running << shift) + at(cells, i, PART);
      out.writeSigned(at(cells, i, RISE)).writeSigned(busy - before);
      running += at(cells, i, RISE);
      before = busy;
    }
    int from = 0;
    while (from < size && !isMarked(from)) {
      from++;
    }
    int to = size;
    while (to > from && !isMarked(to - 1)) {
      to--;
    }
    out.writeUnsigned(from).writeUnsigned(to - from);
    for (int i = from; i < to; i++) {
      out.writeUnsigned(failures(i)).writeUnsigned(spills(i));
    }
  }

  private boolean isMarked(int bucket) {
    return failures(bucket) != 0 || spills(bucket) != 0;
  }

  static BusySlots read(StateReader in) {
    BusySlots slots = new BusySlots();
    slots.counted = in.readUnsigned();
    slots.shift = in.readCount();
    slots.first = in.readSigned();
    slots.size = in.readCount();
    if (slots.shift < LEAST_SHIFT
        || slots.size > MOST
        || slots.first < 0
        || slots.shift > Long.numberOfTrailingZeros(LATEST)
        || slots.first > LATEST >> slots.shift) {
      throw in.damaged("it has " + slots.size + " buckets of 2^" + slots.shift + " ms");
    }
    slots.cells = slots.size == 0 ? NONE : new long[room(slots.size) * CELL];
    long running = 0;
    long busy = 0;
    for (int i = 0; i < slots.size; i++) {
      slots.cells[i * CELL + RISE] = in.readSigned();
      busy += in.readSigned();
      slots.cells[i * CELL + PART] = busy - (running << slots.shift);
      running += slots.cells[i * CELL + RISE];
    }
    int from = in.readCount();
    int marked = in.readLength();
    if (from > slots.size || marked > slots.size - from) {
      throw in.damaged("it marks " + marked + " buckets from " + from + " on, of " + slots.size);
    }
    for (int i = 0; i < marked; i++) {
      slots.mark(from + i, in.readUnsigned(), in.readUnsigned());
    }
    return slots;
  }
}
