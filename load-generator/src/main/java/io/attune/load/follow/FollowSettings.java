package io.attune.load.follow;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How logs are followed.
 *
 * @param threads logs that are read at the same time, at least 1
 * @param youngerThan a log that was not written to for longer is not begun with
 * @param patience maximum wait for the broker at the start
 */
public record FollowSettings(int threads, Duration youngerThan, Duration patience) {

  /** Checks the fields. */
  public FollowSettings {
    requireNonNull(youngerThan, "youngerThan is null");
    requireNonNull(patience, "patience is null");
    if (threads < 1) {
      throw new IllegalArgumentException("threads is below 1: " + threads);
    }
  }
}
