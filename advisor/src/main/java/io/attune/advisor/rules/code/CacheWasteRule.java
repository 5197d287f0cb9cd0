package io.attune.advisor.rules.code;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.CacheUse;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.statistics.PeakMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Data that is kept in memory without being read again, or that does not fit there and is dropped
 * and computed anew.
 *
 * <p>What was dropped, or never found room, is told by block updates, which a live application
 * sends and a log holds only with spark.eventLog.logBlockUpdates.enabled. Without them it is
 * inferred: tasks that read nothing from the cache while storage memory was full.
 */
public final class CacheWasteRule implements Rule {
  static final String ID = "cache-waste";

  /** A persisted RDD. */
  private record Cached(
      RddDescriptor rdd,
      Set<String> uses,
      StageFacts filledBy,
      List<StageFacts> readBy,
      OptionalLong bytes,
      Optional<CacheUse> blocks) {
    String words() {
      String made = rdd.callSite().isBlank() ? rdd.name() : rdd.callSite();
      return "RDD " + rdd.rddId() + " (" + made + ")";
    }

    /** Whether one stage computed every partition, and all of them are told apart. */
    boolean wasComputedWhole() {
      int partitions = rdd.numPartitions();
      return partitions <= CacheUse.PARTITION_LIMIT
          && Stream.concat(Stream.of(filledBy), readBy.stream())
              .anyMatch(stage -> stage.isComplete() && stage.tasks() >= partitions);
    }

    long readMs() {
      return readBy.stream().mapToLong(StageFacts::taskTimeMs).sum();
    }
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    List<Cached> all = cached(context);
    if (all.isEmpty()) {
      return Verdict.silent("nothing was persisted");
    }
    List<Advice> advice = new ArrayList<>();
    all.stream()
        .filter(cached -> droppedShare(context, cached) > maxDropped(context))
        .filter(cached -> new Relevance(context).ofTaskTime(cached.readMs()))
        .max(
            Comparator.comparingLong(Cached::readMs)
                .thenComparing(c -> c.rdd().rddId(), Comparator.reverseOrder()))
        .ifPresent(cached -> advice.add(dropped(context, cached)));
    if (advice.isEmpty() && context.facts().ended()) {
      unread(context, all).ifPresent(advice::add);
    }
    return Verdict.of(
        advice,
        context.facts().ended()
            ? "what was persisted was read again and stayed, or is too small to matter"
            : "whether what is persisted will be read again is not known before the end");
  }

  private static double maxDropped(RuleContext context) {
    return context.table().number("cache-waste.max-dropped-share");
  }

  private static List<Cached> cached(RuleContext context) {
    ApplicationState application = context.run().application();
    ComputedRdds lineage = ComputedRdds.of(context);
    List<Cached> all = new ArrayList<>();
    for (int rddId : lineage.cached()) {
      RddDescriptor rdd = application.rdds().get(rddId);
      if (rdd != null) {
        List<StageFacts> filled = lineage.filled(rddId);
        List<StageFacts> read = lineage.read(rddId);
        Set<String> uses = new TreeSet<>();
        filled.forEach(stage -> uses.add(lineage.unit(stage)));
        read.forEach(stage -> uses.add(lineage.unit(stage)));
        Optional<CacheUse> blocks = Optional.ofNullable(application.caches().get(rddId));
        all.add(new Cached(rdd, uses, filled.get(0), read, bytes(context, blocks), blocks));
      }
    }
    return all;
  }

  /** Size of one persisted RDD; without block updates at most all of the storage memory in use. */
  private static OptionalLong bytes(RuleContext context, Optional<CacheUse> blocks) {
    if (blocks.isPresent() && blocks.get().partitionsStored() > 0) {
      return OptionalLong.of(blocks.get().bytes());
    }
    long sum =
        context.run().application().executors().stream()
            .mapToLong(e -> e.peaks().get(PeakMetric.ON_HEAP_STORAGE_MEMORY_BYTES).orElse(0))
            .sum();
    return sum == 0 ? OptionalLong.empty() : OptionalLong.of(sum);
  }

  /**
   * Share of the partitions that were dropped, or never stored because there was no room; inferred
   * where no block update tells it.
   */
  private static double droppedShare(RuleContext context, Cached cached) {
    if (cached.blocks().isPresent()) {
      CacheUse use = cached.blocks().get();
      int stored = use.partitionsStored();
      int all = Math.max(stored, cached.wasComputedWhole() ? cached.rdd().numPartitions() : 0);
      int lost = use.partitionsDropped() + (all - stored);
      return Math.min(1, (double) lost / Math.max(1, all));
    }
    if (!storageWasFull(context)) {
      return 0;
    }
    double tasks = 0;
    double misses = 0;
    for (StageFacts stage : cached.readBy()) {
      tasks += stage.tasks();
      misses += zeros(stage);
    }
    // A stage in which no task reads anything says nothing: the cache may hold empty rows.
    return tasks == 0 || misses == tasks ? 0 : misses / tasks;
  }

  /** Tasks that read no bytes, to the nearest twentieth. */
  private static double zeros(StageFacts stage) {
    double share = 0;
    for (int part = 1; part <= 20; part++) {
      if (stage.state().inputBytes().isEmpty()
          || stage.state().inputBytes().quantile(part / 20.0) > 0) {
        break;
      }
      share = part / 20.0;
    }
    return share * stage.tasks();
  }

  private static boolean storageWasFull(RuleContext context) {
    double full = context.table().number("cache-waste.full-storage-share");
    for (ExecutorState executor : context.run().application().executors()) {
      OptionalLong peak = executor.peaks().get(PeakMetric.ON_HEAP_STORAGE_MEMORY_BYTES);
      long most = executor.unifiedMemoryBytes().orElse(context.settings().unifiedMemoryBytes());
      if (peak.isPresent() && most > 0 && peak.getAsLong() >= full * most) {
        return true;
      }
    }
    return false;
  }

  private static Advice.Builder base(RuleContext context, Cached cached) {
    Advice.Builder advice =
        Advice.withoutSetting(Category.CODE)
            .stage(cached.filledBy().id())
            .sqlExecution(cached.filledBy().sqlExecutionId())
            .tasks(
                cached.filledBy().tasks()
                    + cached.readBy().stream().mapToLong(StageFacts::tasks).sum());
    cached.readBy().forEach(stage -> advice.alsoStage(stage.id()));
    if (cached.blocks().isEmpty()) {
      advice.condition(
          "no-block-updates",
          "No block updates were seen, so sizes and drops are inferred from memory and tasks.");
    }
    return advice;
  }

  private static Advice dropped(RuleContext context, Cached cached) {
    double share = droppedShare(context, cached);
    long wall = cached.readBy().stream().mapToLong(StageFacts::wallMs).sum();
    return base(context, cached)
        .severity(Severity.MODERATE)
        .weightMs(cached.readMs())
        .timeSavingAtMost(wall)
        .evidence("droppedPartitions", "share", share, maxDropped(context), "share")
        .context("cachedBytes", "max", cached.bytes().orElse(0), "bytes")
        .context("readTaskTimeMs", "sum", cached.readMs(), "ms")
        .summary(
            Amounts.percent(share)
                + " of the partitions of "
                + cached.words()
                + " did not stay in memory and had to be computed again by "
                + Amounts.counted(cached.readBy().size(), "stage")
                + ": persist it with MEMORY_AND_DISK_SER, which takes less room and goes to disk"
                + " where that is not enough.")
        .doubt(
            "If computing a partition is quicker than reading it from disk, dropping it was the"
                + " better choice.")
        .build();
  }

  private static Optional<Advice> unread(RuleContext context, List<Cached> all) {
    RuleTable table = context.table();
    return all.stream()
        .filter(cached -> cached.uses().size() < table.number("cache-waste.min-uses"))
        .filter(cached -> cached.bytes().orElse(0) >= table.number("cache-waste.min-bytes"))
        .max(
            Comparator.comparingLong((Cached cached) -> cached.bytes().orElse(0))
                .thenComparing(c -> c.rdd().rddId(), Comparator.reverseOrder()))
        .map(
            cached ->
                base(context, cached)
                    .severity(Severity.LOW)
                    .weightMs(cached.filledBy().taskTimeMs())
                    .evidence(
                        "usesOfCache",
                        "count",
                        cached.uses().size(),
                        table.number("cache-waste.min-uses"),
                        "count")
                    .evidence(
                        "cachedBytes",
                        "max",
                        cached.bytes().orElse(0),
                        table.number("cache-waste.min-bytes"),
                        "bytes")
                    .summary(
                        (cached.blocks().isPresent() ? "" : "Up to ")
                            + Amounts.bytes(cached.bytes().orElse(0))
                            + " of memory held "
                            + cached.words()
                            + ", which no job read after the one that stored it, "
                            + cached.filledBy().label()
                            + ": do not persist it, or unpersist it there.")
                    .doubt(
                        "If one job reads it several times within itself, the cache did serve that"
                            + " job.")
                    .build());
  }
}
