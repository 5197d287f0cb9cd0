package io.attune.advisor.compare;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.setting.Amounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Why one run took longer than another. The contributions add up to the difference of the times,
 * first job start to last job end: each millisecond belongs in equal parts to the stages that ran
 * in it, or to nobody. What stands beside them (input, executors, failures, settings) differs as
 * well; whether it is the cause, two runs alone do not prove.
 *
 * @param before application id of the first run
 * @param after of the second
 * @param beforeMs time of the first, milliseconds
 * @param afterMs time of the second
 * @param contributions the largest difference first
 * @param circumstances what differs of the whole runs: input, executors, failures
 * @param settings what was set differently
 * @param warnings what makes the comparison doubtful, a sentence each
 */
public record RunComparison(
    String before,
    String after,
    double beforeMs,
    double afterMs,
    List<Contribution> contributions,
    List<String> circumstances,
    List<DifferingSetting> settings,
    List<String> warnings) {

  private static final String IDLE = "no stage running";

  /**
   * A property with another value.
   *
   * @param property name
   * @param before value in the first run; empty when it was not set
   * @param after value in the second
   */
  public record DifferingSetting(String property, String before, String after) {}

  /** Copies the lists. */
  public RunComparison {
    requireNonNull(before, "before is null");
    requireNonNull(after, "after is null");
    contributions = List.copyOf(contributions);
    circumstances = List.copyOf(circumstances);
    settings = List.copyOf(settings);
    warnings = List.copyOf(warnings);
  }

  /** Compares a run with one before it. */
  public static RunComparison of(Run before, Run after) {
    WallShares first = WallShares.of(before);
    WallShares second = WallShares.of(after);
    return new RunComparison(
        before.applicationId(),
        after.applicationId(),
        first.spanMs(),
        second.spanMs(),
        contributions(first, second),
        Circumstances.of(before, after),
        SettingDifferences.of(before.application(), after.application()),
        warnings(before, after));
  }

  /** How much longer the second run took, milliseconds; negative: less. */
  public double differenceMs() {
    return afterMs - beforeMs;
  }

  private static List<Contribution> contributions(WallShares first, WallShares second) {
    Set<WallShares.NamedStage> keys = new LinkedHashSet<>(first.stages().keySet());
    keys.addAll(second.stages().keySet());
    List<Contribution> parts = new ArrayList<>();
    for (WallShares.NamedStage key : keys) {
      parts.add(stage(key, first.stages(), second.stages()));
    }
    parts.add(
        new Contribution(
            IDLE,
            first.idleMs(),
            second.idleMs(),
            List.of("the driver worked, or the application waited for executors")));
    parts.sort(
        Comparator.comparingDouble((Contribution part) -> -Math.abs(part.differenceMs()))
            .thenComparing(Contribution::subject));
    return parts;
  }

  private static Contribution stage(
      WallShares.NamedStage key,
      Map<WallShares.NamedStage, WallShares.Share> first,
      Map<WallShares.NamedStage, WallShares.Share> second) {
    WallShares.Share was = first.get(key);
    WallShares.Share is = second.get(key);
    if (was == null) {
      WallShares.Share there = requireNonNull(is, "a stage of neither run");
      return new Contribution(
          subject(key, there), 0, there.wallMs(), List.of("only the second run has this stage"));
    }
    if (is == null) {
      return new Contribution(
          subject(key, was), was.wallMs(), 0, List.of("only the first run has this stage"));
    }
    return new Contribution(
        subject(key, is), was.wallMs(), is.wallMs(), StageDifferences.of(was, is));
  }

  private static String subject(WallShares.NamedStage key, WallShares.Share share) {
    return "stage " + share.stageId() + " (" + key.name() + ")";
  }

  private static List<String> warnings(Run before, Run after) {
    List<String> warnings = new ArrayList<>();
    if (!before.workload().equals(after.workload())) {
      warnings.add(
          "The runs are of different workloads, "
              + before.workload()
              + " and "
              + after.workload()
              + ": stages are matched by name only.");
    }
    for (Run run : List.of(before, after)) {
      if (!run.application().ended()) {
        warnings.add(run.applicationId() + " has not ended: its time is that up to now.");
      }
      if (run.completeness() < 1) {
        warnings.add(
            "Of "
                + run.applicationId()
                + " "
                + Amounts.percent(run.completeness())
                + " of the tasks were seen.");
      }
    }
    return warnings;
  }
}
