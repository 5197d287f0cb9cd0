package io.attune.eventlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of reading one application's event log.
 *
 * @param log the log's path
 * @param applicationId application it is of
 * @param events events read, ignored ones included
 * @param tasks records of finished task attempts
 * @param executorMetrics records of executor peaks
 * @param lifecycle all other records
 * @param unreadableLines lines that were no events, a cut-off last line included
 * @param applicationEnded whether the application has ended: the log says so, or there is evidence
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
        ignored,
        more);
  }

  /** All records. */
  public long records() {
    return tasks + executorMetrics + lifecycle;
  }
}
