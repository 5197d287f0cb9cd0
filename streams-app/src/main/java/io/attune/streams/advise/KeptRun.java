package io.attune.streams.advise;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.streams.errors.UnreadableStateException;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StateCodec;
import java.util.Optional;
import java.util.TreeSet;

/** A run that is kept whole: the facts about it and which stages belong to it. */
final class KeptRun {
  static final StateFormat<KeptRun> FORMAT =
      StateFormat.plain("kept run", Versions.only(1), KeptRun::write, KeptRun::read);

  static final StateCodec<KeptRun> CODEC = StateCodec.of(FORMAT);

  /** Not in the expiry index yet. */
  static final long NOT_DUE = 0;

  private final TreeSet<Long> stages = new TreeSet<>();
  private byte[] applicationBytes = new byte[0];
  private ApplicationState application;
  private long snapshotMs;
  private long dueMs = NOT_DUE;

  /**
   * The facts of a run in a store; empty until the last part of the first snapshot.
   *
   * @throws UnreadableStateException when they cannot be read
   */
  static Optional<ApplicationState> application(
      LiveStore<RunKey, KeptRun> runs, RunKey key, KeptRun run) {
    try {
      return run.application();
    } catch (StateFormatException e) {
      throw runs.unreadable(key, e);
    }
  }

  /** The facts of a run; empty until the last part of the first snapshot. */
  Optional<ApplicationState> application() {
    if (application == null && applicationBytes.length > 0) {
      application = ApplicationState.fromBytes(applicationBytes);
    }
    return Optional.ofNullable(application);
  }

  /** The facts of a newer snapshot, and their binary form. */
  void application(ApplicationState facts, byte[] bytes) {
    application = facts;
    applicationBytes = bytes;
  }

  /** Stage attempts: stage in the upper half, attempt in the lower; in order. */
  TreeSet<Long> stages() {
    return stages;
  }

  void addStage(int stageId, int stageAttempt) {
    stages.add((long) stageId << 32 | stageAttempt & 0xFFFF_FFFFL);
  }

  /** When its last snapshot came, wall clock, epoch milliseconds. */
  long snapshotMs() {
    return snapshotMs;
  }

  void snapshotCame(long nowMs) {
    snapshotMs = Math.max(snapshotMs, nowMs);
  }

  long dueMs() {
    return dueMs;
  }

  void due(long newDueMs) {
    dueMs = newDueMs;
  }

  private void write(StateWriter out) {
    out.writeInt64(snapshotMs).writeInt64(dueMs).writeInt32(stages.size());
    stages.forEach(out::writeInt64);
    out.writeBytes32(applicationBytes);
  }

  private static KeptRun read(StateReader in) {
    KeptRun run = new KeptRun();
    run.snapshotMs = in.readInt64();
    run.dueMs = in.readInt64();
    for (int left = in.readLength32(); left > 0; left--) {
      run.stages.add(in.readInt64());
    }
    run.applicationBytes = in.readBytes32();
    return run;
  }
}
