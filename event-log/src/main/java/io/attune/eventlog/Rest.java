package io.attune.eventlog;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a log is no longer written to.
 *
 * <p>Spark closes a log by taking {@code .inprogress} from its name. One without that suffix (as
 * Databricks delivers it, or when it was renamed by a copy) is at rest when it was not written to
 * for {@value #MINUTES} minutes, as long as Databricks takes between two deliveries, twice; a copy
 * made just now counts as at rest when its newest event is {@value #COPY_HOURS} hour old. One with
 * the suffix may be that of an application that waits for work, or of a driver that was killed,
 * which look the same: it is at rest after {@value #IN_PROGRESS_HOURS} hours, even where a job had
 * not ended. A log without it in which a job had not ended is taken for a part of one.
 *
 * <p>The evidence names the bound and not the time that passed, so that the same log gives the same
 * records whenever it is read.
 *
 * @param known whether it is at rest
 * @param evidence the reason, in a clause; empty when it is not
 */
record Rest(boolean known, String evidence) {

  static final int MINUTES = 10;
  static final int COPY_HOURS = 1;
  static final int IN_PROGRESS_HOURS = 24;

  private static final Rest UNKNOWN = new Rest(false, "");

  /** Another application follows in the same log. */
  static Rest followed() {
    return new Rest(true, "another application follows in the same log");
  }

  /** Nothing came of it for some time. */
  static Rest silent(Duration time) {
    return new Rest(true, "nothing came of it for " + time.toHours() + " hours");
  }

  /**
   * Whether a log is at rest.
   *
   * @param newestEvent time of the newest event in it; the epoch when none has a time
   * @param now the time now
   */
  static Rest of(EventLog log, Instant newestEvent, Instant now) {
    long unwritten = Duration.between(log.lastModified(), now).toMinutes();
    if (log.inProgress()) {
      return unwritten >= 60L * IN_PROGRESS_HOURS
          ? new Rest(true, "the log was not written to for " + IN_PROGRESS_HOURS + " hours")
          : UNKNOWN;
    }
    if (unwritten >= MINUTES) {
      return new Rest(true, "the log was not written to for " + MINUTES + " minutes");
    }
    return Duration.between(newestEvent, now).toHours() >= COPY_HOURS
        ? new Rest(true, "its newest event is more than an hour old")
        : UNKNOWN;
  }
}
