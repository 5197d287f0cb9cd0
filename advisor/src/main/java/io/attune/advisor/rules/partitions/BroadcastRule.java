package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.StageSkew;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Joins that shuffle both sides although one is small enough to be sent to every executor, and
 * broadcasts that are too large. Sizes are those that the exchanges measured.
 */
public final class BroadcastRule implements Rule {
  static final String ID = "broadcast";
  private static final long MIB = 1L << 20;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    List<Advice> tooLarge = tooLarge(context);
    if (!tooLarge.isEmpty()) {
      return new Verdict.Advises(tooLarge);
    }
    List<BroadcastJoin> joins = new ArrayList<>(BroadcastJoin.all(context));
    if (joins.isEmpty()) {
      return Verdict.silent("no join shuffled a side that is small enough to be broadcast");
    }
    // One threshold serves all of them, so they matter together.
    long taskMs = taskMs(joins);
    if (!new Relevance(context).ofTaskTime(taskMs)) {
      return Verdict.silent("the joins with a small side take too little time to matter");
    }
    Optional<String> objection = sortsLittle(context, joins);
    if (objection.isPresent()) {
      return Verdict.silent(objection.get());
    }
    double least = taskMs * context.table().number("broadcast.min-join-share");
    joins.removeIf(join -> join.taskMs() < least);
    joins.sort(
        Comparator.comparingLong(BroadcastJoin::taskMs)
            .reversed()
            .thenComparingLong(join -> join.execution().executionId())
            .thenComparingInt(join -> join.node().index()));
    return new Verdict.Advises(List.of(allow(context, joins)));
  }

  /**
   * Adaptive execution decides when both sides have been shuffled. What it saves then is sorting
   * and merging them, and the skew of the shuffle.
   */
  private static Optional<String> sortsLittle(RuleContext context, List<BroadcastJoin> joins) {
    boolean adaptive =
        joins.stream()
            .allMatch(join -> context.run().application().settingsFor(join.execution()).adaptive());
    boolean reported = joins.stream().allMatch(join -> join.sortMs().isPresent());
    if (!adaptive || !reported || stages(joins).anyMatch(s -> StageSkew.isSkewed(context, s))) {
      return Optional.empty();
    }
    double share =
        joins.stream().mapToLong(join -> join.sortMs().getAsLong()).sum()
            / (double) Math.max(1, context.facts().taskTimeMs());
    return share >= context.table().number("broadcast.min-sort-share")
        ? Optional.empty()
        : Optional.of(
            "sorting the sides of such joins, which is what would be saved, took "
                + Amounts.percent(share)
                + " of the task time");
  }

  /** Task time of the stages of all joins, a stage with two joins once. */
  private static long taskMs(List<BroadcastJoin> joins) {
    return stages(joins).mapToLong(StageFacts::taskTimeMs).sum();
  }

  private static Stream<StageFacts> stages(List<BroadcastJoin> joins) {
    return joins.stream().flatMap(join -> join.stages().stream()).distinct();
  }

  /**
   * What the joins come to under the one threshold that serves them all.
   *
   * @param joins the longest first
   * @param settings those of the longest
   * @param now bytes up to which joins are broadcast already; 0 when that is off
   * @param neededBytes what the largest of the small sides needs, with a margin
   * @param isSkewed whether the shuffle of one of them is skewed
   */
  private record Threshold(
      List<BroadcastJoin> joins,
      SparkSettings settings,
      long now,
      double neededBytes,
      boolean isSkewed) {
    static Threshold of(RuleContext context, List<BroadcastJoin> joins) {
      SparkSettings settings = context.run().application().settingsFor(joins.get(0).execution());
      return new Threshold(
          joins,
          settings,
          BroadcastJoin.thresholdBytes(settings),
          joins.stream().mapToLong(BroadcastJoin::small).max().orElseThrow()
              * context.table().number("broadcast.factor"),
          stages(joins).anyMatch(stage -> StageSkew.isSkewed(context, stage)));
    }

    BroadcastJoin longest() {
      return joins.get(0);
    }

    SettingChange setting(RuleContext context) {
      String property = settings.adaptive() ? BroadcastJoin.ADAPTIVE : BroadcastJoin.STATIC;
      long recommended = ceilMib(neededBytes);
      SettingChange setting =
          SettingChange.bytes(
              property,
              now,
              recommended,
              Math.min(recommended, ceilMib(longest().small())),
              Math.max(recommended, BroadcastJoin.limitBytes(context) / MIB * MIB),
              Math.round(neededBytes),
              ExplicitValue.of(settings, property));
      return context.steady(now == 0 ? setting.withCurrent("-1") : setting);
    }
  }

  private static Advice allow(RuleContext context, List<BroadcastJoin> joins) {
    Threshold threshold = Threshold.of(context, joins);
    SettingChange setting = threshold.setting(context);
    Advice.Builder advice = measured(context, threshold, setting);
    if (threshold.now() == 0) {
      advice.condition(
          "switched-off", "Broadcast joins were switched off by someone, perhaps for a reason.");
    }
    if (!threshold.settings().adaptive()) {
      advice.condition(
          "estimated",
          "Without adaptive execution Spark goes by its own estimate of the size, not by what was"
              + " measured.");
    }
    return advice
        .summary(summary(threshold, setting))
        .doubt(
            "If the small side grows from day to day it will not stay small, and each executor and"
                + " the driver hold a copy of it.")
        .build();
  }

  private static Advice.Builder measured(
      RuleContext context, Threshold threshold, SettingChange setting) {
    List<BroadcastJoin> joins = threshold.joins();
    BroadcastJoin longest = threshold.longest();
    return Advice.change(Category.PARTITIONS, setting)
        .stage(longest.heaviest().id())
        .sqlExecution(OptionalLong.of(longest.execution().executionId()))
        .severity(threshold.isSkewed() ? Severity.HIGH : Severity.MODERATE)
        .tasks(stages(joins).mapToLong(StageFacts::tasks).sum())
        .weightMs(taskMs(joins))
        .timeSavingAtMost(stages(joins).mapToLong(StageFacts::wallMs).sum())
        .evidence("buildSideBytes", "value", longest.small(), threshold.now(), "bytes")
        .evidence(
            "buildSideBytes", "limit", longest.small(), BroadcastJoin.limitBytes(context), "bytes")
        .evidence(
            "otherSideBytes",
            "ratio",
            (double) longest.large() / longest.small(),
            context.table().number("broadcast.min-ratio"),
            "ratio")
        .context("joins", "count", joins.size(), "count")
        .context("joinTaskTimeMs", "sum", taskMs(joins), "ms");
  }

  private static String summary(Threshold threshold, SettingChange setting) {
    int joins = threshold.joins().size();
    BroadcastJoin longest = threshold.longest();
    String stage = longest.heaviest().label();
    return setting.recommended()
        + " as the limit of a broadcast: "
        + (joins == 1
            ? "one side of the join in " + stage
            : Amounts.counted(joins, "join")
                + " shuffled a side that is small enough; in the longest, "
                + stage
                + ", it")
        + " is "
        + Amounts.bytes(longest.small())
        + " and the other "
        + Amounts.bytes(longest.large())
        + ", so sending the small one to every executor saves sorting both"
        + (threshold.isSkewed() ? ", and the skew goes as well" : "")
        + ".";
  }

  private static List<Advice> tooLarge(RuleContext context) {
    RuleTable table = context.table();
    @Nullable SqlExecution execution = null;
    @Nullable SqlNode largest = null;
    for (SqlExecution candidate : context.run().application().sqlExecutions()) {
      for (SqlNode node : candidate.nodes()) {
        if (node.isBroadcast()
            && node.dataSizeBytes().orElse(0) > table.number("broadcast.off-bytes")
            && (largest == null
                || node.dataSizeBytes().orElse(0) > largest.dataSizeBytes().orElse(0))) {
          execution = candidate;
          largest = node;
        }
      }
    }
    List<Advice> advice = new ArrayList<>();
    if (execution != null && largest != null) {
      SparkSettings settings = context.run().application().settingsFor(execution);
      for (String property : List.of(BroadcastJoin.STATIC, BroadcastJoin.ADAPTIVE)) {
        long now = settings.bytes(property).orElse(0);
        boolean isOn =
            property.equals(BroadcastJoin.STATIC) || settings.isSet(BroadcastJoin.ADAPTIVE);
        if (isOn && now > 0) {
          advice.add(switchOff(context, settings, execution, largest, property, now));
        }
      }
    }
    return OneChange.of(advice);
  }

  private static Advice switchOff(
      RuleContext context,
      SparkSettings settings,
      SqlExecution execution,
      SqlNode node,
      String property,
      long now) {
    long bytes = node.dataSizeBytes().orElseThrow();
    SettingChange setting =
        SettingChange.of(property, "-1", "bytes")
            .current(SettingChange.formatBytes(now))
            .rollback(ExplicitValue.of(settings, property))
            .build();
    return Advice.change(Category.RELIABILITY, setting)
        .severity(Severity.HIGH)
        .sqlExecution(OptionalLong.of(execution.executionId()))
        .tasks(context.facts().tasksSucceeded())
        .evidence(
            "broadcastBytes", "max", bytes, context.table().number("broadcast.off-bytes"), "bytes")
        .context("driverHeapBytes", "value", context.settings().driverHeapBytes(), "bytes")
        .summary(
            Amounts.bytes(bytes)
                + " were broadcast in SQL execution "
                + execution.executionId()
                + ", held by the driver and by every executor: switch such joins back to a"
                + " shuffle.")
        .doubt(
            "If a hint in the query asks for the broadcast, no threshold stops it: remove the"
                + " hint.")
        .build();
  }

  private static long ceilMib(double bytes) {
    return (long) Math.ceil(bytes / MIB) * MIB;
  }
}
