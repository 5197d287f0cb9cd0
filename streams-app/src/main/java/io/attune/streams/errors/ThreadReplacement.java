package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import io.attune.streams.metrics.AttuneMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that failed, after a pause that doubles while failures follow each other
 * closely. When threads go on failing although broker and registry answer, and for failures that a
 * retry cannot fix, which are an {@link Error} and state that cannot be read, this instance shuts
 * down with a sentence, so that its supervisor sees it end. Other instances, which may be of a
 * version that can read the state, take over its tasks.
 */
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration CALM = Duration.ofMinutes(5);

  /** As many are enough where only a person can help: the broker may be about to learn of it. */
  private static final int HOPELESS = 3;

  private final Patience patience;
  private final AttuneMetrics metrics;
  private final InstantSource clock;
  private final Limit limit;
  private final Consumer<String> whyStopped;
  private final Deque<Instant> failures = new ArrayDeque<>();
  private Duration pause = FIRST_PAUSE;
  private Instant last = Instant.EPOCH;
  private int hopeless;

  /**
   * How often threads are replaced.
   *
   * @param replacements failures after which a thread is replaced, within the window
   * @param window time in which failures are counted
   */
  public record Limit(int replacements, Duration window) {}

  /**
   * @param patience ends the pauses when Attune stops
   * @param limit how often threads are replaced
   * @param whyStopped takes the sentence that says why the instance shuts down
   */
  public ThreadReplacement(
      Patience patience,
      AttuneMetrics metrics,
      InstantSource clock,
      Limit limit,
      Consumer<String> whyStopped) {
    this.patience = requireNonNull(patience, "patience is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.limit = requireNonNull(limit, "limit is null");
    this.whyStopped = requireNonNull(whyStopped, "whyStopped is null");
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    metrics.threadFailure();
    FatalErrors.check(failure);
    Optional<String> end =
        Failures.hasError(failure) ? Optional.of(error(failure)) : Optional.empty();
    end = end.or(() -> UnreadableStateException.sentence(failure)).or(() -> enough(failure));
    if (end.isPresent()) {
      LOG.error("This instance shuts down: {}", end.get());
      LOG.debug("The failure in full", failure);
      whyStopped.accept(end.get());
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Duration wait = nextPause();
    LOG.error("A stream thread failed and is replaced in {}: {}", wait, Failures.describe(failure));
    LOG.debug("The failure in full", failure);
    patience.pause(wait);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static String error(Throwable failure) {
    return "A stream thread ended with an error of the JVM: " + Failures.describe(failure) + ".";
  }

  /** The sentence with which this instance ends, when threads have failed too often. */
  private synchronized Optional<String> enough(Throwable failure) {
    if (Failures.isOutage(failure)) {
      return Optional.empty();
    }
    Optional<String> needsPerson = Failures.needsPerson(failure);
    if (needsPerson.isPresent() && ++hopeless >= HOPELESS) {
      return needsPerson;
    }
    Instant now = clock.instant();
    failures.addLast(now);
    while (failures.getFirst().plus(limit.window()).isBefore(now)) {
      failures.removeFirst();
    }
    return failures.size() <= limit.replacements()
        ? Optional.empty()
        : Optional.of(
            "Stream threads failed "
                + failures.size()
                + " times within "
                + limit.window().toMinutes()
                + " minutes, the last one with: "
                + Failures.describe(failure)
                + "; the log has the others.");
  }

  private synchronized Duration nextPause() {
    Instant now = clock.instant();
    if (last.plus(CALM).isBefore(now)) {
      pause = FIRST_PAUSE;
      hopeless = Math.min(hopeless, 1);
    }
    last = now;
    Duration wait = pause;
    pause = pause.multipliedBy(2);
    pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    return wait;
  }
}
