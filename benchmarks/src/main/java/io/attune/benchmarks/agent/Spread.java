package io.attune.benchmarks.agent;

/**
 * Times of many events.
 *
 * @param count events
 * @param mean nanoseconds
 * @param p50 nanoseconds; the smallest time that at least half of the events took at most
 * @param p99 nanoseconds, likewise
 * @param max nanoseconds
 */
record Spread(int count, double mean, long p50, long p99, long max) {
  /** Nothing was measured. */
  static final Spread NONE = new Spread(0, 0, 0, 0, 0);
}
