package io.attune.advisor.rules.code;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which stages really computed an RDD, and which read it from a cache.
 *
 * <p>A stage lists all RDDs of its lineage up to the last shuffle, whether it computes them or not.
 * It is walked from its last RDD back; a persisted RDD that an earlier stage has filled ends the
 * walk. Skipped stages never ran and are not looked at, nor are failed ones. That the cache still
 * held what it was filled with is taken for granted here.
 */
final class ComputedRdds {
  private static final Comparator<StageFacts> BY_SUBMISSION =
      Comparator.comparing(
              (StageFacts stage) ->
                  stage.descriptor().flatMap(StageDescriptor::submissionTime).orElse(Instant.EPOCH))
          .thenComparingInt(StageFacts::id);

  private final ApplicationState application;
  private final Map<Integer, List<StageFacts>> computed = new TreeMap<>();
  private final Map<Integer, List<StageFacts>> filled = new TreeMap<>();
  private final Map<Integer, List<StageFacts>> read = new TreeMap<>();
  private final Map<Integer, Integer> lastOfStage = new TreeMap<>();
  private final Map<Long, Long> rootOf = new HashMap<>();

  private ComputedRdds(RuleContext context) {
    this.application = context.run().application();
    for (SqlExecution execution : application.sqlExecutions()) {
      execution.rootExecutionId().ifPresent(root -> rootOf.put(execution.executionId(), root));
    }
    Set<Integer> inCache = new HashSet<>();
    context.facts().stages().stream()
        .filter(stage -> stage.isFirstAttempt() && stage.isComplete())
        .sorted(BY_SUBMISSION)
        .forEach(
            stage -> stage.descriptor().ifPresent(described -> walk(stage, described, inCache)));
  }

  static ComputedRdds of(RuleContext context) {
    return new ComputedRdds(context);
  }

  private void walk(StageFacts stage, StageDescriptor described, Set<Integer> inCache) {
    Set<Integer> own = new HashSet<>(described.rddIds());
    Set<Integer> persisted = new HashSet<>(described.persistedRddIds());
    inCache.removeIf(rdd -> own.contains(rdd) && !persisted.contains(rdd));
    Set<Integer> parents = new HashSet<>();
    for (int rdd : own) {
      parents.addAll(parents(rdd));
    }
    Deque<Integer> open = new ArrayDeque<>();
    described.rddIds().stream().filter(rdd -> !parents.contains(rdd)).forEach(open::add);
    open.stream()
        .max(Comparator.naturalOrder())
        .ifPresent(last -> lastOfStage.put(stage.id(), last));
    Set<Integer> visited = new HashSet<>(open);
    List<Integer> fills = new ArrayList<>();
    while (!open.isEmpty()) {
      int rdd = open.poll();
      if (inCache.contains(rdd)) {
        add(read, rdd, stage);
        continue;
      }
      add(computed, rdd, stage);
      if (persisted.contains(rdd)) {
        add(filled, rdd, stage);
        fills.add(rdd);
      }
      for (int parent : parents(rdd)) {
        if (own.contains(parent) && visited.add(parent)) {
          open.add(parent);
        }
      }
    }
    // A stage of fewer tasks, as of take() or first(), leaves partitions to be computed later.
    fills.stream().filter(rdd -> stage.numTasks() >= partitions(rdd)).forEach(inCache::add);
  }

  private static void add(Map<Integer, List<StageFacts>> to, int rdd, StageFacts stage) {
    to.computeIfAbsent(rdd, id -> new ArrayList<>(2)).add(stage);
  }

  private List<Integer> parents(int rdd) {
    RddDescriptor descriptor = application.rdds().get(rdd);
    return descriptor == null ? List.of() : descriptor.parentRddIds();
  }

  private int partitions(int rdd) {
    RddDescriptor descriptor = application.rdds().get(rdd);
    return descriptor == null ? 0 : descriptor.numPartitions();
  }

  /** Stages that computed an RDD, in order of submission. */
  Map<Integer, List<StageFacts>> computed() {
    return computed;
  }

  /** Stages that computed a persisted RDD and stored it. */
  List<StageFacts> filled(int rdd) {
    return filled.getOrDefault(rdd, List.of());
  }

  /** Stages that found a persisted RDD stored by an earlier one. */
  List<StageFacts> read(int rdd) {
    return read.getOrDefault(rdd, List.of());
  }

  /** Persisted RDDs that some stage stored. */
  Set<Integer> cached() {
    return filled.keySet();
  }

  /** One user of data: an SQL execution with all its jobs, or a job without SQL. */
  String unit(StageFacts stage) {
    if (stage.sqlExecutionId().isPresent()) {
      long id = stage.sqlExecutionId().getAsLong();
      return "sql " + rootOf.getOrDefault(id, id);
    }
    return "job " + SharedWork.jobOf(application, stage);
  }

  /** Whether a stage did nothing after computing an RDD but pass it to its action. */
  boolean endsWith(StageFacts stage, int rdd) {
    return lastOfStage.getOrDefault(stage.id(), -1) == rdd;
  }
}
