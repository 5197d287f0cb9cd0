package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.RunningTask;
import io.attune.schemas.RunningTasks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The task attempts that run for long, as the newest event tells of them. That one is the whole of
 * it, so the content depends on the events and not on their order.
 */
final class RunningFacts {
  /** As many as the agent tells of at most. */
  static final int LIMIT = 32;

  /** Of the name of an executor or a host. */
  private static final int NAME_LIMIT = 256;

  private static final Comparator<RunningTask> ORDER =
      Comparator.comparing(RunningTask::getLaunchTime).thenComparingLong(RunningTask::getTaskId);

  private long time = Long.MIN_VALUE;
  private List<RunningTask> tasks = List.of();

  /** Of two events of one moment the greater counts. */
  void apply(RunningTasks event, Instant eventTime) {
    long at = eventTime.toEpochMilli();
    if (at < time) {
      return;
    }
    List<RunningTask> bounded =
        event.getTasks().stream().map(RunningFacts::bounded).sorted(ORDER).limit(LIMIT).toList();
    if (at > time || compare(bounded, tasks) > 0) {
      time = at;
      tasks = bounded;
    }
  }

  private static RunningTask bounded(RunningTask task) {
    return RunningTask.newBuilder(task)
        .setExecutorId(Facts.cut(task.getExecutorId(), NAME_LIMIT))
        .setHost(Facts.cut(task.getHost(), NAME_LIMIT))
        .build();
  }

  private static int compare(List<RunningTask> a, List<RunningTask> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /** The longest first. */
  List<RunningTask> tasks() {
    return tasks;
  }

  boolean isKnown() {
    return time != Long.MIN_VALUE;
  }

  void write(StateWriter out) {
    out.writeSigned(time).writeUnsigned(tasks.size());
    for (RunningTask task : tasks) {
      out.writeSigned(task.getStageId()).writeSigned(task.getStageAttempt());
      out.writeSigned(task.getTaskId());
      out.writeSigned(task.getTaskIndex()).writeSigned(task.getTaskAttempt());
      out.writeString(task.getExecutorId()).writeString(task.getHost());
      out.writeSigned(task.getLaunchTime().toEpochMilli());
      out.writeSigned(task.getMeasuredTime().toEpochMilli());
      out.writeSigned(task.getJvmGcTimeMs()).writeSigned(task.getPeakExecutionMemoryBytes());
      out.writeSigned(task.getMemoryBytesSpilled()).writeSigned(task.getDiskBytesSpilled());
      out.writeSigned(task.getInputBytes()).writeSigned(task.getInputRecords());
      out.writeSigned(task.getShuffleBytesRead()).writeSigned(task.getShuffleRecordsRead());
      out.writeSigned(task.getOutputBytes()).writeSigned(task.getShuffleBytesWritten());
    }
  }

  static RunningFacts read(StateReader in) {
    RunningFacts facts = new RunningFacts();
    facts.time = in.readSigned();
    List<RunningTask> tasks = new ArrayList<>();
    for (int left = in.readLength(); left > 0; left--) {
      tasks.add(
          RunningTask.newBuilder()
              .setStageId(in.readInt())
              .setStageAttempt(in.readInt())
              .setTaskId(in.readSigned())
              .setTaskIndex(in.readInt())
              .setTaskAttempt(in.readInt())
              .setExecutorId(in.readString())
              .setHost(in.readString())
              .setLaunchTime(Instant.ofEpochMilli(in.readSigned()))
              .setMeasuredTime(Instant.ofEpochMilli(in.readSigned()))
              .setJvmGcTimeMs(in.readSigned())
              .setPeakExecutionMemoryBytes(in.readSigned())
              .setMemoryBytesSpilled(in.readSigned())
              .setDiskBytesSpilled(in.readSigned())
              .setInputBytes(in.readSigned())
              .setInputRecords(in.readSigned())
              .setShuffleBytesRead(in.readSigned())
              .setShuffleRecordsRead(in.readSigned())
              .setOutputBytes(in.readSigned())
              .setShuffleBytesWritten(in.readSigned())
              .build());
    }
    facts.tasks = List.copyOf(tasks);
    return facts;
  }
}
