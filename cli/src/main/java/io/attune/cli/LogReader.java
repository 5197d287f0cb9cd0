package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.offline.RunCollector;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogException;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.Found;
import io.attune.eventlog.ReadProgress;
import io.attune.eventlog.SkippedPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** Reads event logs into runs, with a progress bar on a terminal. */
final class LogReader {
  private final Terminal terminal;
  private final EventLogReader reader;

  LogReader(Terminal terminal) {
    this(terminal, new EventLogReader());
  }

  LogReader(Terminal terminal, EventLogReader reader) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.reader = requireNonNull(reader, "reader is null");
  }

  /** The runs in the logs, in their order: normally one for each log. */
  List<Run> read(List<EventLog> logs) {
    return read(new Found(logs, List.of()), new Omissions(terminal));
  }

  /**
   * The runs in what was found. What cannot be read is left out and reported.
   *
   * @param omissions receives what was left out
   * @throws EventLogException when nothing can be read
   */
  List<Run> read(Found found, Omissions omissions) {
    omissions.addAll(found.leftOut());
    long bytes = found.logs().stream().mapToLong(EventLog::sizeBytes).sum();
    List<Run> runs = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    try (ProgressBar bar = ProgressBars.ofBytes(terminal, "Reading", bytes)) {
      long before = 0;
      for (EventLog log : found.logs()) {
        long start = before;
        try {
          runs.addAll(read(log, warnings, omissions, (read, total) -> bar.stepTo(start + read)));
        } catch (EventLogException e) {
          omissions.add(new SkippedPath(log.path(), e.getMessage()));
        }
        before += log.sizeBytes();
      }
    }
    if (runs.isEmpty()) {
      throw omissions.nothingLeft();
    }
    omissions.say();
    warnings.forEach(warning -> terminal.say(FailureReporter.sentence(warning)));
    return runs;
  }

  private List<Run> read(
      EventLog log, List<String> warnings, Omissions omissions, ReadProgress progress) {
    List<RunCollector> collectors = new ArrayList<>();
    reader
        .read(
            log,
            () -> {
              RunCollector collector = new RunCollector();
              collectors.add(collector);
              return collector;
            },
            progress)
        .forEach(
            report -> {
              warnings.addAll(report.warnings());
              omissions.addRedacted(report.redacted());
            });
    List<Run> runs = collectors.stream().map(RunCollector::run).flatMap(Optional::stream).toList();
    if (runs.isEmpty()) {
      throw new EventLogException(log.path() + " has no event of an application.");
    }
    return runs;
  }
}
