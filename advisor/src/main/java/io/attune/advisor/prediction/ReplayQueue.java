package io.attune.advisor.prediction;

import java.util.Arrays;

/**
 * What is to happen in a replay, in the order in which it happens: by time, then kind, then step,
 * then executor. A binary heap in arrays, because a replay of a large run passes a hundred thousand
 * events through it and an assessment asks for dozens of replays.
 */
final class ReplayQueue {
  private static final int KIND_SHIFT = 61;
  private static final int STEP_SHIFT = 31;
  private static final long LOW = (1L << STEP_SHIFT) - 1;

  private double[] times = new double[64];

  /** Kind (2 bits), step (30 bits), executor (31 bits): ordered as these three are. */
  private long[] events = new long[64];

  private int size;
  private double time;
  private long event;

  /**
   * Adds an event.
   *
   * @param at when, milliseconds
   * @param kind 0 to 3
   * @param step less than 2^30
   * @param executor 0 or more
   */
  void add(double at, int kind, int step, int executor) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      events = Arrays.copyOf(events, size * 2);
    }
    long added = (long) kind << KIND_SHIFT | (long) step << STEP_SHIFT | executor;
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) / 2;
      if (!isBefore(at, added, times[parent], events[parent])) {
        break;
      }
      times[hole] = times[parent];
      events[hole] = events[parent];
      hole = parent;
    }
    times[hole] = at;
    events[hole] = added;
  }

  /** Whether there is another event at this time exactly. */
  boolean hasNextAt(double now) {
    return size > 0 && times[0] == now;
  }

  /** Takes the next event out; what it is, the methods below say until the next call. */
  void take() {
    if (size == 0) {
      throw new IllegalStateException("a replay came to a stop before its end");
    }
    time = times[0];
    event = events[0];
    size--;
    double lastTime = times[size];
    long last = events[size];
    int hole = 0;
    for (int child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size
          && isBefore(times[child + 1], events[child + 1], times[child], events[child])) {
        child++;
      }
      if (!isBefore(times[child], events[child], lastTime, last)) {
        break;
      }
      times[hole] = times[child];
      events[hole] = events[child];
      hole = child;
    }
    times[hole] = lastTime;
    events[hole] = last;
  }

  double time() {
    return time;
  }

  int kind() {
    return (int) (event >>> KIND_SHIFT);
  }

  int step() {
    return (int) (event >>> STEP_SHIFT & LOW >>> 1);
  }

  int executor() {
    return (int) (event & LOW);
  }

  private static boolean isBefore(double a, long first, double b, long second) {
    return a < b || a == b && first < second;
  }
}
