package io.attune.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.spark.Success$;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskResultLost$;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.metrics.ExecutorMetricType;
import org.apache.spark.scheduler.EventLoggingListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.Tuple2;

/** Creates Spark's event objects with fixed or random content. */
final class TestEvents {
  private TestEvents() {}

  static SparkListenerTaskEnd taskEnd(long taskId) {
    return taskEnd(taskId, new Random(taskId), Success$.MODULE$);
  }

  static SparkListenerTaskEnd failedTaskEnd(long taskId) {
    return taskEnd(taskId, new Random(taskId), TaskResultLost$.MODULE$);
  }

  /** A successful task of a stage's first attempt. */
  static SparkListenerTaskEnd taskEnd(long taskId, int stageId, String executorId, Random random) {
    TaskInfo info =
        new TaskInfo(
            taskId,
            0,
            0,
            0,
            1_700_000_000_000L,
            executorId,
            "host-1",
            (scala.Enumeration.Value) (Object) TaskLocality.ANY(),
            false);
    info.markFinished(org.apache.spark.TaskState.FINISHED(), 1_700_000_200_000L);
    return new SparkListenerTaskEnd(
        stageId, 0, "ResultTask", Success$.MODULE$, info, peaks(random), metrics(random));
  }

  static SparkListenerStageSubmitted stageSubmitted(int stageId) {
    return new SparkListenerStageSubmitted(stage(stageId), new Properties());
  }

  static SparkListenerStageCompleted stageCompleted(int stageId) {
    StageInfo stage = stage(stageId);
    stage.completionTime_$eq(Option.apply(1_700_000_300_000L + stageId));
    return new SparkListenerStageCompleted(stage);
  }

  private static StageInfo stage(int stageId) {
    StageInfo stage =
        new StageInfo(
            stageId,
            0,
            "stage " + stageId,
            4,
            none(),
            none(),
            "",
            TaskMetrics.empty(),
            none(),
            Option.empty(),
            0,
            false,
            0);
    stage.submissionTime_$eq(Option.apply(1_700_000_000_000L));
    return stage;
  }

  private static <T> scala.collection.immutable.Seq<T> none() {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.<T>of()).toSeq();
  }

  /** An executor's heartbeat with peaks for a stage's first attempt. */
  static SparkListenerExecutorMetricsUpdate heartbeat(
      String executorId, int stageId, Random random) {
    return heartbeat(executorId, new Tuple2<>(stageId, 0), random);
  }

  static SparkListenerExecutorMetricsUpdate driverHeartbeat(Random random) {
    return heartbeat("driver", EventLoggingListener.DRIVER_STAGE_KEY(), random);
  }

  private static SparkListenerExecutorMetricsUpdate heartbeat(
      String executorId, Tuple2<Object, Object> stage, Random random) {
    scala.collection.mutable.HashMap<Tuple2<Object, Object>, ExecutorMetrics> updates =
        new scala.collection.mutable.HashMap<>();
    updates.put(stage, peaks(random));
    return new SparkListenerExecutorMetricsUpdate(executorId, none(), updates);
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
      // The two forms in which Spark reports that nothing was measured.
      Arrays.fill(values, random.nextInt(2) - 1);
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
