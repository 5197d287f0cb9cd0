package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A value that is expensive to compute and read by many: computed again, by one thread, when it is
 * asked for and older than a second or than ten times what computing it took; the others get the
 * old one meanwhile.
 *
 * @param <T> the value; shared, so immutable
 */
final class Refreshed<T> {
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int COST_FACTOR = 10;

  private final Supplier<T> source;
  private final LongSupplier nanoTime;
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile Made<T> made;

  private record Made<T>(T value, long at, long cost) {}

  Refreshed(Supplier<T> source, LongSupplier nanoTime) {
    this.source = requireNonNull(source, "source is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  T get() {
    Made<T> known = made;
    if (known != null && (isFresh(known) || !refreshing.tryLock())) {
      return known.value();
    }
    if (known == null) {
      refreshing.lock();
    }
    try {
      known = made;
      if (known == null || !isFresh(known)) {
        long begin = nanoTime.getAsLong();
        T value = source.get();
        long end = nanoTime.getAsLong();
        known = new Made<>(value, end, end - begin);
        made = known;
      }
      return known.value();
    } finally {
      refreshing.unlock();
    }
  }

  private boolean isFresh(Made<T> known) {
    return nanoTime.getAsLong() - known.at() < Math.max(FRESH_NANOS, COST_FACTOR * known.cost());
  }
}
