package io.attune.advisor.rules.partitions;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Shuffle partitions that are far too small, so that tasks are mostly overhead, or far too large.
 * With adaptive execution small partitions are merged anyway, so there it only ever asks for more.
 */
public final class ShufflePartitionsRule implements Rule {
  static final String ID = "shuffle-partitions";

  /** Stages that have their partitions from one value of one property. */
  private record Group(PartitionKnob knob, List<StageFacts> stages) {
    long sum(TaskMetric metric) {
      return stages.stream().mapToLong(stage -> stage.sum(metric)).sum();
    }

    long wallMs() {
      return stages.stream().mapToLong(StageFacts::wallMs).sum();
    }

    /** Time of the tasks in which they do not run: starting, sending, waiting. */
    double overheadShare() {
      long all = sum(TaskMetric.DURATION_MS);
      return (double) (all - sum(TaskMetric.EXECUTOR_RUN_TIME_MS)) / Math.max(1, all);
    }

    double largestBytes() {
      return stages.stream().mapToDouble(PartitionTarget::bytes).max().orElse(0);
    }

    StageFacts heaviest() {
      return stages.stream()
          .max(
              Comparator.comparingLong(StageFacts::taskTimeMs)
                  .thenComparing(Comparator.comparingInt(StageFacts::id).reversed()))
          .orElseThrow();
    }

    double medianMs() {
      return heaviest().state().durationMs().median();
    }
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    List<Advice> advice = new ArrayList<>();
    List<Group> groups = groups(context);
    for (Group group : groups) {
      if (context.decided(group.knob().property()).isPresent()) {
        continue;
      }
      tooLarge(context, group).or(() -> tooSmall(context, group)).ifPresent(advice::add);
    }
    return Verdict.of(
        advice,
        groups.isEmpty()
            ? "no shuffle has its partitions from a setting"
            : "the partitions fit the data, adaptive execution merges them, or an earlier rule sets"
                + " them");
  }

  private static List<Group> groups(RuleContext context) {
    Map<String, Group> groups = new TreeMap<>();
    for (StageFacts stage : context.facts().stages()) {
      Optional<PartitionKnob> knob = PartitionKnob.of(stage);
      if (knob.isPresent() && stage.isFirstAttempt() && stage.tasks() > 0) {
        if (stage.shuffleReadBytes() > 0) {
          groups
              .computeIfAbsent(
                  knob.get().property() + "/" + knob.get().current(),
                  key -> new Group(knob.get(), new ArrayList<>()))
              .stages()
              .add(stage);
        }
      }
    }
    return List.copyOf(groups.values());
  }

  private static Optional<Advice> tooSmall(RuleContext context, Group group) {
    PartitionKnob knob = group.knob();
    if (knob.adaptive()) {
      return Optional.empty();
    }
    RuleTable table = context.table();
    List<StageFacts> together = knob.stages(context);
    PartitionTarget.Count count = new PartitionTarget(context).lower(together).held(context, knob);
    long upper = Math.round(count.partitions() * table.number("partitions.band-up-factor"));
    boolean isOverhead =
        knob.current() > upper
            && group.medianMs() < table.number("shuffle-partitions.small-task-ms")
            && group.overheadShare() >= table.number("shuffle-partitions.min-overhead-share")
            && new Relevance(context).ofTaskTime(group.sum(TaskMetric.DURATION_MS));
    if (!isOverhead) {
      return Optional.empty();
    }
    long lower = Math.min(count.partitions(), count.uncapped());
    SettingChange setting = setting(context, knob, count, lower, upper);
    Advice.Builder advice = base(context, setting, group, count);
    for (StageFacts stage : together) {
      advice.effect(new Effect.Tasks(stage.id(), stage.attempt(), (int) count.partitions()));
    }
    return Optional.of(fewer(table, advice, setting, group));
  }

  private static SettingChange setting(
      RuleContext context,
      PartitionKnob knob,
      PartitionTarget.Count count,
      long lower,
      long upper) {
    return context.steady(
        SettingChange.count(
            knob.property(),
            knob.current(),
            count.partitions(),
            lower,
            upper,
            count.uncapped(),
            knob.rollback()));
  }

  private static Advice fewer(
      RuleTable table, Advice.Builder advice, SettingChange setting, Group group) {
    double overhead = group.overheadShare();
    return advice
        .severity(
            overhead >= table.number("shuffle-partitions.high-overhead-share")
                ? Severity.HIGH
                : Severity.MODERATE)
        .evidence(
            "taskDurationMs",
            "p50",
            group.medianMs(),
            table.number("shuffle-partitions.small-task-ms"),
            "ms")
        .evidence(
            "taskOverheadMs",
            "share",
            overhead,
            table.number("shuffle-partitions.min-overhead-share"),
            "share")
        .timeSavingAtMost(group.wallMs())
        .summary(fewer(setting, group))
        .doubt(
            group.knob().property().equals(PartitionKnob.SQL)
                ? "A larger input day needs more; with adaptive execution switched on"
                    + " (spark.sql.adaptive.enabled) Spark would merge them by itself."
                : "It also sets the partitions of every other RDD that names none.")
        .build();
  }

  private static String fewer(SettingChange setting, Group group) {
    return setting.recommended()
        + (setting.magnitude() == 1 ? " partition" : " partitions")
        + " instead of "
        + Amounts.count(group.knob().current())
        + ": the largest of "
        + Amounts.counted(group.stages().size(), "shuffle")
        + " is "
        + Amounts.bytes(group.largestBytes())
        + ", tasks take "
        + Amounts.duration(group.medianMs())
        + " at the median, and "
        + Amounts.percent(group.overheadShare())
        + " of their time is overhead.";
  }

  private static Optional<Advice> tooLarge(RuleContext context, Group group) {
    RuleTable table = context.table();
    PartitionKnob knob = group.knob();
    PartitionTarget target = new PartitionTarget(context);
    List<StageFacts> oversized = oversized(context, group, target);
    if (oversized.isEmpty()) {
      return Optional.empty();
    }
    PartitionTarget.Count count = target.raise(oversized).held(context, knob);
    if (count.partitions() <= knob.current()) {
      return Optional.empty();
    }
    SettingChange setting =
        setting(
            context,
            knob,
            count,
            PartitionTarget.ceil(count.partitions(), table.number("partitions.band-down-divisor")),
            Math.round(count.partitions() * table.number("partitions.band-up-factor")));
    Group affected = new Group(knob, oversized);
    double mean = affected.heaviest().meanShuffleReadBytes();
    double most = table.number("shuffle-partitions.oversize-factor") * count.targetBytes();
    return Optional.of(
        base(context, setting, affected, count)
            .severity(Severity.LOW)
            .evidence("shuffleReadBytes", "mean", mean, most, "bytes")
            .summary(more(setting, affected, count))
            .doubt(
                "Nothing has spilled yet, so today's time may not change; it is the next larger"
                    + " day that would.")
            .build());
  }

  private static List<StageFacts> oversized(
      RuleContext context, Group group, PartitionTarget target) {
    RuleTable table = context.table();
    Relevance relevance = new Relevance(context);
    double oversize = table.number("shuffle-partitions.oversize-factor");
    return group.stages().stream()
        .filter(stage -> !stage.isAdaptive())
        .filter(stage -> stage.meanShuffleReadBytes() > oversize * target.targetBytes(stage))
        .filter(stage -> !stage.readsUnevenly(table.number("partitions.uneven-factor")))
        .filter(stage -> relevance.ofTaskTime(stage.taskTimeMs()))
        .toList();
  }

  private static String more(SettingChange setting, Group group, PartitionTarget.Count count) {
    StageFacts heaviest = group.heaviest();
    return setting.recommended()
        + " partitions instead of "
        + Amounts.count(group.knob().current())
        + ": a task of "
        + heaviest.label()
        + " reads "
        + Amounts.bytes(heaviest.meanShuffleReadBytes())
        + " on average, where "
        + Amounts.bytes(count.targetBytes())
        + " suits the memory of a slot.";
  }

  private static Advice.Builder base(
      RuleContext context, SettingChange setting, Group group, PartitionTarget.Count count) {
    StageFacts heaviest = group.heaviest();
    return Advice.change(Category.PARTITIONS, setting)
        .stage(heaviest.id())
        .sqlExecution(heaviest.sqlExecutionId())
        .tasks(group.stages().stream().mapToLong(StageFacts::tasks).sum())
        .weightMs(group.sum(TaskMetric.DURATION_MS))
        .context("shuffleReadBytes", "sum", group.sum(TaskMetric.SHUFFLE_READ_BYTES), "bytes")
        .context("targetBytes", "value", count.targetBytes(), "bytes")
        .context("slots", "count", context.facts().cluster().slots(), "count");
  }
}
