package io.attune.advisor.rules.code;

import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.TaskMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Stages outside SQL that read the same files, as far as their tasks, bytes and records tell. Each
 * time that code turns a data frame into an RDD, as the estimators of MLlib do, it gets an RDD of
 * its own, so that neither a plan nor the id of an RDD shows that they compute the same.
 */
final class RepeatedReads {
  private RepeatedReads() {}

  static List<SharedWork> of(RuleContext context) {
    long least = context.table().whole("recomputation.same-files-min-bytes");
    Map<Integer, List<StageFacts>> byTasks = new LinkedHashMap<>();
    for (StageFacts stage : context.facts().stages()) {
      if (stage.isFirstAttempt()
          && stage.isComplete()
          && !stage.isSql()
          && stage.sum(TaskMetric.INPUT_BYTES) >= least
          && stage.shuffleReadBytes() == 0
          && stage.rdds().stream().anyMatch(RepeatedReads::readsFiles)) {
        byTasks.computeIfAbsent(stage.numTasks(), n -> new ArrayList<>()).add(stage);
      }
    }
    List<SharedWork> found = new ArrayList<>();
    byTasks.values().forEach(stages -> among(context, stages, found));
    return found;
  }

  private static void among(RuleContext context, List<StageFacts> stages, List<SharedWork> found) {
    List<StageFacts> left =
        new ArrayList<>(stages.stream().sorted(Comparator.comparingInt(StageFacts::id)).toList());
    while (left.size() > 1) {
      StageFacts first = left.get(0);
      List<StageFacts> alike =
          left.stream().filter(stage -> isAlike(context, first, stage)).toList();
      left.removeAll(alike);
      List<SharedWork.Use> uses =
          alike.stream().map(stage -> SharedWork.use(context, List.of(stage), false)).toList();
      List<SharedWork.Use> costly = SharedWork.costliest(context, uses);
      if (costly.size() > 1) {
        boolean isRdd = first.rdds().stream().noneMatch(rdd -> rdd.name().equals("FileScanRDD"));
        found.add(
            SharedWork.of(
                "the files that " + costly.get(0).firstStage().label() + " reads",
                costly,
                OptionalLong.of(first.sum(TaskMetric.INPUT_BYTES)),
                isRdd,
                0));
      }
    }
  }

  private static boolean readsFiles(RddDescriptor rdd) {
    return rdd.name().equals("FileScanRDD")
        || rdd.name().equals("HadoopRDD")
        || rdd.name().equals("NewHadoopRDD");
  }

  /** Whether two stages read the same, but for what is read once more at the borders of pieces. */
  private static boolean isAlike(RuleContext context, StageFacts one, StageFacts other) {
    double most = context.table().number("recomputation.same-files-difference");
    return differ(one.sum(TaskMetric.INPUT_BYTES), other.sum(TaskMetric.INPUT_BYTES)) <= most
        && differ(one.sum(TaskMetric.INPUT_RECORDS), other.sum(TaskMetric.INPUT_RECORDS)) <= most;
  }

  private static double differ(long one, long other) {
    return Math.abs(one - other) / (double) Math.max(1, Math.max(one, other));
  }
}
