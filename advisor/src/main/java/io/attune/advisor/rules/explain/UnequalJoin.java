package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A join whose condition has no equality that Spark could hash or sort by: each row of one side is
 * compared with each row of the other.
 *
 * @param execution the SQL execution
 * @param node the join
 * @param stages stages that ran it, in order
 * @param rowsIn rows of both sides together
 * @param pairs comparisons: rows of one side × rows of the other
 * @param rowsOut rows that it put out
 */
public record UnequalJoin(
    SqlExecution execution,
    SqlNode node,
    List<StageFacts> stages,
    long rowsIn,
    double pairs,
    long rowsOut) {

  /** Why there is no equality, as far as the condition tells. */
  public enum Kind {
    /** No condition at all. */
    NO_CONDITION,
    /** {@code NOT IN} over columns that can be null. */
    NOT_IN,
    /** Equalities, one or the other of which has to hold. */
    ALTERNATIVES,
    /** An interval that a value falls into, or two intervals that overlap. */
    RANGE,
    /** Anything else, such as likeness of texts. */
    OTHER
  }

  /** The names in Spark, and those of engines that take the place of the operator. */
  private static final Pattern NAME =
      Pattern.compile("(?:Gpu|Photon)?(?:BroadcastNestedLoopJoin|CartesianProduct)\\b.*");

  /** {@code BroadcastNestedLoopJoin BuildRight, Inner, (a#1 >= b#2)}; the condition may be cut. */
  private static final Pattern LOOP =
      Pattern.compile(
          "\\w*BroadcastNestedLoopJoin (?:Build\\w+), ?(\\w+)(?:\\([^)]*\\))?(?:, ?(.*))?",
          Pattern.DOTALL);

  private static final Pattern PRODUCT =
      Pattern.compile("\\w*CartesianProduct ?(.*)", Pattern.DOTALL);

  /** A function in a condition, apart from those that Spark adds by itself. */
  private static final Pattern FUNCTION =
      Pattern.compile(
          "(?i)\\b(?!(?:cast|isnull|isnotnull|coalesce|and|or|not|in|inset)\\b)\\w+\\("
              + "|\\bR?LIKE\\b");

  private static final long NANOS_PER_MS = 1_000_000;

  private static final Pattern EXPRESSION_ID = Pattern.compile("#\\d+L?");

  /** Copies the stages. */
  public UnequalJoin {
    requireNonNull(execution, "execution is null");
    requireNonNull(node, "node is null");
    stages = List.copyOf(stages);
  }

  /** All of a run whose rows are known, the most task time first. */
  public static List<UnequalJoin> of(RuleContext context) {
    List<UnequalJoin> joins = new ArrayList<>();
    for (SqlExecution execution : context.run().application().sqlExecutions()) {
      for (SqlNode node : execution.nodes()) {
        if (NAME.matcher(node.name()).matches()) {
          of(context, execution, node).ifPresent(joins::add);
        }
      }
    }
    joins.sort(
        Comparator.comparingLong(UnequalJoin::taskMs)
            .reversed()
            .thenComparingLong(join -> join.execution().executionId())
            .thenComparingInt(join -> join.node().index()));
    return joins;
  }

  /** Those of them that the time of their stages goes into, and that hold up the run. */
  public static List<UnequalJoin> costly(RuleContext context) {
    Relevance relevance = new Relevance(context);
    return of(context).stream()
        .filter(join -> join.takesTheTime(context.table()))
        .filter(join -> relevance.ofTaskTime(join.taskMs()))
        .filter(join -> relevance.ofWallTime(join.wallMs()))
        .toList();
  }

  /** Whether so many pairs were compared that task time and CPU time of the stages are theirs. */
  private boolean takesTheTime(RuleTable table) {
    double pace = hasCostlyCondition() ? table.number("join-without-equality.costly-factor") : 1;
    return pairs >= table.number("join-without-equality.min-pairs") / pace
        && pairs >= table.number("join-without-equality.min-pairs-per-ms") / pace * taskMs()
        && pairs >= table.number("join-without-equality.min-pairs-per-cpu-ms") / pace * cpuMs();
  }

  private static Optional<UnequalJoin> of(
      RuleContext context, SqlExecution execution, SqlNode node) {
    List<StageFacts> stages =
        context.facts().stages().stream()
            .filter(StageFacts::isComplete)
            .filter(stage -> stage.ran(node))
            .toList();
    List<OptionalLong> in = InputRows.of(execution, node);
    if (stages.isEmpty() || in.size() != 2 || in.stream().anyMatch(OptionalLong::isEmpty)) {
      return Optional.empty();
    }
    double left = in.get(0).getAsLong();
    double right = in.get(1).getAsLong();
    double repeats = 1;
    if (node.name().contains("CartesianProduct")) {
      // A product of n × m partitions reads the left side m times and the right side n times.
      repeats = Math.max(1, stages.stream().mapToInt(StageFacts::numTasks).max().orElse(1));
    }
    return Optional.of(
        new UnequalJoin(
            execution,
            node,
            stages,
            Math.round((left + right) / Math.sqrt(repeats)),
            left * right / repeats,
            node.outputRows().orElse(0)));
  }

  /** Time of all tasks that ran it, milliseconds. */
  public long taskMs() {
    return stages.stream().mapToLong(StageFacts::taskTimeMs).sum();
  }

  /** CPU time of all tasks that ran it, milliseconds; 0 when unknown (Spark up to 2.0). */
  public long cpuMs() {
    return stages.stream().mapToLong(stage -> stage.sum(TaskMetric.EXECUTOR_CPU_TIME_NS)).sum()
        / NANOS_PER_MS;
  }

  /** Whether the condition calls functions that take longer than to compare two values. */
  public boolean hasCostlyCondition() {
    return FUNCTION.matcher(condition()).find();
  }

  /** Wall time of the stages that ran it, milliseconds. */
  public long wallMs() {
    return stages.stream().mapToLong(StageFacts::wallMs).sum();
  }

  /** The condition as the plan shows it, without the ids of its columns; empty without one. */
  public String condition() {
    Matcher loop = LOOP.matcher(node.description());
    Matcher product = PRODUCT.matcher(node.description());
    Optional<String> condition = Optional.empty();
    if (loop.matches()) {
      condition = Optional.ofNullable(loop.group(2));
    } else if (product.matches()) {
      condition = Optional.ofNullable(product.group(1));
    }
    return condition.map(text -> EXPRESSION_ID.matcher(text).replaceAll("").trim()).orElse("");
  }

  /** The type of the join, such as Inner or LeftAnti; empty when the plan does not say. */
  public String type() {
    Matcher loop = LOOP.matcher(node.description());
    return loop.matches() ? Optional.ofNullable(loop.group(1)).orElse("") : "";
  }

  /** Why there is no equality. */
  public Kind kind() {
    String condition = condition().replace("&&", "AND").replace("||", "OR");
    boolean equality = condition.contains(" = ") || condition.contains(" <=> ");
    if (condition.isBlank()) {
      return Kind.NO_CONDITION;
    } else if (type().equals("LeftAnti") && condition.contains("OR isnull(")) {
      return Kind.NOT_IN;
    } else if (condition.contains(" OR ") && equality) {
      return Kind.ALTERNATIVES;
    }
    return condition.matches("(?s).*[^<=>][<>]=? .*") ? Kind.RANGE : Kind.OTHER;
  }
}
