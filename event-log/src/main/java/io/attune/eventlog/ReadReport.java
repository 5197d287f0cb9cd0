package io.attune.eventlog;

import java.util.List;
import java.util.Map;

/**
 * What came of reading one event log.
 *
 * @param log the log's path
 * @param applicationId application it is of
 * @param events events read, ignored ones included
 * @param tasks records of finished task attempts
 * @param executorMetrics records of executor peaks
 * @param lifecycle all other records
 * @param unreadableLines lines that were no events, a cut-off last line included
 * @param applicationEnded whether the log has the application's end
 * @param ignored events of unknown kinds, by name
 * @param warnings what the user should know, one sentence each
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
    Map<String, Long> ignored,
    List<String> warnings) {

  /** Copies. */
  public ReadReport {
    ignored = Map.copyOf(ignored);
    warnings = List.copyOf(warnings);
  }

  /** All records. */
  public long records() {
    return tasks + executorMetrics + lifecycle;
  }
}
