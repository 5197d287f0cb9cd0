package io.attune.server.api;

import io.attune.advisor.application.ExpectedEnd;
import io.attune.advisor.application.SlotUse;

/** How a run used its slots, and when stages may end, as JSON. */
final class TimeColumns {
  private static final Columns<SlotUse.OfStage> STAGE =
      new Columns<SlotUse.OfStage>("Slots that worked for a stage attempt.")
          .count("stage", "Stage.", SlotUse.OfStage::stageId)
          .count("attempt", "Attempt.", SlotUse.OfStage::stageAttempt)
          .count("first", "Its first bucket, from 0.", SlotUse.OfStage::first)
          .numbers("busy", "Busy slots in each bucket from there, average.", SlotUse.OfStage::busy);

  private static final Columns<SlotUse.Mark> MARK =
      new Columns<SlotUse.Mark>("A bucket in which something happened.")
          .count("bucket", "The bucket, from 0.", SlotUse.Mark::bucket)
          .count("failures", "Attempts that failed in it.", SlotUse.Mark::failures)
          .count(
              "spills", "Attempts that ended in it and had spilled to disk.", SlotUse.Mark::spills);

  private static final Columns<SlotUse.Loss> LOSS =
      new Columns<SlotUse.Loss>("An executor that was lost by fault.")
          .time("time", "When.", SlotUse.Loss::at)
          .text("executor", "Spark's own id.", SlotUse.Loss::executorId);

  /** {@link SlotUse}. */
  static final Columns<SlotUse> USE =
      new Columns<SlotUse>(
              "Slots over time, in at most "
                  + SlotUse.MOST
                  + " buckets of one width; attempts that have not ended are in it as far as"
                  + " executors told of them.")
          .time("fromTime", "Begin of the first bucket.", SlotUse::from)
          .time("untilTime", "End of the run, or its newest event.", SlotUse::until)
          .milliseconds("widthMs", "Width of a bucket.", SlotUse::widthMs)
          .numbers("slots", "Slots that were there in each bucket, average.", SlotUse::slots)
          .list(
              "stages",
              "The " + SlotUse.MOST_STAGES + " stage attempts with the most busy time.",
              STAGE,
              SlotUse::stages)
          .numbers("others", "Busy slots of other stages in each bucket.", SlotUse::others)
          .list("marks", "Failures and spills.", MARK, SlotUse::marks)
          .list("losses", "Executors that were lost.", LOSS, SlotUse::losses)
          .number(
              "busyShare",
              "Part of the slots' time that worked, 0 to 1.",
              use -> use.busyShare().isPresent() ? use.busyShare().getAsDouble() : null)
          .time(
              "knownFromTime",
              "From when on all is kept; null where everything is.",
              use -> use.knownFrom().orElse(null));

  /** {@link ExpectedEnd}. */
  static final Columns<ExpectedEnd> END =
      new Columns<ExpectedEnd>("When a stage that runs may end: an estimate, or why there is none.")
          .count("stage", "Stage.", ExpectedEnd::stageId)
          .count("attempt", "Attempt.", ExpectedEnd::stageAttempt)
          .count(
              "tasksLeft", "Tasks that have not succeeded; 0 if unknown.", ExpectedEnd::tasksLeft)
          .time(
              "earliestEndTime",
              "If the tasks that run now are over soon.",
              e -> e.end().map(ExpectedEnd.Range::earliest).orElse(null))
          .time(
              "expectedEndTime",
              "Tasks left × their mean time ÷ slots from the newest event on; null when it cannot"
                  + " be known.",
              e -> e.end().map(ExpectedEnd.Range::expected).orElse(null))
          .time(
              "latestEndTime",
              "If the last task takes as long as the longest, beside the other stages that run.",
              e -> e.end().map(ExpectedEnd.Range::latest).orElse(null))
          .text("doubt", "What it rests on, or why it cannot be known.", ExpectedEnd::doubt);

  private TimeColumns() {}
}
