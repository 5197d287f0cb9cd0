package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.PlanSubtrees;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.table.RuleTable;
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

/**
 * A join that shuffles both sides, with the side that could be sent to every executor. Sizes are
 * those that the exchanges measured.
 *
 * @param execution query that it belongs to
 * @param node the join in its plan
 * @param small bytes of the side that could be broadcast
 * @param large bytes of the other side
 * @param stages stages that run the join, at least one
 */
record BroadcastJoin(
    SqlExecution execution, SqlNode node, long small, long large, List<StageFacts> stages) {
  static final String STATIC = "spark.sql.autoBroadcastJoinThreshold";
  static final String ADAPTIVE = "spark.sql.adaptive.autoBroadcastJoinThreshold";
  private static final Pattern JOIN_TYPE = Pattern.compile("\\], \\[[^\\]]*\\], (\\w+)");

  /** All joins of a run that could be broadcast and are not. */
  static List<BroadcastJoin> all(RuleContext context) {
    List<BroadcastJoin> joins = new ArrayList<>();
    for (SqlExecution execution : context.run().application().sqlExecutions()) {
      for (SqlNode node : execution.nodes()) {
        if (node.name().startsWith("SortMergeJoin") || node.name().startsWith("ShuffledHashJoin")) {
          of(context, execution, node).ifPresent(joins::add);
        }
      }
    }
    return joins;
  }

  private static Optional<BroadcastJoin> of(
      RuleContext context, SqlExecution execution, SqlNode node) {
    Optional<Sides> sides = Sides.of(execution, node);
    if (sides.isEmpty() || !isWorthIt(context, execution, sides.get())) {
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
        : Optional.of(
            new BroadcastJoin(execution, node, sides.get().small(), sides.get().large(), stages));
  }

  private static boolean isWorthIt(RuleContext context, SqlExecution execution, Sides sides) {
    RuleTable table = context.table();
    return sides.small() > 0
        && sides.small() * table.number("broadcast.factor") <= limitBytes(context)
        && sides.large() >= table.number("broadcast.min-ratio") * sides.small()
        && sides.small() > thresholdBytes(context.run().application().settingsFor(execution));
  }

  /** Bytes of the side that can be broadcast, the smaller where both can, and of the other. */
  private record Sides(long small, long large) {
    private static Optional<Sides> of(SqlExecution execution, SqlNode node) {
      List<SqlNode> sides = execution.childrenOf(node);
      Matcher type = JOIN_TYPE.matcher(node.description());
      if (sides.size() != 2 || !type.find()) {
        return Optional.empty();
      }
      OptionalLong left = shuffledBytes(execution, sides.get(0));
      OptionalLong right = shuffledBytes(execution, sides.get(1));
      boolean fromLeft = canBroadcast(type.group(1), true);
      boolean fromRight = canBroadcast(type.group(1), false);
      if (left.isEmpty() || right.isEmpty() || !fromLeft && !fromRight) {
        return Optional.empty();
      }
      long l = left.getAsLong();
      long r = right.getAsLong();
      return Optional.of(fromLeft && (!fromRight || l < r) ? new Sides(l, r) : new Sides(r, l));
    }
  }

  private static OptionalLong shuffledBytes(SqlExecution execution, SqlNode side) {
    return below(execution, side, SqlNode::isShuffle)
        .map(SqlNode::dataSizeBytes)
        .orElse(OptionalLong.empty());
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

  /** Time that tasks spent in sorting both sides; empty where that was not reported. */
  OptionalLong sortMs() {
    long sum = 0;
    boolean reported = false;
    for (SqlNode side : execution.childrenOf(node)) {
      OptionalLong time =
          below(execution, side, BroadcastJoin::isSort)
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

  /** The size up to which joins are broadcast already, bytes; 0 when that is off. */
  static long thresholdBytes(SparkSettings settings) {
    if (settings.adaptive() && settings.isSet(ADAPTIVE)) {
      return Math.max(0, settings.bytes(ADAPTIVE).orElse(0));
    }
    return Math.max(0, settings.bytes(STATIC).orElse(0));
  }

  /** The largest table that driver and executors hold without trouble, bytes. */
  static long limitBytes(RuleContext context) {
    RuleTable table = context.table();
    SparkSettings settings = context.settings();
    double driver = settings.driverHeapBytes() * table.number("broadcast.driver-share");
    double executor = settings.unifiedMemoryBytes() * table.number("broadcast.executor-share");
    return (long) Math.min(table.number("broadcast.max-bytes"), Math.min(driver, executor));
  }
}
