package io.attune.advisor.rules.explain;

import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stage that holds the run up because the code or the plan fixed its number of tasks below the
 * slots.
 *
 * @param stage the stage
 * @param cause what fixed the number
 * @param lostMs wall time that the same work would have needed less on all slots, milliseconds
 */
public record HeldUp(StageFacts stage, TaskCountCause cause, long lostMs) {

  /** Of all stages, those first that cost most time. */
  public static List<HeldUp> of(RuleContext context) {
    List<HeldUp> held = new ArrayList<>();
    for (StageFacts stage : context.facts().stages()) {
      long lost = lostIn(context, stage);
      if (lost > 0) {
        TaskCountCause.of(context, stage)
            .map(cause -> new HeldUp(stage, cause, lost))
            .ifPresent(held::add);
      }
    }
    held.sort(
        Comparator.comparingLong(HeldUp::lostMs)
            .reversed()
            .thenComparingInt(one -> one.stage().id()));
    return held;
  }

  /** Wall time − task time ÷ slots, where that matters for the run; else 0. */
  private static long lostIn(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    long slots = context.facts().cluster().slots();
    if (!stage.isFirstAttempt()
        || stage.numTasks() == 0
        || stage.numTasks() > slots * table.number("few-tasks.max-slot-share")) {
      return 0;
    }
    long lost = stage.wallMs() - stage.taskTimeMs() / slots;
    return lost >= table.number("few-tasks.min-lost-ms") && new Relevance(context).ofWallTime(lost)
        ? lost
        : 0;
  }
}
