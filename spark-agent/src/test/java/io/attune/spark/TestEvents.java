package io.attune.spark;

import java.util.Arrays;
import java.util.Random;
import org.apache.spark.Success$;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskResultLost$;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.metrics.ExecutorMetricType;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import scala.Option;

/** Spark's own event objects with known or random content. */
final class TestEvents {
  private TestEvents() {}

  static SparkListenerTaskEnd taskEnd(long taskId) {
    return taskEnd(taskId, new Random(taskId), Success$.MODULE$);
  }

  static SparkListenerTaskEnd failedTaskEnd(long taskId) {
    return taskEnd(taskId, new Random(taskId), TaskResultLost$.MODULE$);
  }

  /** A partition of a persisted RDD that is in memory now. */
  static BlockUpdatedInfo block(int rdd, int partition) {
    return new BlockUpdatedInfo(
        BlockManagerId.apply("1", "host-1", 7_000, Option.empty()),
        new RDDBlockId(rdd, partition),
        StorageLevel.MEMORY_ONLY(),
        1 << 20,
        0);
  }

  private static SparkListenerTaskEnd taskEnd(long taskId, Random random, TaskEndReason reason) {
    boolean success = reason == Success$.MODULE$;
    Object[] localities = {
      TaskLocality.PROCESS_LOCAL(), TaskLocality.NODE_LOCAL(), TaskLocality.ANY()
    };
    TaskInfo info =
        new TaskInfo(
            taskId,
            random.nextInt(1_000),
            random.nextInt(4),
            random.nextInt(1_000),
            1_700_000_000_000L + random.nextInt(100_000),
            "exec-" + random.nextInt(5),
            "host-" + random.nextInt(5),
            (scala.Enumeration.Value) localities[random.nextInt(localities.length)],
            random.nextBoolean());
    if (random.nextInt(4) == 0) {
      info.markGettingResult(1_700_000_150_000L);
    }
    info.markFinished(
        success ? org.apache.spark.TaskState.FINISHED() : org.apache.spark.TaskState.FAILED(),
        1_700_000_200_000L + random.nextInt(100_000));
    return new SparkListenerTaskEnd(
        random.nextInt(100),
        random.nextInt(3),
        random.nextBoolean() ? "ResultTask" : "ShuffleMapTask",
        reason,
        info,
        peaks(random),
        random.nextInt(10) == 0 ? null : metrics(random));
  }

  private static ExecutorMetrics peaks(Random random) {
    long[] values = new long[ExecutorMetricType.numMetrics()];
    if (random.nextInt(4) == 0) {
      Arrays.fill(values, -1);
    } else {
      Arrays.setAll(values, i -> 1 + random.nextInt(1 << 30));
    }
    return new ExecutorMetrics(values);
  }

  private static TaskMetrics metrics(Random random) {
    TaskMetrics m = TaskMetrics.empty();
    m.setExecutorDeserializeTime(random.nextInt(1 << 20));
    m.setExecutorDeserializeCpuTime(random.nextInt(1 << 20));
    m.setExecutorRunTime(random.nextInt(1 << 20));
    m.setExecutorCpuTime(random.nextLong() >>> 20);
    m.setResultSize(random.nextInt(1 << 20));
    m.setJvmGCTime(random.nextInt(1 << 20));
    m.setResultSerializationTime(random.nextInt(1 << 20));
    m.setPeakExecutionMemory(random.nextLong() >>> 20);
    m.incMemoryBytesSpilled(random.nextLong() >>> 20);
    m.incDiskBytesSpilled(random.nextLong() >>> 20);
    m.inputMetrics().setBytesRead(random.nextLong() >>> 20);
    m.inputMetrics().incRecordsRead(random.nextInt(1 << 20));
    m.outputMetrics().setBytesWritten(random.nextLong() >>> 20);
    m.outputMetrics().setRecordsWritten(random.nextInt(1 << 20));
    var read = m.shuffleReadMetrics();
    read.incRemoteBlocksFetched(random.nextInt(1 << 20));
    read.incLocalBlocksFetched(random.nextInt(1 << 20));
    read.incRemoteBytesRead(random.nextLong() >>> 20);
    read.incRemoteBytesReadToDisk(random.nextLong() >>> 20);
    read.incLocalBytesRead(random.nextLong() >>> 20);
    read.incFetchWaitTime(random.nextInt(1 << 20));
    read.incRecordsRead(random.nextInt(1 << 20));
    read.incCorruptMergedBlockChunks(random.nextInt(9));
    read.incMergedFetchFallbackCount(random.nextInt(9));
    read.incRemoteMergedBlocksFetched(random.nextInt(1 << 20));
    read.incLocalMergedBlocksFetched(random.nextInt(1 << 20));
    read.incRemoteMergedChunksFetched(random.nextInt(1 << 20));
    read.incLocalMergedChunksFetched(random.nextInt(1 << 20));
    read.incRemoteMergedBytesRead(random.nextInt(1 << 20));
    read.incLocalMergedBytesRead(random.nextInt(1 << 20));
    read.incRemoteReqsDuration(random.nextInt(1 << 20));
    read.incRemoteMergedReqsDuration(random.nextInt(1 << 20));
    m.shuffleWriteMetrics().incBytesWritten(random.nextLong() >>> 20);
    m.shuffleWriteMetrics().incRecordsWritten(random.nextInt(1 << 20));
    m.shuffleWriteMetrics().incWriteTime(random.nextLong() >>> 20);
    return m;
  }
}
