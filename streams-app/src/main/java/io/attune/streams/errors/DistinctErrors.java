package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Logs what is new and counts what repeats, so that a topic full of garbage does not fill the log.
 *
 * <p>The first occurrence of a kind is logged at once, later ones at most once in the quiet time,
 * with their count. At most {@value #MAX_KINDS} kinds are kept apart; the oldest is forgotten, and
 * logged again when it returns. Safe for several threads.
 */
public final class DistinctErrors {
  private static final int MAX_KINDS = 256;

  private final Logger log;
  private final InstantSource clock;
  private final Duration quiet;
  private final Map<String, Seen> kinds = new LinkedHashMap<>();

  /**
   * @param log where to write
   * @param clock for the quiet time
   * @param quiet how long repeats of one kind are only counted
   */
  public DistinctErrors(Logger log, InstantSource clock, Duration quiet) {
    this.log = requireNonNull(log, "log is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.quiet = requireNonNull(quiet, "quiet is null");
  }

  /**
   * Notes one occurrence.
   *
   * @param kind what makes two occurrences the same
   * @param message one sentence about this one
   * @return occurrences of this kind so far
   */
  public synchronized long note(String kind, String message) {
    Instant now = clock.instant();
    Seen seen = kinds.get(kind);
    if (seen == null) {
      if (kinds.size() >= MAX_KINDS) {
        kinds.remove(kinds.keySet().iterator().next());
      }
      seen = new Seen();
      kinds.put(kind, seen);
    }
    seen.count++;
    if (seen.logged == null) {
      log.warn("{}", message);
      seen.logged = now;
    } else if (!now.isBefore(seen.logged.plus(quiet))) {
      log.warn("{} ({} like it so far)", message, seen.count);
      seen.logged = now;
    }
    return seen.count;
  }

  private static final class Seen {
    private long count;
    private Instant logged;
  }
}
