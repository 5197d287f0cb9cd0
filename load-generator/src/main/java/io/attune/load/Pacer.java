package io.attune.load;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Delays events until they are due. The first event is due immediately; one that is older than an
 * earlier one, as task ends in a log often are, is not delayed.
 */
final class Pacer {

  /** Waits for at most some nanoseconds. */
  @FunctionalInterface
  interface Waiting {
    void nanos(long nanos);
  }

  private final ReplaySpeed speed;
  private final LongSupplier nanoTime;
  private final Waiting waiting;
  private Instant first;
  private long start;

  Pacer(ReplaySpeed speed) {
    this(speed, System::nanoTime, LockSupport::parkNanos);
  }

  Pacer(ReplaySpeed speed, LongSupplier nanoTime, Waiting waiting) {
    this.speed = requireNonNull(speed, "speed is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.waiting = requireNonNull(waiting, "waiting is null");
  }

  /**
   * Waits until an event is due.
   *
   * @throws ReplayException if the thread is interrupted
   */
  void await(Instant eventTime) {
    if (speed.isMax()) {
      return;
    }
    if (first == null) {
      first = eventTime;
      start = nanoTime.getAsLong();
      return;
    }
    long due = start + speed.dueNanos(eventTime.toEpochMilli() - first.toEpochMilli());
    for (long left = due - nanoTime.getAsLong(); left > 0; left = due - nanoTime.getAsLong()) {
      waiting.nanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new ReplayException("The replay was interrupted.", new InterruptedException());
      }
    }
  }
}
