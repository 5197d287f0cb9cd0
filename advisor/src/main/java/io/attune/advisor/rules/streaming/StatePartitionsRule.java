package io.attune.advisor.rules.streaming;

import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StreamingBatch;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A stateful stream whose few rows of state are spread over many partitions: each batch opens and
 * commits a state store for each of them. The checkpoint fixes their number.
 */
public final class StatePartitionsRule implements Rule {
  static final String ID = "state-partitions";
  private static final String DOUBT =
      "A new checkpoint begins without state and reads its source from where startingOffsets says:"
          + " plan that as a migration.";

  @Override
  public String id() {
    return ID;
  }

  /**
   * The stateful stages of a query.
   *
   * @param newest the stage of the newest batch
   * @param rows rows of state that it left
   * @param batches batches that were seen
   * @param taskMs task time of all of them, milliseconds
   */
  private record Stateful(StageFacts newest, long rows, long batches, long taskMs) {}

  @Override
  public Verdict evaluate(RuleContext context) {
    Optional<Stateful> found = stateful(context);
    if (found.isEmpty()) {
      return reported(context);
    }
    Stateful stateful = found.get();
    RuleTable table = context.table();
    long partitions = stateful.newest().numTasks();
    long wanted = wanted(context, stateful.rows());
    if (partitions < table.number("state-partitions.min-ratio") * wanted) {
      return Verdict.silent("the partitions of the state fit its rows and the slots");
    } else if (!new Relevance(context).ofTaskTime(stateful.taskMs())) {
      return Verdict.silent("the stateful stages take too little time to matter");
    }
    return new Verdict.Advises(List.of(advice(context, stateful, wanted)));
  }

  /** Where the plan does not tell, as of deduplication and joins, the batches may. */
  private static Verdict reported(RuleContext context) {
    RuleTable table = context.table();
    List<StreamPace> stateful =
        StreamPace.of(context).stream().filter(pace -> !pace.newest().state().isEmpty()).toList();
    if (stateful.isEmpty()) {
      return Verdict.silent("no stage keeps state between the batches of a stream");
    }
    List<Advice> advice =
        stateful.stream()
            .filter(pace -> pace.medianMs() >= table.number("state-partitions.min-batch-ms"))
            .filter(
                pace ->
                    state(pace).partitions().orElse(0)
                        >= table.number("state-partitions.min-ratio")
                            * wanted(context, state(pace).rows()))
            .map(pace -> advice(context, pace))
            .limit(1)
            .toList();
    return Verdict.of(advice, "the partitions of the state fit its rows and the slots");
  }

  private static StreamingBatch.State state(StreamPace pace) {
    return pace.newest().state().get(0);
  }

  private static Advice advice(RuleContext context, StreamPace pace) {
    StreamingBatch.State state = state(pace);
    long wanted = wanted(context, state.rows());
    long partitions = state.partitions().orElse(0);
    return Advice.withoutSetting(Category.PARTITIONS)
        .severity(Severity.MODERATE)
        .weightMs(pace.spanMs())
        .tasks(context.facts().tasksSucceeded())
        .evidence(
            "statePartitions",
            "count",
            partitions,
            context.table().number("state-partitions.min-ratio") * wanted,
            "count")
        .context("stateRows", "count", state.rows(), "count")
        .context("batchDurationMs", "p50", pace.medianMs(), "ms")
        .summary(words(wanted, partitions, state.rows(), pace.label()))
        .doubt(DOUBT)
        .build();
  }

  private static Optional<Stateful> stateful(RuleContext context) {
    List<StageFacts> stages =
        context.facts().stages().stream()
            .filter(stage -> stage.isFirstAttempt() && saved(stage).isPresent())
            .sorted(Comparator.comparingInt(StageFacts::id))
            .toList();
    if (stages.isEmpty()) {
      return Optional.empty();
    }
    StageFacts newest = stages.get(stages.size() - 1);
    return Optional.of(
        new Stateful(
            newest,
            saved(newest).get().metric("number of total state rows").orElse(0),
            stages.size(),
            stages.stream().mapToLong(StageFacts::taskTimeMs).sum()));
  }

  private static Optional<SqlNode> saved(StageFacts stage) {
    return stage.nodes().stream()
        .filter(node -> node.name().startsWith("StateStoreSave"))
        .filter(node -> node.metric("number of total state rows").isPresent())
        .findFirst();
  }

  /** As many as the rows need, and enough for every slot. */
  private static long wanted(RuleContext context, long rows) {
    double perPartition = context.table().number("state-partitions.rows-per-partition");
    long slots = context.facts().cluster().slots();
    return Math.max(slots, (long) Math.ceil(rows / perPartition));
  }

  private static Advice advice(RuleContext context, Stateful stateful, long wanted) {
    RuleTable table = context.table();
    StageFacts stage = stateful.newest();
    return Advice.withoutSetting(Category.PARTITIONS)
        .severity(Severity.MODERATE)
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .tasks(stage.tasks())
        .weightMs(stateful.taskMs())
        .evidence(
            "statePartitions",
            "count",
            stage.numTasks(),
            table.number("state-partitions.min-ratio") * wanted,
            "count")
        .context("stateRows", "count", stateful.rows(), "count")
        .context("batches", "count", stateful.batches(), "count")
        .summary(words(wanted, stage.numTasks(), stateful.rows(), stage.label()))
        .doubt(DOUBT)
        .build();
  }

  private static String words(long wanted, long partitions, long rows, String where) {
    return Amounts.count(wanted)
        + " partitions of state instead of "
        + Amounts.count(partitions)
        + ", with a new checkpoint: "
        + Amounts.count(rows)
        + " rows of state do not need "
        + Amounts.counted(partitions, "task")
        + " a batch ("
        + where
        + "), each of which opens and commits a store of its own. The checkpoint fixed the"
        + " number, so spark.sql.shuffle.partitions="
        + wanted
        + " counts only for a query that starts with another checkpointLocation.";
  }
}
