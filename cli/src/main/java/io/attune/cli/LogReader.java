package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.offline.RunCollector;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.ReadReport;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;

/** Reads event logs into runs, with a progress bar when somebody watches. */
final class LogReader {
  private final Terminal terminal;

  LogReader(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  /** One run a log, in the order of the logs. */
  List<Run> read(List<EventLog> logs) {
    long bytes = logs.stream().mapToLong(EventLog::sizeBytes).sum();
    List<Run> runs = new ArrayList<>();
    EventLogReader reader = new EventLogReader();
    try (ProgressBar bar = ProgressBars.ofBytes(terminal, "Reading", bytes)) {
      long before = 0;
      for (EventLog log : logs) {
        RunCollector collector = new RunCollector();
        long start = before;
        ReadReport report = reader.read(log, collector, (read, total) -> bar.stepTo(start + read));
        before += log.sizeBytes();
        report.warnings().forEach(warning -> terminal.say(Failures.sentence(warning)));
        runs.add(
            collector
                .run()
                .orElseThrow(
                    () -> new CommandFailure(log.name() + " has no event of an application.")));
      }
    }
    return runs;
  }
}
