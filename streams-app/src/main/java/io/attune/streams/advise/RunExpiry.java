package io.attune.streams.advise;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.statistics.StageState;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StageId;
import io.attune.streams.store.TimeIndex;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Removes runs that ended, or sent no event, for the retention time; the history of the workload
 * stays.
 */
final class RunExpiry {
  private final TimeIndex index;
  private final LiveStore<String, WorkloadMemory> workloads;
  private final LiveStore<RunKey, KeptRun> runs;
  private final LiveStore<StageId, StageState> stages;
  private final long endedMs;
  private final long silentMs;
  private final int batch;

  RunExpiry(
      KeyValueStore<Bytes, byte[]> index,
      LiveStore<String, WorkloadMemory> workloads,
      LiveStore<RunKey, KeptRun> runs,
      LiveStore<StageId, StageState> stages,
      AttuneConfig config) {
    this.index = new TimeIndex(index);
    this.workloads = workloads;
    this.runs = runs;
    this.stages = stages;
    this.endedMs = config.get(Options.ENDED_RETENTION).toMillis();
    this.silentMs = config.get(Options.SILENT_RETENTION).toMillis();
    this.batch = config.get(Options.EXPIRY_BATCH);
  }

  /** Enters a run under the earliest time at which it may expire, if it is not in yet. */
  void enter(RunKey key, KeptRun run) {
    if (run.dueMs() == KeptRun.NOT_DUE) {
      // It may end at any time, and an entry that comes due early costs one check.
      run.due(run.snapshotMs() + Math.min(endedMs, silentMs));
      index.add(run.dueMs(), key.text());
    }
  }

  void run(long nowMs) {
    for (TimeIndex.Due due : index.due(nowMs, batch)) {
      RunKey key = RunKey.parse(due.name());
      KeptRun run = runs.get(key);
      if (run == null || run.dueMs() != due.dueMs()) {
        index.remove(due.dueMs(), due.name());
      } else if (expiresAt(key, run) > nowMs) {
        index.remove(due.dueMs(), due.name());
        KeptRun kept = runs.update(key, id -> new KeptRun());
        kept.due(Math.min(expiresAt(key, kept), nowMs + endedMs));
        index.add(kept.dueMs(), due.name());
      } else {
        remove(key);
      }
    }
  }

  private long expiresAt(RunKey key, KeptRun run) {
    boolean ended = KeptRun.application(runs, key, run).map(ApplicationState::ended).orElse(false);
    return run.snapshotMs() + (ended ? endedMs : silentMs);
  }

  /** Removes a run now. */
  void remove(RunKey key) {
    KeptRun run = runs.get(key);
    if (run == null) {
      return;
    }
    for (long stage : run.stages()) {
      stages.remove(new StageId(key.applicationId(), (int) (stage >> 32), (int) stage));
    }
    index.remove(run.dueMs(), key.text());
    runs.remove(key);
    if (workloads.get(key.workload()) != null) {
      workloads.update(key.workload(), id -> new WorkloadMemory()).dropped(key.applicationId());
    }
  }
}
