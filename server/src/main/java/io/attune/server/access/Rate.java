package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often each client may do something: so many times at once, and then so many each second (a
 * token bucket). Bounded: beyond ten thousand clients, the one that was idle longest is forgotten.
 */
final class Rate {
  private static final int MOST_CLIENTS = 10_000;

  private final double perSecond;
  private final double burst;
  private final LongSupplier nanoTime;
  private final Map<String, Allowance> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
          return size() > MOST_CLIENTS;
        }
      };

  /** What a client has left, and when that was so. */
  private record Allowance(double left, long at) {}

  Rate(double perSecond, double burst, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  /** Whether a client has something left. */
  synchronized boolean allows(String client) {
    return left(client) >= 1;
  }

  /** Takes one; false when nothing is left. */
  synchronized boolean take(String client) {
    double left = left(client);
    boolean taken = left >= 1;
    buckets.put(client, new Allowance(taken ? left - 1 : left, nanoTime.getAsLong()));
    return taken;
  }

  /** Seconds until there is one again, at least one. */
  long secondsUntilNext() {
    return Math.max(1, (long) Math.ceil(1 / perSecond));
  }

  private double left(String client) {
    Allowance bucket = buckets.get(client);
    if (bucket == null) {
      return burst;
    }
    double seconds = (nanoTime.getAsLong() - bucket.at()) / (double) TimeUnit.SECONDS.toNanos(1);
    return Math.min(burst, bucket.left() + seconds * perSecond);
  }
}
