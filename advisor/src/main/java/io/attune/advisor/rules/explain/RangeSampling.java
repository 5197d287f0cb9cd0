package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A partitioning by range, which computes its input twice: Spark's {@code RangePartitioner} runs a
 * job over it to find the borders of the ranges, and then the shuffle does.
 *
 * @param sampling the stage that looks for the borders
 * @param shuffle the stage that computes the same rows again and shuffles them
 * @param operator how the operation is named: {@code Exchange rangepartitioning} of a plan, or the
 *     call site such as {@code sortBy at Report.java:42}
 */
public record RangeSampling(StageFacts sampling, StageFacts shuffle, String operator) {
  private static final Pattern SORTS = Pattern.compile("(?:sortBy|sortByKey)\\b.*");

  /** Checks the fields. */
  public RangeSampling {
    requireNonNull(sampling, "sampling is null");
    requireNonNull(shuffle, "shuffle is null");
    requireNonNull(operator, "operator is null");
  }

  /** Wall time that the rows took twice, at most, milliseconds. */
  public long repeatedWallMs() {
    return Math.min(sampling.wallMs(), shuffle.wallMs());
  }

  /** Task time that the rows took twice, at most, milliseconds. */
  public long repeatedTaskMs() {
    return Math.min(sampling.taskTimeMs(), shuffle.taskTimeMs());
  }

  /** All of a run, the costliest first. */
  public static List<RangeSampling> of(RuleContext context) {
    Map<StageKey, StageFacts> stages = new HashMap<>();
    for (StageFacts stage : context.facts().stages()) {
      if (stage.isFirstAttempt() && stage.isComplete()) {
        stages.put(new StageKey(stage.id(), stage.attempt()), stage);
      }
    }
    List<RangeSampling> found = new ArrayList<>();
    for (SqlExecution execution : context.run().application().sqlExecutions()) {
      for (SqlNode node : execution.nodes()) {
        if (node.isShuffle() && node.description().contains("rangepartitioning(")) {
          ofExchange(execution, node, stages).ifPresent(found::add);
        }
      }
    }
    ofRdds(stages.values(), found);
    found.sort(
        Comparator.comparingLong(RangeSampling::repeatedWallMs)
            .reversed()
            .thenComparingInt(one -> one.sampling().id()));
    return found;
  }

  /** Those of them whose rows take long enough the second time to hold up the run. */
  public static List<RangeSampling> costly(RuleContext context) {
    Relevance relevance = new Relevance(context);
    double least = context.table().number("range-sort.min-repeated-ms");
    return of(context).stream()
        .filter(sort -> sort.repeatedWallMs() >= least)
        .filter(sort -> relevance.ofWallTime(sort.repeatedWallMs()))
        .filter(sort -> relevance.ofTaskTime(sort.repeatedTaskMs()))
        .filter(sort -> sort.storingTaskMs(context.table()) < sort.repeatedTaskMs())
        .toList();
  }

  /** Task time to store the rows once and read them twice, by the bytes that are shuffled. */
  private double storingTaskMs(RuleTable table) {
    double bytes =
        shuffle.sum(TaskMetric.SHUFFLE_WRITE_BYTES) * table.number("recomputation.expansion");
    return bytes / table.number("recomputation.store-bytes-per-ms")
        + 2 * bytes / table.number("recomputation.read-bytes-per-ms");
  }

  /** Two stages ran what is below the exchange, and only the later one ran the exchange itself. */
  private static Optional<RangeSampling> ofExchange(
      SqlExecution execution, SqlNode exchange, Map<StageKey, StageFacts> stages) {
    Set<StageKey> below = new TreeSet<>();
    for (SqlNode child : execution.childrenOf(exchange)) {
      below(execution, child, below);
    }
    Set<StageKey> once = new TreeSet<>(below);
    once.removeAll(exchange.stages());
    Set<StageKey> again = new TreeSet<>(below);
    again.retainAll(exchange.stages());
    if (once.size() != 1 || again.size() != 1) {
      return Optional.empty();
    }
    StageFacts sampling = stages.get(once.iterator().next());
    StageFacts shuffle = stages.get(again.iterator().next());
    return sampling == null || shuffle == null || !isBefore(sampling, shuffle)
        ? Optional.empty()
        : Optional.of(new RangeSampling(sampling, shuffle, "Exchange rangepartitioning"));
  }

  private static void below(SqlExecution execution, SqlNode node, Set<StageKey> stages) {
    if (node.isShuffle() || node.isBroadcast() || node.name().startsWith("InMemoryTableScan")) {
      stages.addAll(node.name().startsWith("InMemoryTableScan") ? node.stages() : List.of());
      return;
    }
    stages.addAll(node.stages());
    for (SqlNode child : execution.childrenOf(node)) {
      below(execution, child, stages);
    }
  }

  private static void ofRdds(Collection<StageFacts> stages, List<RangeSampling> found) {
    List<StageFacts> ordered =
        stages.stream()
            .filter(stage -> !stage.isSql())
            .sorted(Comparator.comparingInt(StageFacts::id))
            .toList();
    for (StageFacts sampling : ordered) {
      if (SORTS.matcher(sampling.name()).matches()) {
        ordered.stream()
            .filter(stage -> stage != sampling && isBefore(sampling, stage))
            .filter(stage -> !stage.rdds().isEmpty())
            .filter(stage -> sampling.rdds().containsAll(stage.rdds()))
            .findFirst()
            .ifPresent(shuffle -> found.add(new RangeSampling(sampling, shuffle, sampling.name())));
      }
    }
  }

  private static boolean isBefore(StageFacts sampling, StageFacts shuffle) {
    Optional<Instant> end = sampling.descriptor().flatMap(StageDescriptor::completionTime);
    Optional<Instant> start = shuffle.descriptor().flatMap(StageDescriptor::submissionTime);
    return sampling.numTasks() == shuffle.numTasks()
        && end.isPresent()
        && start.isPresent()
        && !start.get().isBefore(end.get());
  }
}
