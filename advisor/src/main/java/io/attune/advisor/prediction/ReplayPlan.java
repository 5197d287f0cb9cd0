package io.attune.advisor.prediction;

import java.util.List;

/**
 * What a replay plays on a given cluster.
 *
 * @param steps steps, each after those it waits for
 * @param coldMs what a task takes longer on an executor that has just come up; the tasks that are
 *     launched before the first of all has ended
 * @param longestSeenMs the longest task that the run had, of the stages that have the same tasks
 *     there
 */
record ReplayPlan(List<Step> steps, double coldMs, double longestSeenMs) {
  ReplayPlan {
    steps = List.copyOf(steps);
  }

  /** Of tasks that no run had. */
  ReplayPlan(List<Step> steps, double coldMs) {
    this(steps, coldMs, 0);
  }
}
