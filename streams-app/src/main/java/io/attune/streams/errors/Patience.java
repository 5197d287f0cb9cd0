package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits in place for a registry that does not answer.
 *
 * <p>An outage is not the record's fault, so the thread keeps trying the same record. Waiting
 * inside the serde keeps the task, its state and its place in the group; only when the limit is
 * reached, which must be shorter than the consumer's {@code max.poll.interval.ms}, is the failure
 * thrown and the thread replaced. {@link #stop} ends all waiting, so that closing is not held up.
 */
public final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Duration limit;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param limit how long one record may wait
   */
  public Patience(Duration limit) {
    this.limit = requireNonNull(limit, "limit is null");
  }

  /** Ends all waiting, now and later: what fails then fails at once. */
  public void stop() {
    stopped.countDown();
  }

  /**
   * Waits unless stopped.
   *
   * @return whether it was stopped
   */
  boolean pause(Duration length) {
    try {
      return stopped.await(length.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  <T> T patiently(Supplier<T> attempt) {
    Duration pause = FIRST_PAUSE;
    long deadline = 0;
    while (true) {
      try {
        return attempt.get();
      } catch (RetriableException e) {
        long now = System.nanoTime();
        if (deadline == 0) {
          deadline = now + limit.toNanos();
          LOG.warn("Waiting up to {} for the schema registry: {}", limit, e.getMessage());
        }
        if (now - deadline >= 0 || pause(pause)) {
          throw e;
        }
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      }
    }
  }
}
