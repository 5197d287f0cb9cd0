package io.attune.spark;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Logs each distinct error once and counts the rest, so that an outage leaves a line in Spark's log
 * and not a flood. Thread-safe, bounded.
 */
final class ErrorCounts {
  private static final int MOST = 100;

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Consumer<String> log;
  private long total;

  /**
   * Makes an empty collection.
   *
   * @param log takes a line when an error is new
   */
  ErrorCounts(Consumer<String> log) {
    this.log = requireNonNull(log, "log is null");
  }

  /**
   * Takes note of an error.
   *
   * @param what where it happened and what follows from it, in words
   * @param error the error
   */
  void report(String what, Throwable error) {
    String line = what + ": " + describe(error);
    // Numbers (offsets, milliseconds, ports) make no new kind of error.
    if (count(line.replaceAll("\\d+", "#"))) {
      log.accept(line);
    }
  }

  /** Says that something is well again. */
  void note(String line) {
    log.accept(line);
  }

  private synchronized boolean count(String key) {
    total++;
    if (counts.size() >= MOST && !counts.containsKey(key)) {
      return false;
    }
    return counts.merge(key, 1L, Long::sum) == 1;
  }

  /** Errors so far, repetitions included. */
  synchronized long total() {
    return total;
  }

  /** Kinds of errors so far. */
  synchronized int distinct() {
    return counts.size();
  }

  private static String describe(Throwable error) {
    StringBuilder text = new StringBuilder(one(error));
    Throwable cause = error.getCause();
    for (int depth = 0; cause != null && depth < 5; depth++, cause = cause.getCause()) {
      String next = one(cause);
      if (text.indexOf(next) < 0) {
        text.append(" (").append(next).append(')');
      }
    }
    return text.toString();
  }

  private static String one(Throwable error) {
    String message = error.getMessage();
    return message == null || message.isBlank()
        ? error.getClass().getSimpleName()
        : error.getClass().getSimpleName() + ": " + message;
  }
}
