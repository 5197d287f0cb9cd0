package io.attune.advisor.assess;

import io.attune.advisor.application.InProgress;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.setting.Amounts;
import io.attune.schemas.Condition;
import io.attune.schemas.Evidence;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunningTask;
import java.util.ArrayList;
import java.util.List;

/**
 * What advice says of the tasks that it counts and that have not ended: that they still run, and
 * what they keep waiting.
 *
 * @param tasks the tasks that it counts, the longest first; empty where all have ended
 * @param waiting slots that have nothing to do until they have ended
 */
record StillRunning(List<RunningTask> tasks, long waiting) {
  private static final String CONDITION = "task-running";

  static StillRunning of(RuleContext context, Advice advice) {
    List<StageFacts> stages =
        context.facts().stages().stream()
            .filter(stage -> !stage.running().isEmpty())
            .filter(stage -> advice.stages().isEmpty() || advice.stages().contains(stage.id()))
            .toList();
    List<RunningTask> tasks = stages.stream().flatMap(stage -> stage.running().stream()).toList();
    return new StillRunning(tasks, stages.size() == 1 ? waiting(context, stages.get(0)) : 0);
  }

  /**
   * Slots with nothing to do until these tasks have ended: those that they do not take, where all
   * other tasks of their stage have ended and no other stage runs; 0 where that is not so.
   */
  private static long waiting(RuleContext context, StageFacts stage) {
    long open =
        context.run().application().stages().stream()
            .filter(other -> other.submissionTime().isPresent())
            .filter(other -> other.completionTime().isEmpty())
            .count();
    return open == 1 && stage.numTasks() > 0 && stage.tasks() >= stage.numTasks()
        ? Math.max(0, context.facts().cluster().slots() - stage.running().size())
        : 0;
  }

  /** What lowers the confidence: what is counted so is not all. */
  List<Condition> conditions() {
    return tasks.isEmpty()
        ? List.of()
        : List.of(
            new Condition(
                CONDITION, "It counts tasks that have not ended, as far as they have come."));
  }

  /** The evidence, with how many tasks still run and for how long. */
  List<Evidence> with(List<Evidence> evidence) {
    if (tasks.isEmpty()) {
      return evidence;
    }
    List<Evidence> all = new ArrayList<>(evidence);
    Integer stage = tasks.get(0).getStageId();
    all.add(new Evidence("runningTasks", "count", (double) tasks.size(), null, "count", stage));
    all.add(new Evidence("runningTaskMs", "max", (double) longestMs(), null, "ms", stage));
    return all;
  }

  /** The summary, with what is to be said of the tasks that still run. */
  String after(String summary) {
    if (tasks.isEmpty()) {
      return summary;
    }
    StringBuilder words = new StringBuilder(summary);
    words
        .append(' ')
        .append(tasks.size() == 1 ? "That task still runs" : "Those tasks still run")
        .append(": after ")
        .append(Amounts.duration(longestMs()))
        .append(", these numbers are the least that ")
        .append(tasks.size() == 1 ? "it comes to" : "they come to");
    if (waiting > 0) {
      words
          .append(", and ")
          .append(Amounts.counted(waiting, "slot"))
          .append(waiting == 1 ? " has" : " have")
          .append(" nothing to do until then");
    }
    return words.append('.').toString();
  }

  private long longestMs() {
    return tasks.stream().mapToLong(InProgress::elapsedMs).max().orElse(0);
  }

  /** Whether what was published speaks of tasks that run, and they no longer do. */
  static boolean isOver(Recommendation last, Recommendation now) {
    return speaksOf(last) && !speaksOf(now);
  }

  private static boolean speaksOf(Recommendation recommendation) {
    return recommendation.getConfidence().getConditions().stream()
        .anyMatch(condition -> condition.getName().equals(CONDITION));
  }
}
