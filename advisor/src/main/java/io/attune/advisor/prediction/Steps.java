package io.attune.advisor.prediction;

import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.List;

/** What the steps of a run cost on a given cluster. */
final class Steps {
  private final RunModel model;
  private final Contention contention;

  Steps(RunModel model, RuleTable table) {
    this.model = model;
    this.contention =
        model.singleHost()
            ? new Contention(
                table.number("prediction.host-share"),
                table.number("prediction.host-warm-share"),
                table.number("prediction.host-warm-slot-share"))
            : new Contention(table.number("prediction.driver-share"), 0, 0);
  }

  /** What is played on a cluster. */
  ReplayPlan on(ClusterSize size) {
    List<Step> steps = new ArrayList<>(model.nodes().size());
    double longest = 0;
    for (Node node : model.nodes()) {
      steps.add(step(node, size));
      if (keepsLongest(node.work(), size)) {
        longest = Math.max(longest, node.work().longestMs());
      }
    }
    return new ReplayPlan(steps, coldMs(size), longest);
  }

  private Step step(Node node, ClusterSize size) {
    StageWork work = node.work();
    if (work.run().count() == 0) {
      return new Step(node.waitsFor(), node.delayMs(), TaskProfile.NONE, 0, node.tailMs());
    }
    ClusterSize seen = model.trainingSize();
    long before = work.run().count();
    long tasks = tasks(work, size);
    TaskProfile run = work.run().following(tasks, work.fixedMs(), model.hotRatio());
    double alone =
        contention.alone(work.laterMs(), work.run().mean(), Math.min(seen.slots(), before));
    double computing = work.laterMs() > 0 ? work.laterRunMs() / work.laterMs() : 0;
    double there = alone * (1 - computing + computing * before / tasks);
    double cost = contention.among(there, run.mean(), Math.min(size.slots(), tasks));
    double warm = work.cold() ? 0 : work.warmMs((double) before / tasks);
    return new Step(
        node.waitsFor(),
        node.delayMs(),
        run.mapped(cost, 1),
        crowded(warm, before, size, tasks),
        node.tailMs());
  }

  /** Whether the longest task is there as it was: the same tasks, or one that is not split. */
  private boolean keepsLongest(StageWork work, ClusterSize size) {
    return tasks(work, size) == work.run().count()
        || work.run().longest() > model.hotRatio() * work.run().mean();
  }

  private long tasks(StageWork work, ClusterSize size) {
    long before = work.run().count();
    long parallelism = model.parallelism(size);
    return model.parallelism(model.trainingSize()) == parallelism
        ? before
        : work.count().on(before, parallelism);
  }

  private double crowded(double warmMs, long tasksSeen, ClusterSize size, long tasks) {
    ClusterSize seen = model.trainingSize();
    return contention.warm(
        warmMs,
        Math.min(seen.executors(), tasksSeen),
        Math.min(seen.slots(), tasksSeen),
        Math.min(size.executors(), tasks),
        Math.min(size.slots(), tasks));
  }

  /** What the stages on cold executors showed, weighed with their tasks. */
  private double coldMs(ClusterSize size) {
    long tasks = 0;
    for (Node node : model.nodes()) {
      tasks += node.work().cold() ? tasks(node.work(), size) : 0;
    }
    double sum = 0;
    long fresh = 0;
    for (Node node : model.nodes()) {
      StageWork work = node.work();
      if (work.cold()) {
        // Loading code is no work on data.
        sum += work.fresh() * crowded(work.warmMs(1), work.run().count(), size, tasks);
        fresh += work.fresh();
      }
    }
    return fresh == 0 ? 0 : sum / fresh;
  }
}
