package io.attune.advisor.outcome;

import io.attune.advisor.history.RunSummary;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.List;

/**
 * How time follows input: time ∝ input<sup>e</sup>, with the exponent known to lie between two
 * values. Both are the same when the workload's own runs tell; while they do not, the exponent may
 * be anything from 0 (time does not follow) to a little more than 1 (sorting).
 *
 * @param least exponent at least
 * @param most exponent at most
 */
record InputEffect(double least, double most) {
  /** Time is taken as it is. */
  static final InputEffect NONE = new InputEffect(0, 0);

  /**
   * Learns from runs with unchanged settings: the least-squares slope of ln time over ln input
   * within groups, 0 where they are hardly correlated.
   */
  static InputEffect of(List<RunSummary> runs, RuleTable table) {
    InputEffect unknown = new InputEffect(0, table.number("outcomes.input-most-exponent"));
    List<double[]> points = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (List<RunSummary> group : SameSettings.groups(runs)) {
      List<RunSummary> known = group.stream().filter(run -> run.input() > 0).toList();
      double meanInput = known.stream().mapToDouble(r -> Math.log(r.input())).average().orElse(0);
      double meanTime = known.stream().mapToDouble(r -> Math.log(r.spanMs())).average().orElse(0);
      for (RunSummary run : known) {
        double input = Math.log(run.input()) - meanInput;
        points.add(new double[] {input, Math.log(run.spanMs()) - meanTime});
        least = Math.min(least, input);
        most = Math.max(most, input);
      }
    }
    if (points.size() < table.number("outcomes.input-min-runs")
        || Math.exp(most - least) < table.number("outcomes.input-min-spread")) {
      return unknown;
    }
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (double[] point : points) {
      xx += point[0] * point[0];
      xy += point[0] * point[1];
      yy += point[1] * point[1];
    }
    double correlation = yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    if (correlation < table.number("outcomes.input-correlation")) {
      return NONE;
    }
    double slope = Math.max(0, Math.min(unknown.most(), xy / xx));
    return new InputEffect(slope, slope);
  }

  /** Whether the runs tell. */
  boolean isKnown() {
    return least == most;
  }
}
