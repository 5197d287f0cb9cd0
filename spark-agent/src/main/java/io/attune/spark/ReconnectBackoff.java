package io.attune.spark;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses between attempts, each twice as long as the one before, up to a second. */
final class ReconnectBackoff {
  private static final long FIRST_MILLIS = 100;

  /** Longest pause. */
  static final long LONGEST_MILLIS = 1_000;

  private final CountDownLatch end;
  private long millis = FIRST_MILLIS;

  /**
   * Begins with the shortest pause.
   *
   * @param end ends a pause
   */
  ReconnectBackoff(CountDownLatch end) {
    this.end = requireNonNull(end, "end is null");
  }

  /** Waits; an interrupt, which comes with the end only, is kept for whoever waits next. */
  void pause() {
    try {
      end.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    millis = Math.min(LONGEST_MILLIS, 2 * millis);
  }
}
