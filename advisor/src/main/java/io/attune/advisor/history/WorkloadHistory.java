package io.attune.advisor.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The past runs of one workload: at most {@value #MAX_RUNS}, oldest first. Immutable. A run that is
 * added again replaces itself, so nothing counts twice.
 */
public final class WorkloadHistory {
  /** Runs remembered. */
  public static final int MAX_RUNS = 20;

  private static final int VERSION = 1;
  private static final int MAX_SPOKEN = 32;
  private static final Comparator<RunSummary> OLDEST_FIRST =
      Comparator.comparing(RunSummary::started).thenComparing(RunSummary::applicationId);
  private static final WorkloadHistory EMPTY = new WorkloadHistory(List.of());

  private final List<RunSummary> runs;

  private WorkloadHistory(List<RunSummary> runs) {
    this.runs = List.copyOf(runs);
  }

  /** No run yet. */
  public static WorkloadHistory empty() {
    return EMPTY;
  }

  /** Past runs, oldest first. */
  public List<RunSummary> runs() {
    return runs;
  }

  /** This history with a run added; the same application again replaces its earlier summary. */
  public WorkloadHistory with(RunSummary run) {
    List<RunSummary> next = new ArrayList<>(without(run.applicationId()).runs);
    next.add(run);
    next.sort(OLDEST_FIRST);
    return new WorkloadHistory(next.subList(Math.max(0, next.size() - MAX_RUNS), next.size()));
  }

  /** This history without an application. */
  public WorkloadHistory without(String applicationId) {
    return new WorkloadHistory(
        runs.stream().filter(run -> !run.applicationId().equals(applicationId)).toList());
  }

  /** The runs that started before a given time, so that a late replay does not see its future. */
  public WorkloadHistory before(Instant time) {
    return new WorkloadHistory(runs.stream().filter(run -> run.started().isBefore(time)).toList());
  }

  /** Binary form, with its version first. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeByte(runs.size());
      for (RunSummary run : runs) {
        write(out, run);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the binary form.
   *
   * @throws IllegalArgumentException when the version is unknown or the bytes are cut off
   */
  public static WorkloadHistory fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException("unknown version of workload history: " + version);
      }
      int count = in.readUnsignedByte();
      List<RunSummary> runs = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        runs.add(read(in));
      }
      return new WorkloadHistory(runs);
    } catch (IOException e) {
      throw new IllegalArgumentException("workload history is cut off", e);
    }
  }

  private static void write(DataOutputStream out, RunSummary run) throws IOException {
    out.writeUTF(run.applicationId());
    out.writeLong(run.started().toEpochMilli());
    out.writeLong(run.spanMs());
    out.writeLong(run.inputRecords());
    out.writeLong(run.executorRunTimeMs());
    out.writeLong(run.jvmGcTimeMs());
    out.writeLong(run.memoryBytesSpilled());
    writeOptional(out, run.executorHeapBytes());
    writeOptional(out, run.peakHeapBytes());
    out.writeBoolean(run.censored());
    out.writeLong(run.failures());
    List<String> spoken = run.spoken().stream().limit(MAX_SPOKEN).toList();
    out.writeByte(spoken.size());
    for (String key : spoken) {
      out.writeUTF(key);
    }
  }

  private static RunSummary read(DataInputStream in) throws IOException {
    String applicationId = in.readUTF();
    Instant started = Instant.ofEpochMilli(in.readLong());
    long spanMs = in.readLong();
    long inputRecords = in.readLong();
    long executorRunTimeMs = in.readLong();
    long jvmGcTimeMs = in.readLong();
    long memoryBytesSpilled = in.readLong();
    OptionalLong heap = readOptional(in);
    OptionalLong peak = readOptional(in);
    boolean censored = in.readBoolean();
    long failures = in.readLong();
    TreeSet<String> spoken = new TreeSet<>();
    int count = in.readUnsignedByte();
    for (int i = 0; i < count; i++) {
      spoken.add(in.readUTF());
    }
    return new RunSummary(
        applicationId,
        started,
        spanMs,
        inputRecords,
        executorRunTimeMs,
        jvmGcTimeMs,
        memoryBytesSpilled,
        heap,
        peak,
        censored,
        failures,
        spoken);
  }

  private static void writeOptional(DataOutputStream out, OptionalLong value) throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      out.writeLong(value.getAsLong());
    }
  }

  private static OptionalLong readOptional(DataInputStream in) throws IOException {
    return in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
  }
}
