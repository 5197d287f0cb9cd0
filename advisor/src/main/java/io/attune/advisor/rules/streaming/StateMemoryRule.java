package io.attune.advisor.rules.streaming;

import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.StreamingBatch.State;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.RunFacts;
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

/**
 * State that fills the heaps of the executors, where RocksDB would keep it beside them; and state
 * in RocksDB whose whole files are written at each commit, where its changes alone would do.
 */
public final class StateMemoryRule implements Rule {
  static final String ID = "state-memory";
  static final String CHANGELOG =
      "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled";

  @Override
  public String id() {
    return ID;
  }

  /** The state of the application holds all of its queries; a unit's has none. */
  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    List<StreamPace> stateful =
        StreamPace.of(context).stream()
            .filter(pace -> !pace.newest().state().isEmpty())
            .filter(pace -> !StateGrowthRule.grows(context, pace))
            .sorted(Comparator.comparingLong((StreamPace p) -> state(p).memoryBytes()).reversed())
            .toList();
    List<Advice> advice = new ArrayList<>();
    inHeap(context, stateful).ifPresent(advice::add);
    stateful.stream()
        .flatMap(pace -> changelog(context, pace).stream())
        .findFirst()
        .ifPresent(advice::add);
    return Verdict.of(
        advice, "no streaming query has much state in its heaps, or long commits of it");
  }

  private static State state(StreamPace pace) {
    return pace.newest().state().get(0);
  }

  private static Optional<Advice> inHeap(RuleContext context, List<StreamPace> stateful) {
    RuleTable table = context.table();
    RunFacts.Cluster cluster = context.facts().cluster();
    List<StreamPace> onHeap = stateful.stream().filter(pace -> !state(pace).rocksDb()).toList();
    long bytes = onHeap.stream().mapToLong(pace -> state(pace).memoryBytes()).sum();
    long heaps = Math.max(1, cluster.executors()) * cluster.heapBytes();
    if (heaps == 0
        || bytes < table.number("state-memory.heap-share") * heaps
        || !context.settings().isSparkAtLeast(3, 2)) {
      return Optional.empty();
    }
    StreamPace largest = onHeap.get(0);
    return Optional.of(
        Advice.withoutSetting(Category.MEMORY)
            .severity(Severity.MODERATE)
            .weightMs(largest.spanMs())
            .tasks(context.facts().tasksSucceeded())
            .evidence(
                "stateMemoryBytes",
                "share",
                (double) bytes / heaps,
                table.number("state-memory.heap-share"),
                "share")
            .context("stateRows", "newest", state(largest).rows(), "count")
            .summary(
                "Keep the state in RocksDB"
                    + " (spark.sql.streaming.stateStore.providerClass=org.apache.spark.sql.execution"
                    + ".streaming.state.RocksDBStateStoreProvider, with a new checkpoint): the"
                    + " state of "
                    + largest.label()
                    + " takes "
                    + Amounts.bytes(bytes)
                    + " of the "
                    + Amounts.bytes(heaps)
                    + " of all heaps ("
                    + Amounts.percent((double) bytes / heaps)
                    + "), which the collector goes through again and again.")
            .doubt(
                "The checkpoint fixes the provider: a query with a new one begins without state and"
                    + " reads its source from where startingOffsets says. RocksDB wants memory"
                    + " beside the heap (spark.executor.memoryOverhead).")
            .build());
  }

  private static Optional<Advice> changelog(RuleContext context, StreamPace pace) {
    RuleTable table = context.table();
    SparkSettings settings = context.settings();
    long slots = Math.max(1, context.facts().cluster().slots());
    double committing =
        state(pace).commitMs().orElse(0) / (double) slots / Math.max(1, pace.medianMs());
    if (!state(pace).rocksDb()
        || !settings.isSparkAtLeast(3, 5)
        || settings.isSet(CHANGELOG)
        || committing < table.number("state-memory.commit-share")) {
      return Optional.empty();
    }
    return Optional.of(
        Advice.change(Category.MEMORY, SettingChange.flag(CHANGELOG, false, true, Optional.empty()))
            .severity(Severity.MODERATE)
            .weightMs(pace.spanMs())
            .tasks(context.facts().tasksSucceeded())
            .evidence(
                "stateCommit",
                "share",
                committing,
                table.number("state-memory.commit-share"),
                "share")
            .context("stateRows", "newest", state(pace).rows(), "count")
            .summary(
                CHANGELOG
                    + "=true: "
                    + Amounts.percent(committing)
                    + " of a batch of "
                    + pace.label()
                    + " goes into committing its state, which writes RocksDB's files instead of"
                    + " what changed.")
            .doubt(
                "A query that was started with it reads its changes back at a restart, which then"
                    + " takes longer; it can be switched on and off on the same checkpoint.")
            .build());
  }
}
