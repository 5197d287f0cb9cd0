package io.attune.benchmarks.fleet;

import io.attune.advisor.application.Run;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.table.RuleTable;
import io.attune.load.fleet.FleetWorkload;
import io.attune.schemas.Recommendation;

/**
 * Tests recommendations of a number of executors by simulating the workload with that number. Cost
 * and time of that run decide whether the recommendation was right where the ground truth has no
 * answer.
 */
final class SizeTrial {
  private static final String INSTANCES = "spark.executor.instances";
  private static final CostModel COSTS = new CostModel(PriceTable.neutral());

  private final RuleTable table;

  /** Creates a trial with the bounds of a rule table. */
  SizeTrial(RuleTable table) {
    this.table = table;
  }

  /** Whether a recommendation can be tested. */
  static boolean canTest(Recommendation recommendation) {
    return INSTANCES.equals(recommendation.getProperty());
  }

  /**
   * Returns whether a recommendation achieves at least half of the smallest effect worth advising:
   * lower cost within the time that the balanced objective allows, or less time.
   *
   * @param workload workload
   * @param number number of the assessed run, from 0
   * @param run the run
   * @param recommendation the recommendation
   */
  boolean holds(FleetWorkload workload, int number, Run run, Recommendation recommendation) {
    RunCollector collector = new RunCollector();
    workload
        .onExecutors(Integer.parseInt(recommendation.getRecommended()))
        .run(number, collector, true)
        .toEnd();
    Run then = collector.run().orElseThrow();
    double sooner = 1 - spanMs(then) / spanMs(run);
    double cheaper = 1 - COSTS.cost(then).amount() / COSTS.cost(run).amount();
    double least = table.number("sizing.min-effect-share") / 2;
    boolean promisedMoney = recommendation.getImpact().getCost().getExpected() < 0;
    return promisedMoney
        ? cheaper >= least && sooner >= 1 - table.number("sizing.balanced-time-factor")
        : sooner >= least;
  }

  private static double spanMs(Run run) {
    return run.application().span().orElseThrow().durationMs();
  }
}
