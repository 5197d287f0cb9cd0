package io.attune.advisor.rules.partitions;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.HeldUp;
import io.attune.advisor.rules.explain.JobsInTurn;
import io.attune.advisor.rules.explain.TaskCountCause;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stages that the code or the plan runs in fewer tasks than there are slots, each with the remedy
 * of its own cause. No setting gives them more.
 */
public final class FewTasksRule implements Rule {
  static final String ID = "few-tasks";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (context.facts().cluster().slots() < 2) {
      return Verdict.silent("there is one slot only");
    }
    List<HeldUp> held = HeldUp.of(context);
    if (held.isEmpty()) {
      Optional<JobsInTurn> turns =
          context.facts().isInteractive() || context.facts().isStreaming()
              ? Optional.empty()
              : JobsInTurn.of(context);
      if (turns.isPresent()) {
        return new Verdict.Advises(List.of(atOnce(context, turns.get())));
      }
      return Verdict.silent("no stage of few tasks that the code or the plan fixed took long");
    }
    Set<Class<?>> causes = new HashSet<>();
    List<Advice> advice =
        held.stream()
            .filter(one -> causes.add(one.cause().getClass()))
            .map(one -> advice(context, one))
            .toList();
    return new Verdict.Advises(advice);
  }

  private static Advice advice(RuleContext context, HeldUp held) {
    RuleTable table = context.table();
    long slots = context.facts().cluster().slots();
    return Advice.withoutSetting(Category.PARTITIONS)
        .severity(severity(context, held.lostMs()))
        .stage(held.stage().id())
        .sqlExecution(held.stage().sqlExecutionId())
        .tasks(held.stage().tasks())
        .weightMs(held.lostMs())
        .evidence("lostMs", "value", held.lostMs(), table.number("few-tasks.min-lost-ms"), "ms")
        .context("tasks", "count", held.stage().numTasks(), "count")
        .context("slots", "count", slots, "count")
        .context("wallMs", "value", held.stage().wallMs(), "ms")
        .timeSavingAtMost(held.lostMs())
        .summary(
            Amounts.duration(held.stage().wallMs())
                + " of "
                + Amounts.duration(context.facts().spanMs())
                + " in "
                + Amounts.counted(held.stage().numTasks(), "task")
                + " while "
                + Amounts.counted(slots, "slot")
                + " could work: "
                + held.stage().label()
                + " "
                + reason(held.cause())
                + ".")
        .doubt(doubt(held.cause()))
        .build();
  }

  private static Advice atOnce(RuleContext context, JobsInTurn turns) {
    long slots = context.facts().cluster().slots();
    return Advice.withoutSetting(Category.CODE)
        .severity(Severity.MODERATE)
        .stage(turns.example().id())
        .sqlExecution(turns.example().sqlExecutionId())
        .tasks(turns.jobs())
        .weightMs(turns.lostMs())
        .evidence(
            "jobsInTurn",
            "count",
            turns.jobs(),
            context.table().number("few-tasks.jobs-min-count"),
            "count")
        .evidence(
            "lostMs",
            "value",
            turns.lostMs(),
            context.table().number("few-tasks.min-lost-ms"),
            "ms")
        .context("slots", "count", slots, "count")
        .context("wallMs", "value", turns.wallMs(), "ms")
        .timeSavingAtMost(turns.lostMs())
        .summary(
            Amounts.duration(turns.wallMs())
                + " of "
                + Amounts.duration(context.facts().spanMs())
                + " in "
                + Amounts.counted(turns.jobs(), "job")
                + " of one task each"
                + ", one after the other, while "
                + Amounts.counted(slots, "slot")
                + " could work, such as "
                + turns.example().label()
                + ": ask in one query what the loop asks piece by piece, or start several of them at"
                + " once (a pool of threads).")
        .doubt("Where each needs what the one before it made, they can only run in turn.")
        .build();
  }

  private static Severity severity(RuleContext context, long lostMs) {
    RuleTable table = context.table();
    boolean high =
        lostMs >= table.number("few-tasks.high-lost-ms")
            && lostMs >= table.number("few-tasks.high-lost-share") * context.facts().spanMs();
    return high ? Severity.HIGH : Severity.MODERATE;
  }

  private static String reason(TaskCountCause cause) {
    if (cause instanceof TaskCountCause.UnpartitionedWindow) {
      return "has a window without PARTITION BY, which brings all rows into one partition:"
          + " partition the window, or number ranges of the data on their own and add the"
          + " offset of each";
    } else if (cause instanceof TaskCountCause.Coalesced coalesced) {
      return "ends in coalesce("
          + coalesced.partitions()
          + "), which makes all that stands before it, in "
          + Amounts.counted(coalesced.before(), "partition")
          + " otherwise, run in as few tasks: write repartition("
          + coalesced.partitions()
          + ") instead, whose shuffle keeps that parallel";
    } else if (cause instanceof TaskCountCause.JdbcRead read) {
      return "reads "
          + (read.relation().isBlank() ? "a table" : read.relation())
          + " over JDBC in "
          + Amounts.counted(read.partitions(), "partition")
          + ": set partitionColumn, lowerBound, upperBound and numPartitions on the read";
    } else if (cause instanceof TaskCountCause.WholeTextFiles whole) {
      return "reads "
          + Amounts.counted(whole.files(), "file")
          + " that cannot be cut (compressed with gzip, multi-line JSON or CSV, XML, whole"
          + " documents)"
          + (whole.pieces() > whole.files()
              ? ", where Spark would have made " + Amounts.count(whole.pieces()) + " pieces"
              : "")
          + ": write them smaller or in a format that can be cut, or repartition right after"
          + " the read";
    } else if (cause instanceof TaskCountCause.PackedFiles packed) {
      return "reads files with "
          + packed.method()
          + ", which packs them into two tasks unless minPartitions asks for more: pass"
          + " minPartitions";
    }
    if (cause instanceof TaskCountCause.Repartitioned asked) {
      return "has the "
          + Amounts.counted(asked.partitions(), "partition")
          + " that a repartition("
          + asked.partitions()
          + ") in the code asks for: ask for at least as many as there are slots"
          + (asked.written() ? ", which makes as many files of fewer rows" : "");
    }
    return onePartition((TaskCountCause.SinglePartition) cause);
  }

  private static String onePartition(TaskCountCause.SinglePartition single) {
    if (single.operator().contains("Limit")) {
      return "does in one task what comes after a limit, whose rows are in one partition:"
          + " repartition after the limit";
    }
    return "brings all rows into one partition for "
        + single.operator()
        + ": aggregate or limit in several partitions first";
  }

  private static String doubt(TaskCountCause cause) {
    if (cause instanceof TaskCountCause.UnpartitionedWindow) {
      return "A window over all rows may be what is wanted; then only fewer or narrower rows help.";
    } else if (cause instanceof TaskCountCause.Coalesced) {
      return "The shuffle of repartition costs time of its own, which pays where the work before it"
          + " is more than the write.";
    } else if (cause instanceof TaskCountCause.JdbcRead) {
      return "The database has to bear as many queries at once, and a column with an index and even"
          + " values has to exist.";
    } else if (cause instanceof TaskCountCause.WholeTextFiles) {
      return "After a repartition reading and unpacking still take as many tasks as there are"
          + " files; only what comes after is spread.";
    } else if (cause instanceof TaskCountCause.PackedFiles) {
      return "Where one file is far larger than the others, its task stays the longest.";
    }
    if (cause instanceof TaskCountCause.Repartitioned) {
      return "The number may have been chosen for the files that come of it.";
    }
    return "Some results, such as one sorted list, can only be made in one place.";
  }
}
