package io.attune.load;

import io.attune.eventlog.ReadReport;
import java.util.List;

/**
 * What came of a replay.
 *
 * @param logs one report for each log, in their order
 * @param acknowledged records that all in-sync replicas have
 */
public record ReplayReport(List<ReadReport> logs, long acknowledged) {

  /** Copies. */
  public ReplayReport {
    logs = List.copyOf(logs);
  }

  /** Warnings of all logs. */
  public List<String> warnings() {
    return logs.stream().flatMap(log -> log.warnings().stream()).toList();
  }
}
