package io.attune.streams.advise;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
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
  private long heardMs;
  private long dueMs = NOT_DUE;

  /** Facts; empty until the last part of the first snapshot. */
  Optional<ApplicationState> application() {
    if (application == null && applicationBytes.length > 0) {
      application = ApplicationState.fromBytes(applicationBytes);
    }
    return Optional.ofNullable(application);
  }

  void application(byte[] bytes) {
    application = ApplicationState.fromBytes(bytes);
    applicationBytes = bytes;
  }

  /** Stage attempts: stage in the upper half, attempt in the lower; in order. */
  TreeSet<Long> stages() {
    return stages;
  }

  void addStage(int stageId, int stageAttempt) {
    stages.add((long) stageId << 32 | stageAttempt & 0xFFFF_FFFFL);
  }

  long heardMs() {
    return heardMs;
  }

  void heard(long nowMs) {
    heardMs = Math.max(heardMs, nowMs);
  }

  long dueMs() {
    return dueMs;
  }

  void due(long newDueMs) {
    dueMs = newDueMs;
  }

  private void write(StateWriter out) {
    out.writeInt64(heardMs).writeInt64(dueMs).writeInt32(stages.size());
    stages.forEach(out::writeInt64);
    out.writeBytes32(applicationBytes);
  }

  private static KeptRun read(StateReader in) {
    KeptRun run = new KeptRun();
    run.heardMs = in.readInt64();
    run.dueMs = in.readInt64();
    for (int left = in.readLength32(); left > 0; left--) {
      run.stages.add(in.readInt64());
    }
    run.applicationBytes = in.readBytes32();
    return run;
  }
}
