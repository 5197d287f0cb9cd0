package io.attune.load.fleet;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.LifecycleKind;
import io.attune.schemas.StreamingProgress;
import io.attune.schemas.StreamingSource;
import io.attune.schemas.StreamingStateOperator;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** When the batches of a streaming query begin, and what it reports at their ends. */
final class BatchReports {
  /** As the jobs of its batches name it. */
  static final String QUERY = "5ca77e2e-0000-4000-8000-000000000001";

  private static final double PLANNING = 0.4;

  private final StreamPlan plan;
  private final Lifecycle lifecycle;
  private final Dice dice;
  private long batch;
  private long startMs = -1;
  private long triggerMs;
  private double planningMs;
  private long readRows;

  BatchReports(StreamPlan plan, Lifecycle lifecycle, Dice dice) {
    this.plan = plan;
    this.lifecycle = lifecycle;
    this.dice = dice;
  }

  /** Begins a batch, and returns when its job starts. */
  long begin(long nowMs) {
    boolean first = startMs < 0;
    startMs = first ? nowMs : startMs;
    triggerMs = first ? nowMs : Math.max(nowMs, triggerMs + plan.triggerMs());
    planningMs = PLANNING * plan.overheadMs() * dice.noise(0.1);
    return triggerMs + Math.round(planningMs);
  }

  /** Reports a batch whose job has ended, and returns when the batch has. */
  long ended(long jobStartMs, long nowMs) {
    long commit = Math.round((1 - PLANNING) * plan.overheadMs() * dice.noise(0.1));
    long come = Math.round((triggerMs - startMs) / 1000.0 * plan.rowsPerSecond());
    long rows = Math.min(plan.rowsPerBatch(), Math.max(1, come - readRows));
    readRows += rows;
    long endMs = nowMs + commit;
    TreeMap<String, Long> durations = new TreeMap<>();
    durations.put("triggerExecution", endMs - triggerMs);
    durations.put("queryPlanning", Math.round(planningMs));
    durations.put("addBatch", nowMs - jobStartMs);
    durations.put("walCommit", commit / 2);
    durations.put("commitOffsets", commit - commit / 2);
    StreamingProgress progress =
        StreamingProgress.newBuilder()
            .setQueryId(QUERY)
            .setRunId(QUERY)
            .setName("nightly")
            .setBatchId(batch)
            .setTriggerTime(Instant.ofEpochMilli(triggerMs))
            .setDurationsMs(durations)
            .setInputRows(rows)
            .setSources(List.of(source(rows, Math.max(0, come - readRows))))
            .setStateOperators(plan.state() == null ? List.of() : List.of(kept()))
            .setSinkDescription("sink")
            .build();
    if (plan.state() != null && plan.state().removesOld()) {
      progress.setWatermarkTime(Instant.ofEpochMilli(triggerMs - 600_000));
    }
    batch++;
    lifecycle.send(
        endMs, LifecycleKind.STREAMING_PROGRESS, event -> event.setStreamingProgress(progress));
    return endMs;
  }

  private static StreamingSource source(long rows, long left) {
    return StreamingSource.newBuilder()
        .setDescription("KafkaV2[Subscribe[orders]]")
        .setInputRows(rows)
        .setBacklogRows(left)
        .build();
  }

  private StreamingStateOperator kept() {
    StreamPlan.KeptState state = requireNonNull(plan.state(), "no state");
    long rows = state.rows() + (state.removesOld() ? 0 : state.rowsPerBatch() * (batch + 1));
    return StreamingStateOperator.newBuilder()
        .setOperatorName("stateStoreSave")
        .setRowsTotal(rows)
        .setRowsUpdated(state.rowsPerBatch())
        .setRowsRemoved(state.removesOld() ? state.rowsPerBatch() : 0L)
        .setMemoryBytes(rows * state.bytesPerRow())
        .setCommitTimeMs(100L)
        .setCustomMetrics(new TreeMap<>())
        .build();
  }
}
