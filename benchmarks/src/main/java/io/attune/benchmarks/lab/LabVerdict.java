package io.attune.benchmarks.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What following the advice did to one workload.
 *
 * @param result the runs
 * @param time span from first job start to last job end, seconds: as it came against the last round
 * @param cost cost of the executors' whole lifetimes, as it came against the last round
 * @param coreSeconds slot time paid for
 * @param harm the worst step of a round against the one before it; empty when none is beyond the
 *     bar
 */
record LabVerdict(
    WorkloadResult result,
    BeforeAndAfter time,
    BeforeAndAfter cost,
    BeforeAndAfter coreSeconds,
    Optional<String> harm) {
  /** Growth of time or cost that a set may cause beyond noise. */
  static final double HARM_BAR = 0.05;

  static LabVerdict of(WorkloadResult result) {
    Configuration before = result.before();
    Configuration after = result.after();
    return new LabVerdict(
        result,
        compare(before, after, r -> r.spanMs() / 1000.0),
        compare(before, after, Measured::cost),
        compare(before, after, Measured::coreSeconds),
        harm(result));
  }

  /** Whether it runs to its end as it came. */
  boolean succeedsBefore() {
    return result.before().runs().stream().allMatch(Measured::succeeded);
  }

  /** Whether it runs to its end in the last round. */
  boolean succeedsAfter() {
    return result.after().runs().stream().allMatch(Measured::succeeded);
  }

  /** Whether anything was advised at all. */
  boolean isAdvised() {
    return result.configurations().stream().anyMatch(c -> !c.advice().isEmpty());
  }

  /** Whether something was followed. */
  boolean isChanged() {
    return result.configurations().size() > 1;
  }

  private static Optional<String> harm(WorkloadResult result) {
    List<Configuration> rounds = result.configurations();
    for (int i = 1; i < rounds.size(); i++) {
      boolean passed = rounds.get(i - 1).runs().stream().allMatch(Measured::succeeded);
      boolean passes = rounds.get(i).runs().stream().allMatch(Measured::succeeded);
      if (passed && !passes) {
        return Optional.of("round " + i + " fails");
      }
      if (!passed) {
        continue;
      }
      BeforeAndAfter time = compare(rounds.get(i - 1), rounds.get(i), r -> r.spanMs() / 1000.0);
      BeforeAndAfter cost = compare(rounds.get(i - 1), rounds.get(i), Measured::cost);
      if (time.isWorseBeyond(HARM_BAR)) {
        return Optional.of("round " + i + " slower by " + LabTable.percent(time.change()));
      }
      if (cost.isWorseBeyond(HARM_BAR)) {
        return Optional.of("round " + i + " dearer by " + LabTable.percent(cost.change()));
      }
    }
    return Optional.empty();
  }

  private static BeforeAndAfter compare(
      Configuration before, Configuration after, ToDoubleFunction<Measured> what) {
    return BeforeAndAfter.of(
        before.runs().stream().mapToDouble(what).toArray(),
        after.runs().stream().mapToDouble(what).toArray());
  }
}
