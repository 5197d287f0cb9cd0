package io.attune.advisor.prediction;

import java.util.List;

/**
 * Bounds of any schedule without needless idleness (R. L. Graham, "Bounds on multiprocessing timing
 * anomalies", SIAM Journal on Applied Mathematics 17(2), 1969), with delays between steps that no
 * slot shortens and first tasks on fresh slots that take longer.
 *
 * @param lowerMs max(work ÷ slots, longest path), without warm-up
 * @param upperMs work ÷ slots + longest path, the tasks on it weighed with 1 − 1 ÷ slots, with
 *     warm-up of every slot in every stage and of every executor once
 */
record GrahamBounds(double lowerMs, double upperMs) {
  /**
   * Bounds of a plan.
   *
   * @param plan what is played
   * @param slots slots once all executors have come
   * @param absentMs time until they come, summed over their slots
   */
  static GrahamBounds of(ReplayPlan plan, int slots, double absentMs) {
    List<Step> steps = plan.steps();
    double work = 0;
    double warmUp = 0;
    double[] path = new double[steps.size()];
    double[] weighed = new double[steps.size()];
    double longest = 0;
    double longestWeighed = 0;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      work += step.tasks().work();
      warmUp += step.warmMs() * Math.min(slots, step.tasks().count());
      double before = 0;
      double beforeWeighed = 0;
      for (int earlier : step.waitsFor()) {
        before = Math.max(before, path[earlier]);
        beforeWeighed = Math.max(beforeWeighed, weighed[earlier]);
      }
      double driver = step.delayMs() + step.tailMs();
      double task = step.tasks().longest();
      path[i] = before + driver + task;
      weighed[i] = beforeWeighed + driver + (1 - 1.0 / slots) * (task + step.warmMs());
      longest = Math.max(longest, path[i]);
      longestWeighed = Math.max(longestWeighed, weighed[i]);
    }
    double cold = work > 0 ? plan.coldMs() : 0;
    return new GrahamBounds(
        Math.max(work / slots, longest),
        (work + warmUp + absentMs) / slots + cold + longestWeighed + (1 - 1.0 / slots) * cold);
  }
}
