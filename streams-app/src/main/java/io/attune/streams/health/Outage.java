package io.attune.streams.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Since when somebody does not answer. Safe for several threads. */
final class Outage {
  private Instant answered;
  private Optional<String> why = Optional.empty();

  /**
   * @param begin taken for the last answer before there is one
   */
  Outage(Instant begin) {
    this.answered = begin;
  }

  /** Takes what was seen: why there was no answer, or nothing when there was one. */
  synchronized void saw(Optional<String> failure, Instant now) {
    why = failure;
    if (failure.isEmpty()) {
      answered = now;
    }
  }

  synchronized boolean answers() {
    return why.isEmpty();
  }

  synchronized Duration lasts(Instant now) {
    return why.isEmpty() ? Duration.ZERO : Duration.between(answered, now);
  }

  /** The end of a sentence that begins with who does not answer. */
  synchronized String since(Instant now) {
    return " has not answered for "
        + lasts(now).toSeconds()
        + " s ("
        + why.orElse("").strip().replaceAll("[.\\s]+$", "")
        + ").";
  }
}
