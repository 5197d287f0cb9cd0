package io.attune.streams.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleSupplier;

/** How much a counter has risen lately. */
final class Recently {
  static final Duration TIME = Duration.ofMinutes(10);

  private record Sample(Instant time, double count) {}

  private final DoubleSupplier counter;
  private final Deque<Sample> samples = new ArrayDeque<>();

  Recently(DoubleSupplier counter) {
    this.counter = counter;
  }

  /** By how much it has risen within the last ten minutes; to be asked regularly. */
  long risen(Instant now) {
    samples.addLast(new Sample(now, counter.getAsDouble()));
    while (samples.size() > 1 && samples.getFirst().time().plus(TIME).isBefore(now)) {
      samples.removeFirst();
    }
    return Math.round(samples.getLast().count() - samples.getFirst().count());
  }
}
