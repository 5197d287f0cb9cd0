package io.attune.benchmarks.fleet;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.table.RuleTable;
import io.attune.load.fleet.FleetWorkload;

/** Assesses runs of the fleet with the same statistics and advisor as {@code attune analyze}. */
public final class FleetBench {
  private final Advisor advisor;
  private final SizeTrial trial;
  private final Listener everyRun;

  /**
   * Creates a bench for an advisor.
   *
   * @param advisor the advisor
   * @param table its rule table
   */
  public FleetBench(Advisor advisor, RuleTable table) {
    this(advisor, table, (run, assessment, number) -> {});
  }

  /**
   * Judges with this advisor.
   *
   * @param everyRun is given every run that is assessed
   */
  FleetBench(Advisor advisor, RuleTable table, Listener everyRun) {
    this.advisor = advisor;
    this.trial = new SizeTrial(table);
    this.everyRun = everyRun;
  }

  /**
   * Judges the advice after the last of a number of runs, each with the earlier ones as history.
   */
  public JudgedAdvice judge(FleetWorkload workload, int runs) {
    JudgedAdvice[] last = new JudgedAdvice[1];
    assess(
        workload,
        runs,
        (run, assessment, number) -> {
          if (number == runs - 1) {
            last[0] =
                JudgedAdvice.of(
                    workload,
                    assessment,
                    recommendation -> trial.holds(workload, number, run, recommendation));
          }
        });
    return last[0];
  }

  /** Receives the assessment of a run, numbered from 0. */
  interface Listener {
    void accept(Run run, Assessment assessment, int number);
  }

  /** Assesses a number of runs, each with the earlier ones as history. */
  void assess(FleetWorkload workload, int runs, Listener listener) {
    WorkloadHistory history = WorkloadHistory.empty();
    for (int number = 0; number < runs; number++) {
      RunCollector collector = new RunCollector();
      workload.run(number, collector, true).toEnd();
      Run run = collector.run().orElseThrow();
      Assessment assessment = advisor.assess(run, history);
      history = advisor.remember(history, run, assessment);
      everyRun.accept(run, assessment, number);
      listener.accept(run, assessment, number);
    }
  }
}
