package io.attune.streams.advise;

import io.attune.advisor.application.ApplicationState;
import io.attune.streams.store.StateCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.TreeSet;

/** A run that is kept whole: the facts about it and which stages belong to it. */
final class KeptRun {
  static final StateCodec<KeptRun> CODEC = StateCodec.of(KeptRun::toBytes, KeptRun::fromBytes);

  /** Not in the expiry index yet. */
  static final long NOT_DUE = 0;

  private static final int VERSION = 1;

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

  private byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(applicationBytes.length + 256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(heardMs);
      out.writeLong(dueMs);
      out.writeInt(stages.size());
      for (long stage : stages) {
        out.writeLong(stage);
      }
      out.writeInt(applicationBytes.length);
      out.write(applicationBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static KeptRun fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException("unknown version of a kept run: " + version);
      }
      KeptRun run = new KeptRun();
      run.heardMs = in.readLong();
      run.dueMs = in.readLong();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        run.stages.add(in.readLong());
      }
      int length = in.readInt();
      run.applicationBytes = in.readNBytes(length);
      if (run.applicationBytes.length < length) {
        throw new IOException("cut off");
      }
      return run;
    } catch (IOException e) {
      throw new IllegalArgumentException("a kept run is cut off", e);
    }
  }
}
