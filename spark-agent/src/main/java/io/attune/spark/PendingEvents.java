package io.attune.spark;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue of events for the sender: bounded in number and memory, never blocks the listener,
 * preserves order.
 *
 * <p>The last eighth of the capacity is reserved for lifecycle events. When the queue is full, new
 * events are dropped and counted by kind. The next event accepted carries the number of events
 * dropped before it, so that the sequence numbers have a gap of that width.
 */
final class PendingEvents {
  private static final int RESERVED_PART = 8;

  /** Number of queued events at which the sender is woken before its poll interval has passed. */
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
   * Creates an empty queue.
   *
   * @param capacity maximum number of events
   * @param memory maximum estimated memory of the events, bytes
   */
  PendingEvents(int capacity, long memory) {
    this.capacity = capacity;
    this.memory = memory;
  }

  /** Adds an event, or drops it and returns false. Never blocks. */
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
   * Removes events, oldest first.
   *
   * @param most maximum number of events
   * @param longestWaitNanos returns the queued events after this time, or when there are enough
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

  /** Drops new events from now on; queued ones can still be taken, without waiting. */
  void close() {
    lock.lock();
    try {
      closed = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is closed. */
  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is closed and empty. */
  boolean isDone() {
    lock.lock();
    try {
      return closed && events.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the number of events dropped since the last one accepted, which no event carries. */
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

  /** Number of queued events. */
  int size() {
    lock.lock();
    try {
      return events.size();
    } finally {
      lock.unlock();
    }
  }

  /** Largest number of queued events so far. */
  int highWater() {
    lock.lock();
    try {
      return highWater;
    } finally {
      lock.unlock();
    }
  }

  /** Maximum number of events. */
  int capacity() {
    return capacity;
  }

  /** Number of events of a kind dropped so far. */
  long dropped(EventKind kind) {
    lock.lock();
    try {
      return dropped[kind.ordinal()];
    } finally {
      lock.unlock();
    }
  }

  /** Number of events dropped so far. */
  long dropped() {
    long sum = 0;
    for (EventKind kind : EventKind.values()) {
      sum += dropped(kind);
    }
    return sum;
  }

  /** The sender's poll interval for {@link #take}: the longest delay that batching may add. */
  static long pollNanos() {
    return TimeUnit.MILLISECONDS.toNanos(50);
  }
}
