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

  private record Group(PartitionKnob knob, List<StageFacts> stages) {
    long sum(TaskMetric metric) {
      return stages.stream().mapToLong(stage -> stage.sum(metric)).sum();
    }

    long wallMs() {
      return stages.stream().mapToLong(StageFacts::wallMs).sum();
    }

    StageFacts heaviest() {
      return stages.stream()
          .max(
              Comparator.comparingLong(StageFacts::taskTimeMs)
                  .thenComparing(Comparator.comparingInt(StageFacts::id).reversed()))
          .orElseThrow();
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
      Optional<Advice> said = tooLarge(context, group).or(() -> tooSmall(context, group));
      said.ifPresent(advice::add);
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

  private Optional<Advice> tooSmall(RuleContext context, Group group) {
    PartitionKnob knob = group.knob();
    if (knob.adaptive()) {
      return Optional.empty();
    }
    RuleTable table = context.table();
    List<StageFacts> together = knob.stages(context);
    PartitionTarget.Count count = new PartitionTarget(context).lower(together).held(context, knob);
    long upper = Math.round(count.partitions() * table.number("partitions.band-up-factor"));
    StageFacts heaviest = group.heaviest();
    double median = heaviest.state().durationMs().median();
    long overhead = group.sum(TaskMetric.DURATION_MS) - group.sum(TaskMetric.EXECUTOR_RUN_TIME_MS);
    double overheadShare = (double) overhead / Math.max(1, group.sum(TaskMetric.DURATION_MS));
    boolean speaks =
        knob.current() > upper
            && median < table.number("shuffle-partitions.small-task-ms")
            && overheadShare >= table.number("shuffle-partitions.min-overhead-share")
            && new Relevance(context).ofTaskTime(group.sum(TaskMetric.DURATION_MS));
    if (!speaks) {
      return Optional.empty();
    }
    long lower = Math.min(count.partitions(), count.uncapped());
    SettingChange setting =
        context.steady(
            SettingChange.count(
                knob.property(),
                knob.current(),
                count.partitions(),
                lower,
                upper,
                count.uncapped(),
                knob.rollback()));
    double largest = group.stages().stream().mapToDouble(PartitionTarget::bytes).max().orElse(0);
    Advice.Builder advice = base(context, setting, group, count);
    for (StageFacts stage : together) {
      advice.effect(new Effect.Tasks(stage.id(), stage.attempt(), (int) count.partitions()));
    }
    return Optional.of(
        advice
            .severity(
                overheadShare >= table.number("shuffle-partitions.high-overhead-share")
                    ? Severity.HIGH
                    : Severity.MODERATE)
            .evidence(
                "taskDurationMs",
                "p50",
                median,
                table.number("shuffle-partitions.small-task-ms"),
                "ms")
            .evidence(
                "taskOverheadMs",
                "share",
                overheadShare,
                table.number("shuffle-partitions.min-overhead-share"),
                "share")
            .timeSavingAtMost(group.wallMs())
            .summary(
                setting.recommended()
                    + (setting.magnitude() == 1 ? " partition" : " partitions")
                    + " instead of "
                    + Amounts.count(knob.current())
                    + ": the largest of "
                    + Amounts.counted(group.stages().size(), "shuffle")
                    + " is "
                    + Amounts.bytes(largest)
                    + ", tasks take "
                    + Amounts.duration(median)
                    + " at the median, and "
                    + Amounts.percent(overheadShare)
                    + " of their time is overhead.")
            .doubt(
                knob.property().equals(PartitionKnob.SQL)
                    ? "A larger input day needs more; with adaptive execution switched on"
                        + " (spark.sql.adaptive.enabled) Spark would merge them by itself."
                    : "It also sets the partitions of every other RDD that names none.")
            .build());
  }

  private Optional<Advice> tooLarge(RuleContext context, Group group) {
    RuleTable table = context.table();
    PartitionTarget target = new PartitionTarget(context);
    Relevance relevance = new Relevance(context);
    double oversize = table.number("shuffle-partitions.oversize-factor");
    List<StageFacts> oversized =
        group.stages().stream()
            .filter(stage -> !stage.isAdaptive())
            .filter(stage -> stage.meanShuffleReadBytes() > oversize * target.targetBytes(stage))
            .filter(stage -> !stage.readsUnevenly(table.number("partitions.uneven-factor")))
            .filter(stage -> relevance.ofTaskTime(stage.taskTimeMs()))
            .toList();
    if (oversized.isEmpty()) {
      return Optional.empty();
    }
    PartitionTarget.Count count = target.raise(oversized).held(context, group.knob());
    PartitionKnob knob = group.knob();
    if (count.partitions() <= knob.current()) {
      return Optional.empty();
    }
    long lower =
        PartitionTarget.ceil(count.partitions(), table.number("partitions.band-down-divisor"));
    SettingChange setting =
        context.steady(
            SettingChange.count(
                knob.property(),
                knob.current(),
                count.partitions(),
                lower,
                Math.round(count.partitions() * table.number("partitions.band-up-factor")),
                count.uncapped(),
                knob.rollback()));
    StageFacts heaviest = new Group(knob, oversized).heaviest();
    return Optional.of(
        base(context, setting, new Group(knob, oversized), count)
            .severity(Severity.LOW)
            .evidence(
                "shuffleReadBytes",
                "mean",
                heaviest.meanShuffleReadBytes(),
                oversize * count.targetBytes(),
                "bytes")
            .summary(
                setting.recommended()
                    + " partitions instead of "
                    + Amounts.count(knob.current())
                    + ": a task of "
                    + heaviest.label()
                    + " reads "
                    + Amounts.bytes(heaviest.meanShuffleReadBytes())
                    + " on average, where "
                    + Amounts.bytes(count.targetBytes())
                    + " suits the memory of a slot.")
            .doubt(
                "Nothing has spilled yet, so today's time may not change; it is the next larger"
                    + " day that would.")
            .build());
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
