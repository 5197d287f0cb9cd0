package io.attune.advisor.prediction;

import java.util.List;

/**
 * Bounds of any schedule without needless idleness (R. L. Graham, "Bounds on multiprocessing timing
 * anomalies", SIAM Journal on Applied Mathematics 17(2), 1969), with delays between steps that no
 * slot shortens and first tasks on fresh slots that take longer.
 *
 * @param lowerMs max(work ÷ slots, longest path), without warm-up
 * @param upperMs work ÷ slots + longest path, the tasks on it weighed with 1 − 1 ÷ slots, with
 *     warm-up of every slot in every stage
 */
record GrahamBounds(double lowerMs, double upperMs) {
  /** Bounds of the steps on that many slots. */
  static GrahamBounds of(List<Step> steps, int slots) {
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
    return new GrahamBounds(
        Math.max(work / slots, longest), (work + warmUp) / slots + longestWeighed);
  }
}
