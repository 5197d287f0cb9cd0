package io.attune.registry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Exponential backoff with full jitter: uniform between zero and {@code min(longest, first ·
 * 2^(retry-1))}, so that many clients do not retry in step.
 */
final class Backoff {
  private final Duration first;
  private final Duration longest;
  private final DoubleSupplier random;
  private final Sleeper sleeper;

  Backoff(Duration first, Duration longest) {
    this(
        first,
        longest,
        () -> ThreadLocalRandom.current().nextDouble(),
        wait -> Thread.sleep(wait.toMillis()));
  }

  Backoff(Duration first, Duration longest, DoubleSupplier random, Sleeper sleeper) {
    this.first = requireNonNull(first, "first is null");
    this.longest = requireNonNull(longest, "longest is null");
    this.random = requireNonNull(random, "random is null");
    this.sleeper = requireNonNull(sleeper, "sleeper is null");
  }

  /** Waits before a retry, counted from 1. */
  void await(int retry) throws InterruptedException {
    sleeper.sleep(wait(retry));
  }

  Duration wait(int retry) {
    double ceiling =
        Math.min(longest.toMillis(), first.toMillis() * Math.pow(2, Math.max(0, retry - 1)));
    return Duration.ofMillis((long) (ceiling * random.getAsDouble()));
  }

  /** Sleeps. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration wait) throws InterruptedException;
  }
}
