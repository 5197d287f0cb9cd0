package io.attune.streams.intake;

import io.attune.registry.AvroBytes;
import io.attune.registry.DirectReader;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;

/**
 * Reads task events of the current schema field by field, in the order of the schema; nine in ten
 * of all records are such. An attempt with a failure or with push-based shuffle is left to Avro.
 *
 * <p>When the schema of {@link TaskMetrics} changes, this has to follow: {@code
 * TaskMetricsReaderTest} compares it with Avro's reader and fails.
 */
public final class TaskMetricsReader implements DirectReader<TaskMetrics> {
  private static final TaskKind[] KINDS = TaskKind.values();
  private static final TaskLocality[] LOCALITIES = TaskLocality.values();
  private static final TaskEndReason[] REASONS = TaskEndReason.values();

  // The setters would round to milliseconds what is whole milliseconds.
  private static final int LAUNCH_TIME = position("launchTime");
  private static final int FINISH_TIME = position("finishTime");
  private static final int GETTING_RESULT_TIME = position("gettingResultTime");

  /** What every call fills; null to make new ones. */
  private final TaskMetrics kept;

  private final TaskMetricValues keptValues;

  /** Makes a new record each time. */
  public TaskMetricsReader() {
    this(null, null);
  }

  private TaskMetricsReader(TaskMetrics kept, TaskMetricValues keptValues) {
    this.kept = kept;
    this.keptValues = keptValues;
  }

  /**
   * Fills the same record each time, for callers that do not keep a record beyond the next call. A
   * record that was left to Avro is a new one.
   */
  public static TaskMetricsReader reusing() {
    return new TaskMetricsReader(new TaskMetrics(), new TaskMetricValues());
  }

  @Override
  public TaskMetrics read(AvroBytes in) {
    TaskMetrics task = kept == null ? new TaskMetrics() : kept;
    task.setSequence(isNull(in) ? null : (Long) in.readLong());
    task.setApplicationId(in.readSameString());
    task.setStageId(in.readInt());
    task.setStageAttempt(in.readInt());
    task.setTaskId(in.readLong());
    task.setTaskIndex(in.readInt());
    task.setTaskAttempt(in.readInt());
    task.setPartitionId(isNull(in) ? null : (Integer) in.readInt());
    task.setTaskKind(KINDS[in.readSmall()]);
    task.setExecutorId(in.readString());
    task.setHost(in.readString());
    task.setLocality(LOCALITIES[in.readSmall()]);
    task.setSpeculative(in.readBoolean());
    task.put(LAUNCH_TIME, Instant.ofEpochMilli(in.readLong()));
    task.put(FINISH_TIME, Instant.ofEpochMilli(in.readLong()));
    task.put(GETTING_RESULT_TIME, isNull(in) ? null : Instant.ofEpochMilli(in.readLong()));
    task.setEndReason(REASONS[in.readSmall()]);
    if (!isNull(in)) {
      return null;
    }
    task.setMetrics(null);
    if (!isNull(in)) {
      TaskMetricValues metrics = readValues(in);
      if (metrics == null) {
        return null;
      }
      task.setMetrics(metrics);
    }
    return task;
  }

  private TaskMetricValues readValues(AvroBytes in) {
    TaskMetricValues m = keptValues == null ? new TaskMetricValues() : keptValues;
    m.setExecutorDeserializeTimeMs(in.readLong());
    m.setExecutorDeserializeCpuTimeNs(in.readLong());
    m.setExecutorRunTimeMs(in.readLong());
    m.setExecutorCpuTimeNs(in.readLong());
    m.setJvmGcTimeMs(in.readLong());
    m.setResultSerializationTimeMs(in.readLong());
    m.setResultSizeBytes(in.readLong());
    m.setPeakExecutionMemoryBytes(in.readLong());
    m.setPeakOnHeapExecutionMemoryBytes(isNull(in) ? null : (Long) in.readLong());
    m.setPeakOffHeapExecutionMemoryBytes(isNull(in) ? null : (Long) in.readLong());
    m.setMemoryBytesSpilled(in.readLong());
    m.setDiskBytesSpilled(in.readLong());
    m.setInputBytes(in.readLong());
    m.setInputRecords(in.readLong());
    m.setOutputBytes(in.readLong());
    m.setOutputRecords(in.readLong());
    m.setShuffleRemoteBytesRead(in.readLong());
    m.setShuffleRemoteBytesReadToDisk(in.readLong());
    m.setShuffleLocalBytesRead(in.readLong());
    m.setShuffleRecordsRead(in.readLong());
    m.setShuffleRemoteBlocksFetched(in.readLong());
    m.setShuffleLocalBlocksFetched(in.readLong());
    m.setShuffleFetchWaitTimeMs(in.readLong());
    m.setShuffleRemoteReqsDurationMs(isNull(in) ? null : (Long) in.readLong());
    if (!isNull(in)) {
      return null;
    }
    m.setShuffleBytesWritten(in.readLong());
    m.setShuffleRecordsWritten(in.readLong());
    m.setShuffleWriteTimeNs(in.readLong());
    return m;
  }

  private static int position(String field) {
    return TaskMetrics.getClassSchema().getField(field).pos();
  }

  /** Whether a union with null in front is null. */
  private static boolean isNull(AvroBytes in) {
    int branch = in.readSmall();
    if (branch != 0 && branch != 1) {
      throw new IllegalArgumentException("a union has no branch " + branch);
    }
    return branch == 0;
  }
}
