package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.text.Secrets;
import io.attune.schemas.text.VisibleText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Logs each distinct error once and counts repetitions, so that an outage does not flood Spark's
 * log. What it quotes is without secrets, and each error is one line. Thread-safe and bounded.
 */
final class ErrorLog {
  private static final int MOST = 100;

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Consumer<String> log;
  private long total;

  /**
   * Creates an empty log.
   *
   * @param log receives a line for each new error
   */
  ErrorLog(Consumer<String> log) {
    this.log = requireNonNull(log, "log is null");
  }

  /**
   * Reports an error.
   *
   * @param what what happened and its consequence
   * @param error the error
   */
  void report(String what, Throwable error) {
    String line = VisibleText.of(Secrets.standard().redact(what + ": " + describe(error)));
    // Errors that differ only in numbers (offsets, milliseconds, ports) are the same.
    if (count(line.replaceAll("\\d+", "#"))) {
      log.accept(line);
    }
  }

  /** Logs a line that is not an error, such as a recovery. */
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

  /** Errors so far, including repetitions. */
  synchronized long total() {
    return total;
  }

  /** Distinct errors so far. */
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
    if (message != null && error instanceof OutputUnavailableException) {
      // Written for people.
      return message;
    }
    return message == null || message.isBlank()
        ? error.getClass().getSimpleName()
        : error.getClass().getSimpleName() + ": " + message;
  }
}
