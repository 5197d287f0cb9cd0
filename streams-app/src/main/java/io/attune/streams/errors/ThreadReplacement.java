package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import io.attune.streams.metrics.AttuneMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that failed, after a pause that doubles while failures follow each other
 * closely. Failures that a retry cannot fix, which are an {@link Error} and state that cannot be
 * read, shut this instance down, so that its supervisor sees it end. Other instances, which may be
 * of a version that can read the state, take over its tasks.
 */
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration CALM = Duration.ofMinutes(5);

  private final Patience patience;
  private final AttuneMetrics metrics;
  private final InstantSource clock;
  private final Consumer<String> whyStopped;
  private Duration pause = FIRST_PAUSE;
  private Instant last = Instant.EPOCH;

  /**
   * @param patience ends the pauses when Attune stops
   * @param whyStopped takes the sentence that says why the instance shuts down, where there is one
   */
  public ThreadReplacement(
      Patience patience, AttuneMetrics metrics, InstantSource clock, Consumer<String> whyStopped) {
    this.patience = requireNonNull(patience, "patience is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.whyStopped = requireNonNull(whyStopped, "whyStopped is null");
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    metrics.threadFailure();
    if (hasError(failure)) {
      LOG.error("A stream thread ended with an error; this instance shuts down", failure);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Optional<String> unreadable = UnreadableStateException.sentence(failure);
    if (unreadable.isPresent()) {
      whyStopped.accept(unreadable.get());
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Duration wait = nextPause();
    LOG.error("A stream thread failed and is replaced in {}: {}", wait, describe(failure));
    LOG.debug("The failure in full", failure);
    patience.pause(wait);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private synchronized Duration nextPause() {
    Instant now = clock.instant();
    if (last.plus(CALM).isBefore(now)) {
      pause = FIRST_PAUSE;
    }
    last = now;
    Duration wait = pause;
    pause = pause.multipliedBy(2);
    pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    return wait;
  }

  private static boolean hasError(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof Error) {
        return true;
      }
    }
    return false;
  }

  /** The messages from the outside in, without repeating what one has from the next. */
  private static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
      if (t.getMessage() != null && text.indexOf(t.getMessage()) < 0) {
        text.append(": ").append(t.getMessage());
      }
    }
    return text.toString();
  }
}
