package io.attune.benchmarks.agent;

/**
 * Distribution of the times of events.
 *
 * @param count number of events
 * @param mean nanoseconds
 * @param p50 nanoseconds, by nearest rank
 * @param p99 nanoseconds, by nearest rank
 * @param max nanoseconds
 */
record TimeDistribution(int count, double mean, long p50, long p99, long max) {
  /** No events. */
  static final TimeDistribution NONE = new TimeDistribution(0, 0, 0, 0, 0);
}
