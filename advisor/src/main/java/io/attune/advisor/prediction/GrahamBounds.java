package io.attune.advisor.prediction;

import java.util.List;

/**
 * Bounds of any schedule without needless idleness (R. L. Graham, "Bounds on multiprocessing timing
 * anomalies", SIAM Journal on Applied Mathematics 17(2), 1969), with delays between steps that no
 * slot shortens.
 *
 * @param lowerMs max(work ÷ slots, longest path)
 * @param upperMs work ÷ slots + longest path, the tasks on it weighed with 1 − 1 ÷ slots
 */
record GrahamBounds(double lowerMs, double upperMs) {
  /** Bounds of the steps on that many slots. */
  static GrahamBounds of(List<Node> nodes, int slots) {
    double work = 0;
    double[] path = new double[nodes.size()];
    double[] weighed = new double[nodes.size()];
    double longest = 0;
    double longestWeighed = 0;
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      work += node.tasks().work();
      double before = 0;
      double beforeWeighed = 0;
      for (int earlier : node.waitsFor()) {
        before = Math.max(before, path[earlier]);
        beforeWeighed = Math.max(beforeWeighed, weighed[earlier]);
      }
      double driver = node.delayMs() + node.tailMs();
      path[i] = before + driver + node.tasks().longest();
      weighed[i] = beforeWeighed + driver + (1 - 1.0 / slots) * node.tasks().longest();
      longest = Math.max(longest, path[i]);
      longestWeighed = Math.max(longestWeighed, weighed[i]);
    }
    return new GrahamBounds(Math.max(work / slots, longest), work / slots + longestWeighed);
  }
}
