package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.AdviceLedger;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.streams.store.StateCodec;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is remembered of one workload: its past runs, what is published, and which runs are kept
 * whole. It has one owner, which decides what is published about the workload.
 */
final class WorkloadMemory {
  /** Version 1 held less and was never released. */
  static final StateFormat<WorkloadMemory> FORMAT =
      StateFormat.plain(
          "workload memory", Versions.only(2), WorkloadMemory::write, WorkloadMemory::read);

  static final StateCodec<WorkloadMemory> CODEC = StateCodec.of(FORMAT);

  /** Runs at one time among which the newest is looked for; of more, the oldest are left out. */
  private static final int MOST_RUNS = 1_000;

  private final Map<String, Long> startedByRun = new TreeMap<>();

  /** Keys that were published since this was last written; see {@link #write}. */
  private final Set<String> sent = new LinkedHashSet<>();

  /** Keys whose last change may not have reached the topic: read back and not yet repeated. */
  private final Set<String> unconfirmed = new LinkedHashSet<>();

  private WorkloadHistory history = WorkloadHistory.empty();
  private AdviceLedger ledger = new AdviceLedger();
  private SentOutcomes outcomes = new SentOutcomes();

  WorkloadHistory history() {
    return history;
  }

  void history(WorkloadHistory newHistory) {
    history = requireNonNull(newHistory, "newHistory is null");
  }

  AdviceLedger ledger() {
    return ledger;
  }

  SentOutcomes outcomes() {
    return outcomes;
  }

  /** A run is kept, and started then (epoch milliseconds; 0 while that is not known). */
  void kept(String applicationId, long startedMs) {
    startedByRun.put(applicationId, startedMs);
    if (startedByRun.size() > MOST_RUNS) {
      startedByRun.entrySet().stream()
          .min(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .ifPresent(startedByRun::remove);
    }
  }

  /** A run is no longer kept. */
  void dropped(String applicationId) {
    startedByRun.remove(applicationId);
  }

  /** The run that started last of those that are kept; equal starts are ordered by id. */
  Optional<String> newestRun() {
    return startedByRun.entrySet().stream()
        .max(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .map(Map.Entry::getKey);
  }

  /** A change of this key goes out. */
  void sent(String key) {
    sent.add(key);
  }

  /** Keys to publish again because it is not certain that their last change arrived; once. */
  List<String> takeUnconfirmed() {
    if (unconfirmed.isEmpty()) {
      return List.of();
    }
    List<String> keys = List.copyOf(unconfirmed);
    unconfirmed.clear();
    return keys;
  }

  /**
   * Includes the keys that were published since the last write: a crash may lose their records
   * although this memory survives it. Read back, they are published once more.
   */
  private void write(StateWriter out) {
    out.writeBytes32(history.toBytes()).writeBytes32(ledger.toBytes());
    out.writeInt32(startedByRun.size());
    startedByRun.forEach((run, startedMs) -> out.writeModifiedUtf8(run).writeInt64(startedMs));
    sent.addAll(unconfirmed);
    out.writeInt32(sent.size());
    sent.forEach(out::writeModifiedUtf8);
    sent.clear();
    outcomes.write(out);
  }

  private static WorkloadMemory read(StateReader in) {
    WorkloadMemory memory = new WorkloadMemory();
    memory.history = WorkloadHistory.fromBytes(in.readBytes32());
    memory.ledger = AdviceLedger.fromBytes(in.readBytes32());
    for (int left = in.readLength32(); left > 0; left--) {
      memory.startedByRun.put(in.readModifiedUtf8(), in.readInt64());
    }
    for (int left = in.readLength32(); left > 0; left--) {
      memory.unconfirmed.add(in.readModifiedUtf8());
    }
    memory.outcomes = SentOutcomes.read(in);
    return memory;
  }
}
