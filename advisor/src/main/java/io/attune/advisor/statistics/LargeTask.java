package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.time.Instant;
import java.util.Comparator;

/**
 * One of the longest successful attempts of a stage.
 *
 * @param attempt which one
 * @param host its host
 * @param launchTime launch
 * @param times how long it took
 * @param input read from storage
 * @param shuffle read from shuffles
 */
public record LargeTask(
    Attempt attempt, String host, Instant launchTime, Times times, Read input, Read shuffle) {
  /** Longest first; of equals the lower task id, index, attempt. */
  static final Comparator<LargeTask> LONGEST_FIRST = LargeTask::compareByLength;

  /**
   * A task attempt.
   *
   * @param taskId Spark's task id
   * @param index of the task within the stage
   * @param number of the attempt at the task, from 0
   */
  public record Attempt(long taskId, int index, int number) {}

  /**
   * Times of a task.
   *
   * @param durationMs finish minus launch, milliseconds
   * @param executorRunMs in the executor's own code, milliseconds
   * @param jvmGcMs collections meanwhile, milliseconds
   */
  public record Times(long durationMs, long executorRunMs, long jvmGcMs) {}

  /**
   * What a task read.
   *
   * @param bytes bytes
   * @param records records
   */
  public record Read(long bytes, long records) {
    private void write(StateWriter out) {
      out.writeUnsigned(bytes).writeUnsigned(records);
    }

    private static Read read(StateReader in) {
      return new Read(in.readUnsigned(), in.readUnsigned());
    }
  }

  /** Checks the fields. */
  public LargeTask {
    requireNonNull(attempt, "attempt is null");
    requireNonNull(host, "host is null");
    requireNonNull(launchTime, "launchTime is null");
    requireNonNull(times, "times is null");
    requireNonNull(input, "input is null");
    requireNonNull(shuffle, "shuffle is null");
  }

  /** Written out: a chain of comparators is called to its end for every pair. */
  private static int compareByLength(LargeTask a, LargeTask b) {
    if (a.durationMs() != b.durationMs()) {
      return Long.compare(b.durationMs(), a.durationMs());
    }
    if (a.taskId() != b.taskId()) {
      return Long.compare(a.taskId(), b.taskId());
    }
    return a.taskIndex() != b.taskIndex()
        ? Integer.compare(a.taskIndex(), b.taskIndex())
        : Integer.compare(a.attempt.number, b.attempt.number);
  }

  /** Spark's task id. */
  public long taskId() {
    return attempt.taskId;
  }

  /** Index within the stage. */
  public int taskIndex() {
    return attempt.index;
  }

  /** Finish minus launch, milliseconds. */
  public long durationMs() {
    return times.durationMs;
  }

  /** Run time, milliseconds. */
  public long executorRunTimeMs() {
    return times.executorRunMs;
  }

  /** Bytes read from storage and from shuffles. */
  public long readBytes() {
    return input.bytes + shuffle.bytes;
  }

  /** Records read from storage and from shuffles. */
  public long readRecords() {
    return input.records + shuffle.records;
  }

  /** In version 1 nine more values stood between these, which nobody asked for. */
  void write(StateWriter out) {
    boolean first = out.version() == 1;
    out.writeSigned(attempt.taskId).writeUnsigned(attempt.index).writeUnsigned(attempt.number);
    if (first) {
      out.writeString("");
    }
    out.writeString(host);
    if (first) {
      out.writeBoolean(false);
    }
    out.writeSigned(launchTime.toEpochMilli());
    out.writeUnsigned(times.durationMs).writeUnsigned(times.executorRunMs);
    if (first) {
      out.writeUnsigned(0);
    }
    out.writeUnsigned(times.jvmGcMs);
    if (first) {
      out.writeUnsigned(0);
    }
    input.write(out);
    if (first) {
      out.writeUnsigned(0);
    }
    shuffle.write(out);
    if (first) {
      out.writeUnsigned(0).writeUnsigned(0).writeUnsigned(0).writeUnsigned(0);
    }
  }

  static LargeTask read(StateReader in) {
    boolean first = in.version() == 1;
    Attempt attempt = new Attempt(in.readSigned(), in.readCount(), in.readCount());
    if (first) {
      in.readNullableString();
    }
    String host = in.readString();
    if (first) {
      in.readBoolean();
    }
    Instant launchTime = Instant.ofEpochMilli(in.readSigned());
    long durationMs = in.readUnsigned();
    long executorRunMs = in.readUnsigned();
    passOver(first ? 1 : 0, in);
    Times times = new Times(durationMs, executorRunMs, in.readUnsigned());
    passOver(first ? 1 : 0, in);
    Read input = Read.read(in);
    passOver(first ? 1 : 0, in);
    Read shuffle = Read.read(in);
    passOver(first ? 4 : 0, in);
    return new LargeTask(attempt, host, launchTime, times, input, shuffle);
  }

  private static void passOver(int numbers, StateReader in) {
    for (int i = 0; i < numbers; i++) {
      in.readUnsigned();
    }
  }
}
