package io.attune.benchmarks.fleet;

import io.attune.advisor.Run;
import io.attune.advisor.advice.Advisor;
import io.attune.advisor.advice.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.cli.RunCollector;
import io.attune.load.fleet.FleetWorkload;
import java.util.function.ObjIntConsumer;

/** Puts runs of the fleet before the same statistics and advisor as {@code attune analyze}. */
public final class FleetBench {
  private final Advisor advisor;

  /** Judges with this advisor. */
  public FleetBench(Advisor advisor) {
    this.advisor = advisor;
  }

  /** The advice after the last of so many runs, each with the earlier ones as its history. */
  public Judgement judge(FleetWorkload workload, int runs) {
    Assessment[] last = new Assessment[1];
    assess(workload, runs, (assessment, run) -> last[0] = assessment);
    return Judgement.of(workload, last[0]);
  }

  /** Assesses so many runs in turn and hands each assessment over with the number of its run. */
  void assess(FleetWorkload workload, int runs, ObjIntConsumer<Assessment> each) {
    WorkloadHistory history = WorkloadHistory.empty();
    for (int number = 0; number < runs; number++) {
      RunCollector collector = new RunCollector();
      workload.run(number, collector, true).toEnd();
      Run run = collector.run().orElseThrow();
      Assessment assessment = advisor.assess(run, history);
      history = advisor.remember(history, run, assessment);
      each.accept(assessment, number);
    }
  }
}
