package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.load.EventLog;
import io.attune.load.EventLogReader;
import io.attune.load.EventLogs;
import io.attune.load.ReadReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;

/** Reads event logs into runs, with a progress bar when somebody watches. */
final class LogReader {
  private final Terminal terminal;

  LogReader(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  /** One run a log, in the order of the paths. */
  List<Run> read(List<Path> paths) {
    List<EventLog> logs = EventLogs.find(paths);
    long bytes = logs.stream().mapToLong(EventLog::sizeBytes).sum();
    List<Run> runs = new ArrayList<>();
    try (ProgressBar bar = Progress.ofBytes(terminal, "Reading", bytes)) {
      for (EventLog log : logs) {
        RunCollector collector = new RunCollector();
        ReadReport report = new EventLogReader().read(log, collector, bar::stepBy);
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
