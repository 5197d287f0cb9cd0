package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.SetSummary;
import io.attune.cli.SetAnalysis.RankedWorkload;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.Found;
import java.util.List;

/** Reads and judges many logs into a summary with the changes of each workload's newest run. */
final class FleetReader {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Terminal terminal;
  private final EventLogReader reader;
  private final Analysis analysis;

  FleetReader(Terminal terminal, EventLogReader reader, Analysis analysis) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.analysis = requireNonNull(analysis, "analysis is null");
  }

  /**
   * The summary; what was left out is said on standard error.
   *
   * @throws io.attune.eventlog.EventLogException when nothing can be read
   */
  SetSummary read(Found found) {
    Omissions omissions = new Omissions(terminal);
    omissions.addAll(found.leftOut());
    try (Spool spool = new Spool()) {
      List<RankedWorkload> workloads =
          judge(spool, read(spool, found.logs(), omissions), omissions);
      return new SetSummary(
          workloads.stream().map(RankedWorkload::summary).toList(), omissions.sentences());
    }
  }

  /** The runs in logs, kept in a spool. */
  List<StoredRun> read(Spool spool, List<EventLog> logs, Omissions omissions) {
    return new SetReader(terminal, spool, reader, logs.size(), PROCESSORS).read(logs, omissions);
  }

  /**
   * Judges runs; what was left out is said on standard error.
   *
   * @throws io.attune.eventlog.EventLogException when nothing is left
   */
  List<RankedWorkload> judge(Spool spool, List<StoredRun> runs, Omissions omissions) {
    List<RankedWorkload> workloads =
        new SetAnalysis(
                terminal,
                spool,
                analysis,
                Format.JSON.rendering(OutputFormat.display(terminal)),
                report -> List.of(),
                false,
                PROCESSORS)
            .judge(runs, omissions);
    if (workloads.isEmpty()) {
      throw omissions.nothingLeft();
    }
    omissions.sayAll();
    return workloads;
  }
}
