package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.AdviceLedger;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.streams.store.StateCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of one workload: its past runs, what is published, and which runs are kept
 * whole. One owner: whoever holds this decides what is published about the workload.
 */
final class WorkloadMemory {
  static final StateCodec<WorkloadMemory> CODEC =
      StateCodec.of(WorkloadMemory::toBytes, WorkloadMemory::fromBytes);

  private static final int VERSION = 2;

  private final Map<String, Long> startedByRun = new HashMap<>();

  /** Keys that were published since this was last written; see {@link #toBytes}. */
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
   * The keys that were published since the last time are written along: their records may be lost
   * in the same crash that this one survives. Read back, they are published once more.
   */
  private byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      write(out, history.toBytes());
      write(out, ledger.toBytes());
      out.writeInt(startedByRun.size());
      for (Map.Entry<String, Long> run : startedByRun.entrySet()) {
        out.writeUTF(run.getKey());
        out.writeLong(run.getValue());
      }
      sent.addAll(unconfirmed);
      out.writeInt(sent.size());
      for (String key : sent) {
        out.writeUTF(key);
      }
      sent.clear();
      outcomes.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static WorkloadMemory fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException("unknown version of a workload's memory: " + version);
      }
      WorkloadMemory memory = new WorkloadMemory();
      memory.history = WorkloadHistory.fromBytes(read(in));
      memory.ledger = AdviceLedger.fromBytes(read(in));
      int runs = in.readInt();
      for (int i = 0; i < runs; i++) {
        memory.startedByRun.put(in.readUTF(), in.readLong());
      }
      int keys = in.readInt();
      for (int i = 0; i < keys; i++) {
        memory.unconfirmed.add(in.readUTF());
      }
      memory.outcomes = SentOutcomes.read(in);
      return memory;
    } catch (IOException e) {
      throw new IllegalArgumentException("a workload's memory is cut off", e);
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("cut off");
    }
    return bytes;
  }
}
