package io.attune.advisor.prediction;

/**
 * How the cost of starting tasks grows with the number of slots.
 *
 * <p>That cost is work for processors that all tasks share (the driver's; on a single machine those
 * of the executors too). In a closed system of {@code slots} places, each of which alternates
 * between the task's own time and its start-up cost, a task that comes in finds on average {@code
 * (slots − 1) · cost ÷ (own + cost)} others at it (P. J. Schweitzer's approximation of mean value
 * analysis, 1979), so {@code cost = alone · (1 + share · (slots − 1) · cost ÷ (own + cost))}. Both
 * directions have a closed form: a cost seen at one size gives that at another.
 *
 * @param share part of the cost that is work for shared processors, over their number
 * @param warmShare how much each further executor adds to the cost of a fresh slot
 * @param warmSlotShare how much each further slot adds to it
 */
record Contention(double share, double warmShare, double warmSlotShare) {
  /**
   * Cost of a task on an idle cluster.
   *
   * @param seenMs cost as seen
   * @param runMs mean time in the tasks' own code
   * @param slots slots that were at work
   */
  double alone(double seenMs, double runMs, double slots) {
    return seenMs <= 0 ? 0 : seenMs / (1 + share * (slots - 1) * seenMs / (runMs + seenMs));
  }

  /**
   * Cost of a task among others.
   *
   * @param aloneMs cost on an idle cluster
   * @param runMs mean time in the tasks' own code
   * @param slots slots at work
   */
  double among(double aloneMs, double runMs, double slots) {
    if (aloneMs <= 0) {
      return 0;
    }
    double b = runMs - aloneMs - share * (slots - 1) * aloneMs;
    return (-b + Math.sqrt(b * b + 4 * aloneMs * runMs)) / 2;
  }

  /**
   * Cost of a fresh slot among others that warm up at once, from what it was among others.
   *
   * @param seenMs cost as seen
   * @param executorsSeen executors that warmed up at once
   * @param slotsSeen their slots
   * @param executors executors that warm up at once on the other cluster
   * @param slots their slots
   */
  double warm(
      double seenMs, double executorsSeen, double slotsSeen, double executors, double slots) {
    return seenMs * crowd(executors, slots) / crowd(executorsSeen, slotsSeen);
  }

  private double crowd(double executors, double slots) {
    return 1 + warmShare * (executors - 1) + warmSlotShare * (slots - 1);
  }
}
