package io.attune.benchmarks;

import io.attune.advisor.application.Run;
import io.attune.advisor.offline.RunCollector;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every run below {@code sample-runs/logs}. */
public final class RecordedLogs {
  private static final Path LOGS = Path.of("..", "sample-runs", "logs");

  private RecordedLogs() {}

  /** The runs, in the order of their logs. */
  public static List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (EventLog log : EventLogs.find(List.of(LOGS))) {
      RunCollector collector = new RunCollector();
      new EventLogReader().read(log, collector, (read, total) -> {});
      collector.run().ifPresent(runs::add);
    }
    return runs;
  }
}
