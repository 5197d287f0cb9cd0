package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.PlanSubtrees;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.rules.Advice;
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
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Joins that shuffle both sides although one is small enough to be sent to every executor, and
 * broadcasts that are too large. Sizes are those that the exchanges measured.
 */
public final class BroadcastRule implements Rule {
  static final String ID = "broadcast";
  private static final String STATIC = "spark.sql.autoBroadcastJoinThreshold";
  private static final String ADAPTIVE = "spark.sql.adaptive.autoBroadcastJoinThreshold";
  private static final long MIB = 1L << 20;
  private static final Pattern JOIN_TYPE = Pattern.compile("\\], \\[[^\\]]*\\], (\\w+)");

  /** A join that shuffles both sides, with the side that could be sent around. */
  private record Join(
      SqlExecution execution, SqlNode node, long small, long large, List<StageFacts> stages) {
    /** Time that tasks spent in sorting both sides; empty where that was not reported. */
    OptionalLong sortMs() {
      long sum = 0;
      boolean reported = false;
      for (SqlNode side : execution.childrenOf(node)) {
        OptionalLong time =
            below(execution, side, BroadcastRule::isSort)
                .map(sort -> sort.metric("sort time"))
                .orElse(OptionalLong.empty());
        reported |= time.isPresent();
        sum += time.orElse(0);
      }
      return reported ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    long taskMs() {
      return stages.stream().mapToLong(StageFacts::taskTimeMs).sum();
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
    List<Advice> tooLarge = tooLarge(context);
    if (!tooLarge.isEmpty()) {
      return new Verdict.Advises(tooLarge);
    }
    List<Join> joins = new ArrayList<>();
    for (SqlExecution execution : context.run().application().sqlExecutions()) {
      for (SqlNode node : execution.nodes()) {
        if (node.name().startsWith("SortMergeJoin") || node.name().startsWith("ShuffledHashJoin")) {
          join(context, execution, node).ifPresent(joins::add);
        }
      }
    }
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
        Comparator.comparingLong(Join::taskMs)
            .reversed()
            .thenComparingLong(join -> join.execution().executionId())
            .thenComparingInt(join -> join.node().index()));
    return new Verdict.Advises(List.of(allow(context, joins)));
  }

  /**
   * Adaptive execution decides when both sides have been shuffled. What it saves then is sorting
   * and merging them, and the skew of the shuffle.
   */
  private static Optional<String> sortsLittle(RuleContext context, List<Join> joins) {
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
  private static long taskMs(List<Join> joins) {
    return stages(joins).mapToLong(StageFacts::taskTimeMs).sum();
  }

  private static Stream<StageFacts> stages(List<Join> joins) {
    return joins.stream().flatMap(join -> join.stages().stream()).distinct();
  }

  private static Optional<Join> join(RuleContext context, SqlExecution execution, SqlNode node) {
    List<SqlNode> sides = execution.childrenOf(node);
    Matcher type = JOIN_TYPE.matcher(node.description());
    if (sides.size() != 2 || !type.find()) {
      return Optional.empty();
    }
    Optional<SqlNode> left = below(execution, sides.get(0), SqlNode::isShuffle);
    Optional<SqlNode> right = below(execution, sides.get(1), SqlNode::isShuffle);
    OptionalLong leftBytes = left.map(SqlNode::dataSizeBytes).orElse(OptionalLong.empty());
    OptionalLong rightBytes = right.map(SqlNode::dataSizeBytes).orElse(OptionalLong.empty());
    if (leftBytes.isEmpty() || rightBytes.isEmpty()) {
      return Optional.empty();
    }
    boolean fromLeft = canBroadcast(type.group(1), true);
    boolean fromRight = canBroadcast(type.group(1), false);
    long l = leftBytes.getAsLong();
    long r = rightBytes.getAsLong();
    if (!fromLeft && !fromRight) {
      return Optional.empty();
    }
    boolean takeLeft = fromLeft && (!fromRight || l < r);
    long small = takeLeft ? l : r;
    long large = takeLeft ? r : l;
    RuleTable table = context.table();
    if (small == 0
        || small * table.number("broadcast.factor") > limit(context)
        || large < table.number("broadcast.min-ratio") * small
        || small <= threshold(context.run().application().settingsFor(execution))) {
      return Optional.empty();
    }
    Set<StageKey> keys = new TreeSet<>(node.stages());
    List<StageFacts> stages = new ArrayList<>();
    for (StageFacts stage : context.facts().stages()) {
      if (stage.isFirstAttempt() && keys.contains(new StageKey(stage.id(), stage.attempt()))) {
        stages.add(stage);
      }
    }
    return stages.isEmpty()
        ? Optional.empty()
        : Optional.of(new Join(execution, node, small, large, stages));
  }

  /** Spark cannot send around the side whose rows an outer join has to keep. */
  private static boolean canBroadcast(String joinType, boolean left) {
    return switch (joinType.toLowerCase(Locale.ROOT)) {
      case "inner", "cross" -> true;
      case "rightouter" -> left;
      case "leftouter", "leftsemi", "leftanti", "existencejoin" -> !left;
      default -> false;
    };
  }

  /** The first such node right below a side of a join, through sorts and what only wraps. */
  private static Optional<SqlNode> below(
      SqlExecution execution, SqlNode side, Predicate<SqlNode> wanted) {
    SqlNode node = side;
    while (!wanted.test(node)) {
      List<SqlNode> below = execution.childrenOf(node);
      if (below.size() != 1 || !(isSort(node) || PlanSubtrees.isTransparent(node))) {
        return Optional.empty();
      }
      node = below.get(0);
    }
    return Optional.of(node);
  }

  private static boolean isSort(SqlNode node) {
    return node.name().equals("Sort");
  }

  /** The size up to which joins are broadcast already, bytes; 0 when that is off. */
  private static long threshold(SparkSettings settings) {
    if (settings.adaptive() && settings.isSet(ADAPTIVE)) {
      return Math.max(0, settings.bytes(ADAPTIVE).orElse(0));
    }
    return Math.max(0, settings.bytes(STATIC).orElse(0));
  }

  /** The largest table that driver and executors hold without trouble, bytes. */
  private static long limit(RuleContext context) {
    RuleTable table = context.table();
    SparkSettings settings = context.settings();
    double driver = settings.driverHeapBytes() * table.number("broadcast.driver-share");
    double executor = settings.unifiedMemoryBytes() * table.number("broadcast.executor-share");
    return (long) Math.min(table.number("broadcast.max-bytes"), Math.min(driver, executor));
  }

  private static Advice allow(RuleContext context, List<Join> joins) {
    RuleTable table = context.table();
    Join worst = joins.get(0);
    SparkSettings settings = context.run().application().settingsFor(worst.execution());
    String property = settings.adaptive() ? ADAPTIVE : STATIC;
    double needed =
        joins.stream().mapToLong(Join::small).max().orElseThrow()
            * table.number("broadcast.factor");
    long recommended = ceilMib(needed);
    long now = threshold(settings);
    long limit = Math.max(recommended, limit(context) / MIB * MIB);
    SettingChange setting =
        context.steady(
            new SettingChange(
                property,
                Optional.of(now == 0 ? "-1" : SettingChange.formatBytes(now)),
                SettingChange.formatBytes(recommended),
                Optional.of(
                    SettingChange.formatBytes(Math.min(recommended, ceilMib(worst.small())))),
                Optional.of(SettingChange.formatBytes(limit)),
                Optional.of(SettingChange.formatBytes(Math.round(needed))),
                "bytes",
                ExplicitValue.of(settings, property),
                recommended));
    StageFacts stage = worst.heaviest();
    boolean skewed = stages(joins).anyMatch(s -> StageSkew.isSkewed(context, s));
    Advice.Builder advice =
        Advice.change(Category.PARTITIONS, setting)
            .stage(stage.id())
            .sqlExecution(OptionalLong.of(worst.execution().executionId()))
            .severity(skewed ? Severity.HIGH : Severity.MODERATE)
            .tasks(stages(joins).mapToLong(StageFacts::tasks).sum())
            .weightMs(taskMs(joins))
            .timeSavingAtMost(stages(joins).mapToLong(StageFacts::wallMs).sum())
            .evidence("buildSideBytes", "value", worst.small(), now, "bytes")
            .evidence("buildSideBytes", "limit", worst.small(), limit(context), "bytes")
            .evidence(
                "otherSideBytes",
                "ratio",
                (double) worst.large() / worst.small(),
                table.number("broadcast.min-ratio"),
                "ratio")
            .context("joins", "count", joins.size(), "count")
            .context("joinTaskTimeMs", "sum", taskMs(joins), "ms");
    if (now == 0) {
      advice.condition(
          "switched-off", "Broadcast joins were switched off by someone, perhaps for a reason.");
    }
    if (!settings.adaptive()) {
      advice.condition(
          "estimated",
          "Without adaptive execution Spark goes by its own estimate of the size, not by what was"
              + " measured.");
    }
    return advice
        .summary(
            setting.recommended()
                + " as the limit of a broadcast: "
                + (joins.size() == 1
                    ? "one side of the join in " + stage.label()
                    : Amounts.counted(joins.size(), "join")
                        + " shuffled a side that is small enough; in the longest, "
                        + stage.label()
                        + ", it")
                + " is "
                + Amounts.bytes(worst.small())
                + " and the other "
                + Amounts.bytes(worst.large())
                + ", so sending the small one to every executor saves sorting both"
                + (skewed ? ", and the skew goes as well" : "")
                + ".")
        .doubt(
            "If the small side grows from day to day it will not stay small, and each executor and"
                + " the driver hold a copy of it.")
        .build();
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
      for (String property : List.of(STATIC, ADAPTIVE)) {
        long now = settings.bytes(property).orElse(0);
        boolean isOn = property.equals(STATIC) || settings.isSet(ADAPTIVE);
        if (isOn && now > 0) {
          advice.add(switchOff(context, settings, execution, largest, property, now));
        }
      }
    }
    return advice;
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
        new SettingChange(
            property,
            Optional.of(SettingChange.formatBytes(now)),
            "-1",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "bytes",
            ExplicitValue.of(settings, property),
            0);
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
