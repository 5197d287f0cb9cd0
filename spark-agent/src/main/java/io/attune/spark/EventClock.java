package io.attune.spark;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time at which the event being processed was received from Spark. */
final class EventClock extends Clock {
  private Instant now = Instant.EPOCH;

  /** Sets the time, epoch milliseconds. */
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
