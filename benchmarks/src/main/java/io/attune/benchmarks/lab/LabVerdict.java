package io.attune.benchmarks.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The effect of the advice on a workload.
 *
 * @param result the result
 * @param time time from first job start to last job end, seconds: initial configuration and last
 *     round
 * @param cost cost of the executors' whole lifetimes: initial configuration and last round
 * @param coreSeconds slot time paid for
 * @param harm the worst change between consecutive rounds; empty if none exceeds the limit
 */
record LabVerdict(
    WorkloadResult result,
    BeforeAndAfter time,
    BeforeAndAfter cost,
    BeforeAndAfter coreSeconds,
    Optional<String> harm) {
  /** Maximum increase of time or cost beyond noise. */
  static final double HARM_BAR = 0.05;

  static LabVerdict of(WorkloadResult result) {
    Configuration before = result.before();
    Configuration after = result.after();
    return new LabVerdict(
        result,
        compare(before, after, r -> r.spanMs() / 1000.0),
        compare(before, after, MeasuredRun::cost),
        compare(before, after, MeasuredRun::coreSeconds),
        harm(result));
  }

  /** Whether it succeeds in the initial configuration. */
  boolean succeedsBefore() {
    return result.before().runs().stream().allMatch(MeasuredRun::succeeded);
  }

  /** Whether it succeeds in the last round. */
  boolean succeedsAfter() {
    return result.after().runs().stream().allMatch(MeasuredRun::succeeded);
  }

  /** Whether there were any recommendations. */
  boolean isAdvised() {
    return result.configurations().stream().anyMatch(c -> !c.advice().isEmpty());
  }

  /** Whether any were applied. */
  boolean isChanged() {
    return result.configurations().size() > 1;
  }

  private static Optional<String> harm(WorkloadResult result) {
    List<Configuration> rounds = result.configurations();
    for (int i = 1; i < rounds.size(); i++) {
      boolean passed = rounds.get(i - 1).runs().stream().allMatch(MeasuredRun::succeeded);
      boolean passes = rounds.get(i).runs().stream().allMatch(MeasuredRun::succeeded);
      if (passed && !passes) {
        return Optional.of("round " + i + " fails");
      }
      if (!passed) {
        continue;
      }
      BeforeAndAfter time = compare(rounds.get(i - 1), rounds.get(i), r -> r.spanMs() / 1000.0);
      BeforeAndAfter cost = compare(rounds.get(i - 1), rounds.get(i), MeasuredRun::cost);
      if (time.isWorseBeyond(HARM_BAR)) {
        return Optional.of("round " + i + " slower by " + LabTable.percent(time.change()));
      }
      if (cost.isWorseBeyond(HARM_BAR)) {
        return Optional.of("round " + i + " more expensive by " + LabTable.percent(cost.change()));
      }
    }
    return Optional.empty();
  }

  private static BeforeAndAfter compare(
      Configuration before, Configuration after, ToDoubleFunction<MeasuredRun> what) {
    return BeforeAndAfter.of(
        before.runs().stream().mapToDouble(what).toArray(),
        after.runs().stream().mapToDouble(what).toArray());
  }
}
