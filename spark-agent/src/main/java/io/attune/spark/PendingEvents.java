package io.attune.spark;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where events wait for the sender: bounded in number and in memory, never blocks who offers, and
 * keeps order.
 *
 * <p>The last eighth of it is reserved for lifecycle events. When it is full, an event is dropped
 * and counted by kind; the next event that gets in carries the number of those dropped before it,
 * so that the loss shows as a gap of the same width in the sequence.
 */
final class PendingEvents {
  private static final int RESERVED_PART = 8;

  /** So many waiting events wake the sender before its next look. */
  private static final int WAKE_AT = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private final ArrayDeque<QueuedEvent> events = new ArrayDeque<>();
  private final int capacity;
  private final long memory;
  private final long[] dropped = new long[EventKind.values().length];
  private long bytes;
  private long gap;
  private int highWater;
  private boolean closed;

  /**
   * Makes an empty queue.
   *
   * @param capacity most events that wait
   * @param memory most bytes that they are estimated to take
   */
  PendingEvents(int capacity, long memory) {
    this.capacity = capacity;
    this.memory = memory;
  }

  /** Takes an event or drops it; returns at once. */
  boolean offer(QueuedEvent event) {
    requireNonNull(event, "event is null");
    lock.lock();
    try {
      boolean whole = event.kind().mayUseReserve();
      int most = whole ? capacity : capacity - capacity / RESERVED_PART;
      long mostBytes = whole ? memory : memory - memory / RESERVED_PART;
      if (closed || events.size() >= most || bytes + event.bytes() > mostBytes) {
        dropped[event.kind().ordinal()]++;
        gap++;
        return false;
      }
      event.gapBefore(gap);
      gap = 0;
      events.addLast(event);
      bytes += event.bytes();
      highWater = Math.max(highWater, events.size());
      if (events.size() == WAKE_AT) {
        wake.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes waiting events, oldest first.
   *
   * @param most so many at a time
   * @param longestWaitNanos returns after this time with what there is, or as soon as it is worth
   *     it
   */
  List<QueuedEvent> take(int most, long longestWaitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = longestWaitNanos;
      while (events.size() < WAKE_AT && !closed && left > 0) {
        left = wake.awaitNanos(left);
      }
      List<QueuedEvent> taken = new ArrayList<>(Math.min(most, events.size()));
      while (taken.size() < most && !events.isEmpty()) {
        QueuedEvent event = events.removeFirst();
        bytes -= event.bytes();
        taken.add(event);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing gets in; what waits can be taken without waiting. */
  void close() {
    lock.lock();
    try {
      closed = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing gets in any more. */
  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is closed and nothing waits any more. */
  boolean isDone() {
    lock.lock();
    try {
      return closed && events.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Events dropped after the last one that got in: a gap that no event carries. */
  long takeGap() {
    lock.lock();
    try {
      long result = gap;
      gap = 0;
      return result;
    } finally {
      lock.unlock();
    }
  }

  /** Events that wait now. */
  int size() {
    lock.lock();
    try {
      return events.size();
    } finally {
      lock.unlock();
    }
  }

  /** Most events that have waited at once. */
  int highWater() {
    lock.lock();
    try {
      return highWater;
    } finally {
      lock.unlock();
    }
  }

  /** Events that can wait. */
  int capacity() {
    return capacity;
  }

  /** Events dropped so far, of one kind. */
  long dropped(EventKind kind) {
    lock.lock();
    try {
      return dropped[kind.ordinal()];
    } finally {
      lock.unlock();
    }
  }

  /** Events dropped so far. */
  long dropped() {
    long sum = 0;
    for (EventKind kind : EventKind.values()) {
      sum += dropped(kind);
    }
    return sum;
  }

  /** The longest wait of {@link #take} that makes sense: how late an event may be on its way. */
  static long lookNanos() {
    return TimeUnit.MILLISECONDS.toNanos(50);
  }
}
