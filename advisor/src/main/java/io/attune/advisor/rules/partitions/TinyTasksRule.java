package io.attune.advisor.rules.partitions;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.CarriedData;
import io.attune.advisor.rules.explain.FileListing;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Stages of very many very short tasks, where starting a task costs more than running it. */
public final class TinyTasksRule implements Rule {
  static final String ID = "tiny-tasks";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    Optional<CarriedData> carried = CarriedData.of(context);
    if (carried.isPresent()) {
      return new Verdict.Advises(List.of(broadcast(context, carried.get())));
    }
    Relevance relevance = new Relevance(context);
    Set<Integer> listing = FileListing.of(context.run().application()).stageIds();
    List<StageFacts> tiny =
        context.facts().stages().stream()
            .filter(stage -> !listing.contains(stage.id()))
            .filter(stage -> isTiny(context.table(), stage))
            .filter(stage -> relevance.ofTaskTime(stage.taskTimeMs()))
            .sorted(
                Comparator.comparingLong(StageFacts::taskTimeMs)
                    .reversed()
                    .thenComparingInt(StageFacts::id))
            .toList();
    if (tiny.isEmpty()) {
      return Verdict.silent("no stage consists of tiny tasks");
    }
    for (StageFacts stage : tiny) {
      Optional<PartitionKnob> knob = PartitionKnob.of(stage);
      if (knob.isPresent()) {
        // The setting changes all of them, tiny or not.
        List<StageFacts> together = knob.get().stages(context);
        long wanted = together.stream().mapToLong(other -> wanted(context, other)).max().orElse(1);
        if (context.decided(knob.get().property()).isEmpty()
            && !knob.get().adaptive()
            && wanted <= knob.get().current() / 2) {
          return new Verdict.Advises(List.of(fewer(context, stage, knob.get(), together, wanted)));
        }
      } else if (!context.isAdvisedOn(stage)) {
        return new Verdict.Advises(List.of(withoutSetting(context, stage, tiny)));
      }
    }
    return Verdict.silent("another rule speaks of the stages with tiny tasks");
  }

  private static boolean isTiny(RuleTable table, StageFacts stage) {
    boolean many =
        stage.tasks() > table.number("tiny-tasks.many-tasks")
            && stage.state().durationMs().median() < table.number("tiny-tasks.short-task-ms");
    boolean mostlyOverhead =
        stage.tasks() >= table.number("tiny-tasks.min-tasks")
            && overheadMs(stage)
                > table.number("tiny-tasks.overhead-ratio")
                    * stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS);
    return many || mostlyOverhead;
  }

  private static long overheadMs(StageFacts stage) {
    return stage.taskTimeMs() - stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS);
  }

  /** The function carries so much that unpacking it takes most of a task. */
  private static Advice broadcast(RuleContext context, CarriedData carried) {
    StageFacts stage = carried.stage();
    RuleTable table = context.table();
    double share = (double) carried.taskMs() / Math.max(1, stage.taskTimeMs());
    return Advice.withoutSetting(Category.CODE)
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .severity(Severity.HIGH)
        .tasks(stage.tasks())
        .weightMs(carried.taskMs())
        .evidence(
            "executorDeserializeTimeMs",
            "share",
            share,
            table.number("tiny-tasks.carried-share"),
            "share")
        .context("executorDeserializeTimeMs", "mean", carried.eachMs(), "ms")
        .timeSavingAtMost(stage.wallMs())
        .summary(
            Amounts.duration(carried.taskMs())
                + " of "
                + Amounts.duration(stage.taskTimeMs())
                + " in the "
                + Amounts.counted(stage.tasks(), "task")
                + " of "
                + stage.label()
                + " goes into unpacking the function that they run, "
                + Amounts.duration(carried.eachMs())
                + " in each: it carries much data (a map, a list or a model captured from the"
                + " driver), so hand that out as a broadcast variable, which each executor unpacks"
                + " once.")
        .doubt(
            "Classes that take long to load in every task, as with a class loader of each session,"
                + " look the same.")
        .build();
  }

  private Advice fewer(
      RuleContext context,
      StageFacts stage,
      PartitionKnob knob,
      List<StageFacts> together,
      long wanted) {
    RuleTable table = context.table();
    SettingChange setting =
        context.steady(
            SettingChange.count(
                knob.property(),
                knob.current(),
                wanted,
                Math.min(wanted, Math.max(1, context.facts().cluster().slots())),
                Math.round(wanted * table.number("partitions.band-up-factor")),
                wanted,
                knob.rollback()));
    Advice.Builder advice = base(context, Advice.change(Category.PARTITIONS, setting), stage);
    for (StageFacts other : together) {
      advice.effect(new Effect.Tasks(other.id(), other.attempt(), (int) wanted));
    }
    return advice
        .summary(
            setting.recommended()
                + " partitions instead of "
                + Amounts.count(knob.current())
                + ": "
                + what(stage)
                + ".")
        .doubt(
            knob.property().equals(PartitionKnob.RDD)
                ? "It also sets the partitions of every other RDD that names none."
                : "A larger input day needs more partitions.")
        .build();
  }

  private Advice withoutSetting(RuleContext context, StageFacts stage, List<StageFacts> tiny) {
    int wanted = (int) wanted(context, stage);
    Advice.Builder advice = base(context, Advice.withoutSetting(Category.CODE), stage);
    long others = 0;
    for (StageFacts other : tiny) {
      if (other != stage && PartitionKnob.of(other).isEmpty() && !context.isAdvisedOn(other)) {
        int tasks = (int) wanted(context, other);
        advice.alsoStage(other.id()).effect(new Effect.Tasks(other.id(), other.attempt(), tasks));
        others++;
      }
    }
    return advice
        .effect(new Effect.Tasks(stage.id(), stage.attempt(), wanted))
        .summary(
            Amounts.count(wanted)
                + " partitions would do: "
                + what(stage)
                + (others > 0
                    ? ", and it is alike in " + Amounts.counted(others, "other stage")
                    : "")
                + "; their number comes from the code or the files, so coalesce there.")
        .doubt("If each task calls a service that limits how much it takes, few tasks are slower.")
        .build();
  }

  /** A few for each slot, or as many as keep a task below the longest that merging should make. */
  private static long wanted(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    long slots = Math.max(1, context.facts().cluster().slots());
    long waves = Math.round(slots * table.number("tiny-tasks.tasks-per-slot"));
    long busy =
        PartitionTarget.ceil(
            stage.scale() * stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS),
            table.number("partitions.max-merged-task-ms"));
    long bytes =
        PartitionTarget.ceil(
            PartitionTarget.bytes(stage) + stage.scale() * stage.sum(TaskMetric.INPUT_BYTES),
            table.number("partitions.target-bytes"));
    return Math.max(waves, Math.max(PartitionTarget.roundUp(busy, slots), bytes));
  }

  private static Advice.Builder base(RuleContext context, Advice.Builder advice, StageFacts stage) {
    RuleTable table = context.table();
    double median = stage.state().durationMs().median();
    double ratio =
        (double) overheadMs(stage) / Math.max(1, stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS));
    return advice
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .severity(
            ratio >= table.number("tiny-tasks.overhead-ratio") ? Severity.HIGH : Severity.MODERATE)
        .tasks(stage.tasks())
        .weightMs(stage.taskTimeMs())
        .evidence("tasks", "count", stage.tasks(), table.number("tiny-tasks.many-tasks"), "count")
        .evidence("taskDurationMs", "p50", median, table.number("tiny-tasks.short-task-ms"), "ms")
        .evidence(
            "taskOverheadMs", "ratio", ratio, table.number("tiny-tasks.overhead-ratio"), "ratio")
        .timeSavingAtMost(stage.wallMs());
  }

  private static String what(StageFacts stage) {
    return Amounts.counted(stage.tasks(), "task")
        + " of "
        + stage.label()
        + " took "
        + Amounts.duration(stage.state().durationMs().median())
        + " at the median, and "
        + Amounts.percent((double) overheadMs(stage) / Math.max(1, stage.taskTimeMs()))
        + " of their time went into starting and ending them";
  }
}
