package io.attune.load.follow;

import io.attune.schemas.LogPosition;
import java.time.Duration;
import java.util.Optional;

/** How far each log was read, and which logs this instance looks after. */
interface Positions extends AutoCloseable {

  /** Takes notice of what other instances wrote and of those that came or went. */
  void poll(Duration patience);

  /** Whether a log is this instance's, and its position is known if it has one. */
  boolean isOurs(String log);

  /** Whether it is known which logs are. */
  boolean isReady();

  /** How far a log was read. */
  Optional<LogPosition> of(String log);

  /** Remembers a position. */
  void store(LogPosition position);

  /** Ends a {@link #poll} that waits; from any thread. */
  void wakeup();

  @Override
  void close();
}
