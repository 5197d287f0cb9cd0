package io.attune.benchmarks.field;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.TimeSpan;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.offline.RunCollector;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Measurements of a run, from its event log.
 *
 * @param seconds first job's start to last job's end
 * @param cost by Attune's model at neutral prices, executors and driver, whole lifetimes
 */
record FieldRun(double seconds, double cost) {
  private static final CostModel COSTS = new CostModel(PriceTable.neutral());

  /** Reads a log. */
  static FieldRun of(Path log) throws IOException {
    RunCollector collector = new RunCollector();
    for (EventLog found : EventLogs.find(List.of(log))) {
      new EventLogReader().read(found, collector, ReadProgress.NONE);
    }
    Run run = collector.run().orElseThrow(() -> new IOException(log + " has no events of a run"));
    ApplicationState application = run.application();
    double seconds = application.span().map(TimeSpan::durationMs).orElse(0L) / 1000.0;
    return new FieldRun(seconds, COSTS.cost(run).amount());
  }
}
