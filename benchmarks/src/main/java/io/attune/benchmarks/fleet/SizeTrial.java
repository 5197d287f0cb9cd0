package io.attune.benchmarks.fleet;

import io.attune.advisor.application.Run;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.table.RuleTable;
import io.attune.load.fleet.FleetWorkload;
import io.attune.schemas.Recommendation;

/**
 * Puts advice about the number of executors to the test: the simulation runs the workload once more
 * on as many as were advised. What that run costs and how long it takes says whether the advice was
 * right, where no list of answers can.
 */
final class SizeTrial {
  private static final String INSTANCES = "spark.executor.instances";
  private static final CostModel COSTS = new CostModel(PriceTable.neutral());

  private final RuleTable table;

  /** Holds advice to the bounds of this table. */
  SizeTrial(RuleTable table) {
    this.table = table;
  }

  /** Whether a recommendation can be put to the test here. */
  static boolean canTest(Recommendation said) {
    return INSTANCES.equals(said.getProperty());
  }

  /**
   * Whether it brought half of the least effect that is worth words, of what it had promised: money
   * without more time than the balanced objective allows, or time.
   *
   * @param workload workload
   * @param number of the run that was spoken of, from 0
   * @param run that run
   * @param said what was said of it
   */
  boolean holds(FleetWorkload workload, int number, Run run, Recommendation said) {
    RunCollector collector = new RunCollector();
    workload
        .onExecutors(Integer.parseInt(said.getRecommended()))
        .run(number, collector, true)
        .toEnd();
    Run then = collector.run().orElseThrow();
    double sooner = 1 - spanMs(then) / spanMs(run);
    double cheaper = 1 - COSTS.cost(then).amount() / COSTS.cost(run).amount();
    double least = table.number("sizing.min-effect-share") / 2;
    boolean promisedMoney = said.getImpact().getCost().getExpected() < 0;
    return promisedMoney
        ? cheaper >= least && sooner >= 1 - table.number("sizing.balanced-time-factor")
        : sooner >= least;
  }

  private static double spanMs(Run run) {
    return run.application().span().orElseThrow().durationMs();
  }
}
