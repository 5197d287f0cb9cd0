package io.attune.events;

import io.attune.schemas.PushBasedShuffleRead;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;

/** Reads task ends, the bulk of every log, without materialising accumulables and stack frames. */
final class TaskReader {

  private static final int UNKNOWN = -1;

  private TaskReader() {}

  /**
   * Reads the fields after the event's name.
   *
   * @param peaks raised by the task's executor peaks
   */
  static TaskMetrics read(JsonCursor p, Redaction redaction, MemoryPeaks peaks) {
    TaskMetrics task = new TaskMetrics();
    task.setStageId(-1);
    task.setTaskId(-1);
    task.setTaskKind(TaskKind.UNKNOWN);
    task.setEndReason(TaskEndReason.UNKNOWN);
    int accumulables = UNKNOWN;
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Stage ID":
          task.setStageId(Json.intValue(p, -1));
          break;
        case "Stage Attempt ID":
          task.setStageAttempt(Json.intValue(p, 0));
          break;
        case "Task Type":
          task.setTaskKind(kind(Json.text(p)));
          break;
        case "Task End Reason":
          EndReasonReader.read(p, task, redaction);
          break;
        case "Task Info":
          accumulables = info(p, task);
          break;
        case "Task Executor Metrics":
          peaks(p, peaks);
          break;
        case "Task Metrics":
          task.setMetrics(metrics(p));
          break;
        default:
          p.skip();
      }
    }
    TaskMetricValues values = task.getMetrics();
    if (values != null && values.getPeakExecutionMemoryBytes() == UNKNOWN) {
      values.setPeakExecutionMemoryBytes(
          accumulables == UNKNOWN ? 0 : OldPeak.read(p.from(accumulables)));
    }
    if (task.getStageId() < 0) {
      throw new MalformedEventException("SparkListenerTaskEnd has no field \"Stage ID\"");
    }
    if (task.getTaskId() < 0) {
      throw new MalformedEventException("SparkListenerTaskEnd has no field \"Task ID\"");
    }
    return task;
  }

  /** The kind of a task by Spark's class name, such as {@code ShuffleMapTask}. */
  static TaskKind kind(String sparkName) {
    if ("ShuffleMapTask".equals(sparkName)) {
      return TaskKind.SHUFFLE_MAP;
    }
    return "ResultTask".equals(sparkName) ? TaskKind.RESULT : TaskKind.UNKNOWN;
  }

  private static TaskLocality locality(String sparkName) {
    for (TaskLocality locality : LOCALITIES) {
      if (locality.name().equals(sparkName)) {
        return locality;
      }
    }
    return TaskLocality.UNKNOWN;
  }

  private static final TaskLocality[] LOCALITIES = TaskLocality.values();

  /**
   * Returns where the accumulables stand. One switch, however long: each field of each task end
   * comes here, and two switches in a row would hash the name of a field of the second twice.
   */
  private static int info(JsonCursor p, TaskMetrics task) {
    task.setExecutorId("");
    task.setHost("");
    task.setLocality(TaskLocality.UNKNOWN);
    task.setLaunchTime(Instant.EPOCH);
    if (!Json.isObject(p)) {
      return UNKNOWN;
    }
    long finish = 0;
    int index = -1;
    int accumulables = UNKNOWN;
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Task ID":
          task.setTaskId(Json.longValue(p, -1));
          break;
        case "Index":
          index = Json.intValue(p, -1);
          break;
        case "Attempt":
          task.setTaskAttempt(Json.intValue(p, 0));
          break;
        case "Partition ID":
          int partition = Json.intValue(p, -1);
          task.setPartitionId(partition < 0 ? null : (Integer) partition);
          break;
        case "Launch Time":
          task.setLaunchTime(Instant.ofEpochMilli(Json.longValue(p)));
          break;
        case "Executor ID":
          task.setExecutorId(Json.orEmpty(Json.text(p)));
          break;
        case "Host":
          task.setHost(Json.orEmpty(Json.text(p)));
          break;
        case "Locality":
          task.setLocality(locality(Json.text(p)));
          break;
        case "Failed":
          boolean failed = Json.booleanValue(p, true);
          if (!failed && task.getEndReason() == TaskEndReason.UNKNOWN) {
            // A log that others than Spark wrote, without a reason.
            task.setEndReason(TaskEndReason.SUCCESS);
          }
          break;
        case "Speculative":
          task.setSpeculative(Json.booleanValue(p, false));
          break;
        case "Getting Result Time":
          task.setGettingResultTime(Json.time(p));
          break;
        case "Finish Time":
          finish = Json.longValue(p);
          break;
        case "Accumulables":
          accumulables = p.position();
          p.skip();
          break;
        default:
          p.skip();
      }
    }
    task.setTaskIndex(index >= 0 ? index : indexInstead(task));
    task.setFinishTime(finish > 0 ? Instant.ofEpochMilli(finish) : task.getLaunchTime());
    return accumulables;
  }

  /** What tells the tasks of a stage apart in a log that others than Spark wrote, without Index. */
  private static int indexInstead(TaskMetrics task) {
    return task.getPartitionId() != null
        ? task.getPartitionId()
        : (int) Math.max(0, Math.min(Integer.MAX_VALUE, task.getTaskId()));
  }

  /** Raises peaks by those of the current value, an object with Spark's names. */
  static void peaks(JsonCursor p, MemoryPeaks peaks) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      ExecutorPeakMetric metric = ExecutorPeakMetric.ofSparkName(name).orElse(null);
      if (metric == null) {
        p.skip();
      } else {
        peaks.raise(metric, Json.longValue(p, -1));
      }
    }
  }

  /** One switch, however long, as in {@link #info}. */
  private static TaskMetricValues metrics(JsonCursor p) {
    if (!Json.isObject(p)) {
      return null;
    }
    TaskMetricValues m = new TaskMetricValues();
    m.setPeakExecutionMemoryBytes(UNKNOWN);
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Executor Deserialize Time":
          m.setExecutorDeserializeTimeMs(Json.longValue(p));
          break;
        case "Executor Deserialize CPU Time":
          m.setExecutorDeserializeCpuTimeNs(Json.longValue(p));
          break;
        case "Executor Run Time":
          m.setExecutorRunTimeMs(Json.longValue(p));
          break;
        case "Executor CPU Time":
          m.setExecutorCpuTimeNs(Json.longValue(p));
          break;
        case "JVM GC Time":
          m.setJvmGcTimeMs(Json.longValue(p));
          break;
        case "Result Serialization Time":
          m.setResultSerializationTimeMs(Json.longValue(p));
          break;
        case "Result Size":
          m.setResultSizeBytes(Json.longValue(p));
          break;
        case "Peak Execution Memory":
          m.setPeakExecutionMemoryBytes(Json.longValue(p));
          break;
        case "Peak On Heap Execution Memory":
          m.setPeakOnHeapExecutionMemoryBytes(Json.longValue(p));
          break;
        case "Peak Off Heap Execution Memory":
          m.setPeakOffHeapExecutionMemoryBytes(Json.longValue(p));
          break;
        case "Memory Bytes Spilled":
          m.setMemoryBytesSpilled(Json.longValue(p));
          break;
        case "Disk Bytes Spilled":
          m.setDiskBytesSpilled(Json.longValue(p));
          break;
        case "Input Metrics":
          input(p, m);
          break;
        case "Output Metrics":
          output(p, m);
          break;
        case "Shuffle Read Metrics":
          shuffleRead(p, m);
          break;
        case "Shuffle Write Metrics":
          shuffleWrite(p, m);
          break;
        default:
          p.skip();
      }
    }
    return m;
  }

  private static void input(JsonCursor p, TaskMetricValues m) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Bytes Read":
          m.setInputBytes(Json.longValue(p));
          break;
        case "Records Read":
          m.setInputRecords(Json.longValue(p));
          break;
        default:
          p.skip();
      }
    }
  }

  private static void output(JsonCursor p, TaskMetricValues m) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Bytes Written":
          m.setOutputBytes(Json.longValue(p));
          break;
        case "Records Written":
          m.setOutputRecords(Json.longValue(p));
          break;
        default:
          p.skip();
      }
    }
  }

  private static void shuffleWrite(JsonCursor p, TaskMetricValues m) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Shuffle Bytes Written":
          m.setShuffleBytesWritten(Json.longValue(p));
          break;
        case "Shuffle Records Written":
          m.setShuffleRecordsWritten(Json.longValue(p));
          break;
        case "Shuffle Write Time":
          m.setShuffleWriteTimeNs(Json.longValue(p));
          break;
        default:
          p.skip();
      }
    }
  }

  private static void shuffleRead(JsonCursor p, TaskMetricValues m) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Remote Blocks Fetched":
          m.setShuffleRemoteBlocksFetched(Json.longValue(p));
          break;
        case "Local Blocks Fetched":
          m.setShuffleLocalBlocksFetched(Json.longValue(p));
          break;
        case "Fetch Wait Time":
          m.setShuffleFetchWaitTimeMs(Json.longValue(p));
          break;
        case "Remote Bytes Read":
          m.setShuffleRemoteBytesRead(Json.longValue(p));
          break;
        case "Remote Bytes Read To Disk":
          m.setShuffleRemoteBytesReadToDisk(Json.longValue(p));
          break;
        case "Local Bytes Read":
          m.setShuffleLocalBytesRead(Json.longValue(p));
          break;
        case "Total Records Read":
          m.setShuffleRecordsRead(Json.longValue(p));
          break;
        case "Remote Requests Duration":
          m.setShuffleRemoteReqsDurationMs(Json.longValue(p));
          break;
        case "Push Based Shuffle":
          m.setPushBasedShuffleRead(pushBased(p));
          break;
        default:
          p.skip();
      }
    }
  }

  private static PushBasedShuffleRead pushBased(JsonCursor p) {
    if (!Json.isObject(p)) {
      return null;
    }
    PushBasedShuffleRead m = new PushBasedShuffleRead();
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Corrupt Merged Block Chunks":
          m.setCorruptMergedBlockChunks(Json.longValue(p));
          break;
        case "Merged Fetch Fallback Count":
          m.setMergedFetchFallbackCount(Json.longValue(p));
          break;
        case "Merged Remote Blocks Fetched":
          m.setRemoteMergedBlocksFetched(Json.longValue(p));
          break;
        case "Merged Local Blocks Fetched":
          m.setLocalMergedBlocksFetched(Json.longValue(p));
          break;
        case "Merged Remote Chunks Fetched":
          m.setRemoteMergedChunksFetched(Json.longValue(p));
          break;
        case "Merged Local Chunks Fetched":
          m.setLocalMergedChunksFetched(Json.longValue(p));
          break;
        case "Merged Remote Bytes Read":
          m.setRemoteMergedBytesRead(Json.longValue(p));
          break;
        case "Merged Local Bytes Read":
          m.setLocalMergedBytesRead(Json.longValue(p));
          break;
        case "Merged Remote Requests Duration":
          m.setRemoteMergedReqsDurationMs(Json.longValue(p));
          break;
        default:
          p.skip();
      }
    }
    return m;
  }
}
