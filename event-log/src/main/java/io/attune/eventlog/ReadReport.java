package io.attune.eventlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Result of reading one application's event log.
 *
 * @param log the log's path
 * @param applicationId application id
 * @param events events read, including ignored ones
 * @param tasks records of finished task attempts
 * @param executorMetrics records of executor peaks
 * @param lifecycle all other records
 * @param unreadableLines lines that are not events, including a truncated last line
 * @param applicationEnded whether the application has ended: the log says so, or there is evidence
 * @param redacted secrets that were removed from texts and settings
 * @param ignored number of unknown events, by name
 * @param warnings warnings for the user, one sentence each
 */
public record ReadReport(
    String log,
    String applicationId,
    long events,
    long tasks,
    long executorMetrics,
    long lifecycle,
    long unreadableLines,
    boolean applicationEnded,
    long redacted,
    Map<String, Long> ignored,
    List<String> warnings) {

  /** Copies the collections. */
  public ReadReport {
    ignored = Map.copyOf(ignored);
    warnings = List.copyOf(warnings);
  }

  /** With one more warning. */
  ReadReport withWarning(String sentence) {
    List<String> more = new ArrayList<>(warnings);
    more.add(sentence);
    return new ReadReport(
        log,
        applicationId,
        events,
        tasks,
        executorMetrics,
        lifecycle,
        unreadableLines,
        applicationEnded,
        redacted,
        ignored,
        more);
  }

  /** Total number of records. */
  public long records() {
    return tasks + executorMetrics + lifecycle;
  }
}
