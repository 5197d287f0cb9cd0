package io.attune.spark;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Exponential backoff between attempts, up to one second. */
final class ReconnectBackoff {
  private static final long FIRST_MILLIS = 100;

  /** Longest pause. */
  static final long LONGEST_MILLIS = 1_000;

  private final CountDownLatch end;
  private long millis = FIRST_MILLIS;

  /**
   * Starts with the shortest pause.
   *
   * @param end ends the current pause
   */
  ReconnectBackoff(CountDownLatch end) {
    this.end = requireNonNull(end, "end is null");
  }

  /** Pauses. If interrupted, returns with the interrupt status set. */
  void pause() {
    try {
      end.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    millis = Math.min(LONGEST_MILLIS, 2 * millis);
  }
}
