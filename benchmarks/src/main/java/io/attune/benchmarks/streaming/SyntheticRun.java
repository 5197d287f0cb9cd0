package io.attune.benchmarks.streaming;

import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.ApplicationStarted;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.ExecutorAdded;
import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.StageCompleted;
import io.attune.schemas.StageInfo;
import io.attune.schemas.StageSubmitted;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * Generates the events of a synthetic application: jobs of one stage each, whose tasks read a
 * shuffle and, where they are few, leave slots idle, so that there is something to recommend once a
 * stage is complete. Values are random with a seed per application; task ends are out of order, as
 * in Spark.
 */
final class SyntheticRun {
  private static final int EXECUTORS = 8;
  private static final int CORES = 4;
  private static final int SHUFFLED = 32;
  private static final Instant START = Instant.parse("2026-01-05T02:00:00Z");

  private final String applicationId;
  private final String name;
  private final LoadShape shape;
  private final SplittableRandom random;
  private long sequence;
  private long nowMs = START.toEpochMilli();
  private int setUp;
  private int stage;
  private int task = -2;
  private final int[] shuffled = new int[SHUFFLED];
  private boolean ended;

  SyntheticRun(int number, LoadShape shape) {
    this.applicationId = String.format(Locale.ROOT, "application_1767578400000_%07d", number);
    this.name = "bench " + letters(number);
    this.shape = shape;
    this.random = new SplittableRandom(number);
  }

  String applicationId() {
    return applicationId;
  }

  /** The workload derived from the application's name. */
  String name() {
    return name;
  }

  /** Returns the next event; null after the last. */
  SpecificRecord next() {
    if (setUp < 2 + EXECUTORS) {
      return setUpEvent(setUp++);
    }
    if (stage < shape.stages()) {
      return stageEvent();
    }
    if (!ended) {
      ended = true;
      return lifecycle(
          LifecycleKind.APPLICATION_ENDED,
          e ->
              e.setApplicationEnded(
                  ApplicationEnded.newBuilder().setEndTime(Instant.ofEpochMilli(nowMs)).build()));
    }
    return null;
  }

  /** Whether the next event is a task end. */
  boolean isAtTask() {
    return setUp >= 2 + EXECUTORS && stage < shape.stages() && task >= 0 && task < shape.tasks();
  }

  private SpecificRecord stageEvent() {
    int at = task++;
    if (at == -2) {
      return lifecycle(
          LifecycleKind.JOB_STARTED,
          e ->
              e.setJobStarted(
                  JobStarted.newBuilder()
                      .setJobId(stage)
                      .setSubmissionTime(Instant.ofEpochMilli(nowMs))
                      .setStages(List.of(info()))
                      .setJobGroup(unit())
                      .setSparkProperties(Map.of())
                      .build()));
    }
    if (at == -1) {
      return lifecycle(
          LifecycleKind.STAGE_SUBMITTED,
          e ->
              e.setStageSubmitted(
                  StageSubmitted.newBuilder()
                      .setStage(info())
                      .setSubmissionTime(Instant.ofEpochMilli(nowMs))
                      .build()));
    }
    if (at < shape.tasks()) {
      return task(at);
    }
    if (at == shape.tasks()) {
      return lifecycle(
          LifecycleKind.STAGE_COMPLETED,
          e ->
              e.setStageCompleted(
                  StageCompleted.newBuilder()
                      .setStage(info())
                      .setAccumulables(List.of())
                      .setCompletionTime(Instant.ofEpochMilli(nowMs))
                      .build()));
    }
    task = -2;
    return jobEnded(stage++);
  }

  private SpecificRecord jobEnded(int job) {
    return lifecycle(
        LifecycleKind.JOB_ENDED,
        e ->
            e.setJobEnded(
                JobEnded.newBuilder()
                    .setJobId(job)
                    .setCompletionTime(Instant.ofEpochMilli(nowMs))
                    .setSucceeded(true)
                    .build()));
  }

  /** The job group of a stage's job; null where an application has one unit. */
  private String unit() {
    return shape.units() == 1 ? null : "unit " + letters(stage % shape.units());
  }

  /** Task index, in random order within blocks. */
  private int index(int at) {
    int block = at / SHUFFLED * SHUFFLED;
    int length = Math.min(SHUFFLED, shape.tasks() - block);
    if (at == block) {
      for (int i = 0; i < length; i++) {
        int other = random.nextInt(i + 1);
        shuffled[i] = shuffled[other];
        shuffled[other] = i;
      }
    }
    return block + shuffled[at - block];
  }

  private TaskMetrics task(int at) {
    int index = index(at);
    int executor = random.nextInt(EXECUTORS) + 1;
    long duration = 4_000 + random.nextInt(2_000) + (random.nextInt(64) == 0 ? 3_000 : 0);
    long bytes = (180L << 20) + random.nextInt(40 << 20);
    nowMs += 1 + 5_000L / (EXECUTORS * CORES) * random.nextInt(2);
    TaskMetrics task = new TaskMetrics();
    task.setSequence(++sequence);
    task.setApplicationId(applicationId);
    task.setStageId(stage);
    task.setStageAttempt(0);
    task.setTaskId((long) stage * shape.tasks() + index);
    task.setTaskIndex(index);
    task.setTaskAttempt(0);
    task.setPartitionId(index);
    task.setTaskKind(TaskKind.SHUFFLE_MAP);
    task.setExecutorId(Integer.toString(executor));
    task.setHost(host(executor));
    task.setLocality(TaskLocality.PROCESS_LOCAL);
    task.setSpeculative(false);
    task.setLaunchTime(Instant.ofEpochMilli(nowMs - duration));
    task.setFinishTime(Instant.ofEpochMilli(nowMs));
    task.setEndReason(TaskEndReason.SUCCESS);
    task.setMetrics(values(duration, bytes));
    return task;
  }

  private TaskMetricValues values(long duration, long bytes) {
    TaskMetricValues m = new TaskMetricValues();
    m.setExecutorDeserializeTimeMs(random.nextInt(20));
    m.setExecutorDeserializeCpuTimeNs(random.nextInt(20_000_000));
    m.setExecutorRunTimeMs(duration - 30);
    m.setExecutorCpuTimeNs((duration - 300) * 1_000_000 + random.nextInt(1_000_000));
    m.setJvmGcTimeMs(random.nextInt(200));
    m.setResultSerializationTimeMs(random.nextInt(2));
    m.setResultSizeBytes(2_000 + random.nextInt(3_000));
    m.setPeakExecutionMemoryBytes((200L << 20) + random.nextInt(60 << 20));
    m.setMemoryBytesSpilled(0);
    m.setDiskBytesSpilled(0);
    m.setInputBytes(0);
    m.setInputRecords(0);
    m.setOutputBytes(0);
    m.setOutputRecords(0);
    m.setShuffleRemoteBytesRead(bytes / 8 * 7);
    m.setShuffleRemoteBytesReadToDisk(0);
    m.setShuffleLocalBytesRead(bytes / 8);
    m.setShuffleRecordsRead(bytes / 100);
    m.setShuffleRemoteBlocksFetched(175);
    m.setShuffleLocalBlocksFetched(25);
    m.setShuffleFetchWaitTimeMs(random.nextInt(50));
    m.setShuffleBytesWritten(bytes / 3);
    m.setShuffleRecordsWritten(bytes / 300);
    m.setShuffleWriteTimeNs(random.nextInt(80_000_000));
    return m;
  }

  /** A number in letters, because trailing digits would be taken for a run counter. */
  private static String letters(int number) {
    StringBuilder text = new StringBuilder();
    for (int rest = number; ; rest /= 26) {
      text.append((char) ('a' + rest % 26));
      if (rest < 26) {
        return text.toString();
      }
    }
  }

  private static String host(int executor) {
    return "ip-10-0-7-" + executor + ".compute.internal";
  }

  private StageInfo info() {
    return StageInfo.newBuilder()
        .setStageId(stage)
        .setStageAttempt(0)
        .setName("count at Orders.scala:" + (40 + stage))
        .setNumTasks(shape.tasks())
        .setParentStageIds(List.of())
        .setRdds(List.of())
        .setResourceProfileId(0)
        .build();
  }

  private SpecificRecord setUpEvent(int step) {
    if (step == 0) {
      return lifecycle(
          LifecycleKind.APPLICATION_STARTED,
          e ->
              e.setApplicationStarted(
                  ApplicationStarted.newBuilder()
                      .setApplicationName(name)
                      .setStartTime(START)
                      .setSparkVersion("3.5.9")
                      .build()));
    }
    if (step == 1) {
      return lifecycle(
          LifecycleKind.ENVIRONMENT_UPDATED,
          e ->
              e.setEnvironmentUpdated(
                  EnvironmentUpdated.newBuilder().setSparkProperties(properties()).build()));
    }
    int executor = step - 1;
    return lifecycle(
        LifecycleKind.EXECUTOR_ADDED,
        e ->
            e.setExecutorAdded(
                ExecutorAdded.newBuilder()
                    .setExecutorId(Integer.toString(executor))
                    .setHost(host(executor))
                    .setTotalCores(CORES)
                    .setResourceProfileId(0)
                    .build()));
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    properties.put("spark.app.id", applicationId);
    properties.put("spark.app.name", name);
    properties.put("spark.attune.workload", name);
    properties.put("spark.default.parallelism", Integer.toString(shape.tasks()));
    properties.put("spark.driver.host", "ip-10-0-7-250.compute.internal");
    properties.put("spark.driver.memory", "4g");
    properties.put("spark.dynamicAllocation.enabled", "false");
    properties.put("spark.eventLog.enabled", "true");
    properties.put("spark.executor.cores", Integer.toString(CORES));
    properties.put("spark.executor.instances", Integer.toString(EXECUTORS));
    properties.put("spark.executor.memory", "8g");
    properties.put("spark.master", "yarn");
    properties.put("spark.scheduler.mode", "FIFO");
    properties.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    properties.put("spark.sql.adaptive.enabled", "false");
    properties.put("spark.sql.shuffle.partitions", Integer.toString(shape.tasks()));
    properties.put("spark.submit.deployMode", "cluster");
    properties.put("spark.yarn.queue", "nightly");
    return properties;
  }

  private LifecycleEvent lifecycle(LifecycleKind kind, Consumer<LifecycleEvent.Builder> payload) {
    LifecycleEvent.Builder builder =
        LifecycleEvent.newBuilder()
            .setSequence(++sequence)
            .setApplicationId(applicationId)
            .setEventTime(Instant.ofEpochMilli(nowMs))
            .setKind(kind);
    payload.accept(builder);
    return builder.build();
  }
}
