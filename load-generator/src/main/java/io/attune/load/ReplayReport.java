package io.attune.load;

import io.attune.eventlog.ReadReport;
import io.attune.eventlog.SkippedPath;
import java.util.List;

/**
 * The result of a replay.
 *
 * @param logs one report for each application, in the order of the logs
 * @param leftOut logs of which nothing can be read
 * @param acknowledged records acknowledged by all in-sync replicas
 */
public record ReplayReport(List<ReadReport> logs, List<SkippedPath> leftOut, long acknowledged) {

  /** Copies the list. */
  public ReplayReport {
    logs = List.copyOf(logs);
    leftOut = List.copyOf(leftOut);
  }

  /** Warnings of all logs. */
  public List<String> warnings() {
    return logs.stream().flatMap(log -> log.warnings().stream()).toList();
  }
}
