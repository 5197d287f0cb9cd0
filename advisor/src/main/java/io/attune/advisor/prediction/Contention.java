package io.attune.advisor.prediction;

/**
 * How the cost of starting tasks grows with the number that start in a given time.
 *
 * <p>That cost is work for processors that all tasks share (the driver's; on a single machine those
 * of the executors too), so it is shared like a processor: {@code cost(rate) = cost(alone) ÷ (1 −
 * share · rate · cost(alone))}, the response time of an M/G/1 queue under processor sharing. The
 * rate is what the slots achieve: {@code slots ÷ (time in own code + cost)}. Both directions have a
 * closed form, so a cost seen at one size gives that at another.
 *
 * @param share part of the cost that is work for shared processors, over their number
 * @param warmShare how much each further executor adds to the cost of a fresh slot
 */
record Contention(double share, double warmShare) {
  /**
   * Cost of a task on an idle cluster.
   *
   * @param seenMs cost as seen
   * @param runMs mean time in the tasks' own code
   * @param slots slots that were at work
   */
  double alone(double seenMs, double runMs, double slots) {
    return seenMs <= 0 ? 0 : seenMs / (1 + share * slots * seenMs / (runMs + seenMs));
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
    // x = alone ÷ (1 − share·slots·alone ÷ (run + x)), the positive root.
    double b = runMs - share * slots * aloneMs - aloneMs;
    return (-b + Math.sqrt(b * b + 4 * aloneMs * runMs)) / 2;
  }

  /** Cost of a fresh slot when that many executors warm up at once, from that with others. */
  double warm(double seenMs, double executorsSeen, double executors) {
    return seenMs * (1 + warmShare * (executors - 1)) / (1 + warmShare * (executorsSeen - 1));
  }
}
