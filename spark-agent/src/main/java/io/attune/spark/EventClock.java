package io.attune.spark;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands at the time at which the event in hand came from Spark: it may have waited since. */
final class EventClock extends Clock {
  private Instant now = Instant.EPOCH;

  /** Moves to a time, epoch milliseconds. */
  void set(long millis) {
    now = Instant.ofEpochMilli(millis);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("the zone does not matter here");
  }
}
