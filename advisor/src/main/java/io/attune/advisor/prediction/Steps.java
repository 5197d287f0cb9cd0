package io.attune.advisor.prediction;

import io.attune.advisor.rules.RuleTable;
import java.util.ArrayList;
import java.util.List;

/** What the steps of a run cost on a given cluster. */
final class Steps {
  private final RunModel model;
  private final Contention contention;
  private final double hotRatio;

  Steps(RunModel model, RuleTable table) {
    this.model = model;
    this.contention =
        model.singleHost()
            ? new Contention(
                table.number("prediction.host-share"), table.number("prediction.host-warm-share"),
                table.number("prediction.host-warm-slot-share"))
            : new Contention(table.number("prediction.driver-share"), 0, 0);
    this.hotRatio = table.number("prediction.hot-key-ratio");
  }

  /** The steps on a cluster. */
  List<Step> on(ClusterSize size) {
    List<Step> steps = new ArrayList<>(model.nodes().size());
    for (Node node : model.nodes()) {
      steps.add(step(node, size));
    }
    return steps;
  }

  private Step step(Node node, ClusterSize size) {
    StageWork work = node.work();
    if (work.run().count() == 0) {
      return new Step(
          node.waitsFor(), node.delayMs(), TaskProfile.NONE, 0, node.tailMs());
    }
    ClusterSize seen = model.trainingSize();
    long before = work.run().count();
    long parallelism = RunModel.parallelism(size);
    long tasks =
        RunModel.parallelism(seen) == parallelism ? before : work.count().on(before, parallelism);
    TaskProfile run = work.run().repartitioned(tasks, work.fixedMs(), hotRatio);
    double later = work.laterMs();
    double warm = Math.max(0, work.firstMs() - later);
    double alone = contention.alone(later, work.run().mean(), Math.min(seen.slots(), before));
    double overhead = contention.among(alone, run.mean(), Math.min(size.slots(), tasks));
    double other =
        contention.warm(
            warm,
            Math.min(seen.executors(), before),
            Math.min(seen.slots(), before),
            Math.min(size.executors(), tasks),
            Math.min(size.slots(), tasks));
    return new Step(node.waitsFor(), node.delayMs(), run.mapped(overhead, 1), other, node.tailMs());
  }
}
