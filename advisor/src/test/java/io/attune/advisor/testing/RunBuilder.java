package io.attune.advisor.testing;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.statistics.StageState;
import io.attune.schemas.Accumulable;
import io.attune.schemas.AgentReport;
import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.ApplicationStarted;
import io.attune.schemas.BlockManagerAdded;
import io.attune.schemas.BlockUpdated;
import io.attune.schemas.DriverAccumulators;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.ExecutorAdded;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.ExecutorRemoved;
import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.PlanNode;
import io.attune.schemas.ResourceProfileAdded;
import io.attune.schemas.RunContext;
import io.attune.schemas.SqlExecutionEnded;
import io.attune.schemas.SqlExecutionStarted;
import io.attune.schemas.StageCompleted;
import io.attune.schemas.StageInfo;
import io.attune.schemas.StageSubmitted;
import io.attune.schemas.StreamingProgress;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Tells the story of a run as the events that Spark would have sent: {@link #events()} in order,
 * {@link #build()} as the run they add up to. Stages run one after the other, each by list
 * scheduling of its tasks on the slots of the executors that are alive.
 *
 * <pre>{@code
 * Run run =
 *     RunBuilder.application("nightly-orders")
 *         .property("spark.sql.adaptive.enabled", "false")
 *         .executors(2, 4, "1g")
 *         .job(job -> job
 *             .stage("scan", 8, s -> s.tasks((t, i) -> t.durationMs(500).shuffleWrite(1 << 20, 100)))
 *             .stage("join", 200, s -> s.tasks((t, i) -> t.durationMs(20).shuffleRead(4096, 1))))
 *         .ended()
 *         .build();
 * }</pre>
 */
public final class RunBuilder {
  /** When every story starts. */
  public static final Instant START = Instant.parse("2026-01-05T02:00:00Z");

  private final String applicationId;
  private final List<SpecificRecord> events = new ArrayList<>();
  private final Map<String, String> properties = new TreeMap<>();
  private final Map<String, Executor> executors = new TreeMap<>();
  private final Map<Long, Map<String, String>> sqlConfigs = new HashMap<>();
  private final Map<Long, Long> sqlRoots = new HashMap<>();
  private final Map<Long, String> sqlDescriptions = new HashMap<>();
  private final RunContext.Builder context = RunContext.newBuilder();
  private String name;
  private String sparkVersion = "3.5.9";
  private boolean started;
  private Instant begin = START;
  private long now = START.toEpochMilli();
  private long sequence;
  private long taskId;
  private long accumulatorId = 1;
  private int stageId;
  private int jobId;

  private record Executor(String id, String host, int cores) {}

  private RunBuilder(String name) {
    this.name = name;
    this.applicationId = "app-" + name.replaceAll("[^A-Za-z0-9]+", "-") + "-0001";
  }

  /** Begins a story; the workload is the name unless something else is said. */
  public static RunBuilder application(String name) {
    return new RunBuilder(name);
  }

  /** Begins so much later than {@link #START}; to be said first. */
  public RunBuilder later(Duration time) {
    begin = START.plus(time);
    now = begin.toEpochMilli();
    return this;
  }

  /** Version of Spark; 3.5.9 unless said. */
  public RunBuilder sparkVersion(String version) {
    sparkVersion = version;
    return this;
  }

  /** Name of the workload. */
  public RunBuilder workload(String workload) {
    context.setWorkload(workload);
    return this;
  }

  /** A property that the application sets; to be said before the first executor or job. */
  public RunBuilder property(String property, String value) {
    properties.put(property, value);
    return this;
  }

  /** What started one SQL execution, and its description; to be said before its first stage. */
  public RunBuilder sqlExecution(long executionId, long rootExecutionId, String description) {
    sqlRoots.put(executionId, rootExecutionId);
    sqlDescriptions.put(executionId, description);
    return this;
  }

  /** A setting of the session of one SQL execution; to be said before its first stage. */
  public RunBuilder sqlConfig(long executionId, String property, String value) {
    sqlConfigs.computeIfAbsent(executionId, id -> new TreeMap<>()).put(property, value);
    return this;
  }

  /** Executors 1..count on hosts of their own, with this many cores and this heap. */
  public RunBuilder executors(int count, int cores, String heap) {
    properties.putIfAbsent("spark.executor.memory", heap);
    properties.putIfAbsent("spark.executor.cores", Integer.toString(cores));
    properties.putIfAbsent("spark.master", "spark://master:7077");
    start();
    for (int i = 0; i < count; i++) {
      String id = Integer.toString(executors.size() + 1);
      executor(id, "host-" + id, cores);
    }
    return this;
  }

  /** Local mode with this many threads in the driver's own process. */
  public RunBuilder local(int threads, String heap) {
    properties.putIfAbsent("spark.master", "local[" + threads + "]");
    properties.putIfAbsent("spark.driver.memory", heap);
    return executor("driver", "localhost", threads);
  }

  /** One executor. */
  public RunBuilder executor(String id, String host, int cores) {
    start();
    executors.put(id, new Executor(id, host, cores));
    lifecycle(
        LifecycleKind.EXECUTOR_ADDED,
        event ->
            event.setExecutorAdded(
                ExecutorAdded.newBuilder()
                    .setExecutorId(id)
                    .setHost(host)
                    .setTotalCores(cores)
                    .setResourceProfileId(0)
                    .build()));
    return this;
  }

  /** Unified memory of an executor or the driver. */
  public RunBuilder unifiedMemory(String executorId, long bytes) {
    start();
    lifecycle(
        LifecycleKind.BLOCK_MANAGER_ADDED,
        event ->
            event.setBlockManagerAdded(
                BlockManagerAdded.newBuilder()
                    .setExecutorId(executorId)
                    .setHost("host-" + executorId)
                    .setMaxMemoryBytes(bytes)
                    .build()));
    return this;
  }

  /** An executor goes, for this reason in Spark's words. */
  public RunBuilder executorRemoved(String id, String reason) {
    executors.remove(id);
    lifecycle(
        LifecycleKind.EXECUTOR_REMOVED,
        event ->
            event.setExecutorRemoved(
                ExecutorRemoved.newBuilder().setExecutorId(id).setReason(reason).build()));
    return this;
  }

  /** Heap peak of an executor or the driver over its whole life. */
  public RunBuilder heapPeak(String executorId, long bytes) {
    return peaks(executorId, event -> event.setJvmHeapMemoryBytes(bytes));
  }

  /** Any peaks of an executor or the driver. */
  public RunBuilder peaks(String executorId, Consumer<ExecutorMetrics.Builder> what) {
    start();
    ExecutorMetrics.Builder builder =
        ExecutorMetrics.newBuilder()
            .setApplicationId(applicationId)
            .setSequence(++sequence)
            .setEventTime(Instant.ofEpochMilli(now))
            .setExecutorId(executorId);
    what.accept(builder);
    events.add(builder.build());
    return this;
  }

  /** Resource profile 0. */
  public RunBuilder resourceProfile(Consumer<ResourceProfileAdded.Builder> what) {
    start();
    ResourceProfileAdded.Builder builder =
        ResourceProfileAdded.newBuilder().setResourceProfileId(0);
    what.accept(builder);
    lifecycle(
        LifecycleKind.RESOURCE_PROFILE_ADDED,
        event -> event.setResourceProfileAdded(builder.build()));
    return this;
  }

  /** A block of a persisted RDD is stored, or dropped when both sizes are 0. */
  public RunBuilder block(int rddId, int partition, long memoryBytes, long diskBytes) {
    start();
    lifecycle(
        LifecycleKind.BLOCK_UPDATED,
        event ->
            event.setBlockUpdated(
                BlockUpdated.newBuilder()
                    .setExecutorId("1")
                    .setRddId(rddId)
                    .setPartition(partition)
                    .setStorageLevel("StorageLevel(memory, deserialized, 1 replicas)")
                    .setMemoryBytes(memoryBytes)
                    .setDiskBytes(diskBytes)
                    .build()));
    return this;
  }

  /** Time in which only the driver works. */
  public RunBuilder driverWorks(Duration time) {
    start();
    now += time.toMillis();
    return this;
  }

  /** A job of one stage. */
  public RunBuilder stage(String stageName, int numTasks, Consumer<StageBuilder> what) {
    return job(job -> job.stage(stageName, numTasks, what));
  }

  /** A job. */
  public RunBuilder job(Consumer<JobBuilder> what) {
    start();
    JobBuilder job = new JobBuilder(jobId++, this);
    what.accept(job);
    List<StageInfo> infos = job.stages.stream().map(RunBuilder::info).toList();
    Long sql =
        job.stages.stream()
            .filter(stage -> stage.sqlExecutionId.isPresent())
            .map(stage -> stage.sqlExecutionId.getAsLong())
            .findFirst()
            .orElse(null);
    if (sql != null) {
      startSql(sql, job);
    }
    lifecycle(
        LifecycleKind.JOB_STARTED,
        event ->
            event.setJobStarted(
                JobStarted.newBuilder()
                    .setJobId(job.jobId)
                    .setSubmissionTime(Instant.ofEpochMilli(now))
                    .setStages(infos)
                    .setSqlExecutionId(sql)
                    .setDescription(job.description)
                    .setJobGroup(job.group)
                    .setContext(job.context)
                    .setSparkProperties(job.properties)
                    .build()));
    for (StageBuilder stage : job.stages) {
      if (!stage.skipped) {
        runStage(stage, sql);
      }
    }
    if (job.completes) {
      lifecycle(
          LifecycleKind.JOB_ENDED,
          event ->
              event.setJobEnded(
                  JobEnded.newBuilder()
                      .setJobId(job.jobId)
                      .setCompletionTime(Instant.ofEpochMilli(now))
                      .setSucceeded(job.failure == null)
                      .setFailure(job.failure)
                      .build()));
      if (sql != null) {
        endSql(sql, job);
      }
    }
    return this;
  }

  /**
   * A batch of a streaming query begins now and ends after its durations; four parts of a hundred
   * of it are planning, four its commits, the rest work, unless {@code what} says otherwise.
   */
  public RunBuilder batch(
      String query, long id, long durationMs, long rows, Consumer<StreamingProgress> what) {
    start();
    StreamingProgress progress =
        StreamingProgress.newBuilder()
            .setQueryId("id-of-" + query)
            .setRunId("run-1")
            .setName(query)
            .setBatchId(id)
            .setTriggerTime(Instant.ofEpochMilli(now))
            .setDurationsMs(new TreeMap<>())
            .setInputRows(rows)
            .setStateOperators(new ArrayList<>())
            .setSources(new ArrayList<>())
            .setSinkDescription("console")
            .build();
    progress.getDurationsMs().put("triggerExecution", durationMs);
    progress.getDurationsMs().put("queryPlanning", durationMs / 25);
    progress.getDurationsMs().put("walCommit", durationMs / 25);
    progress.getDurationsMs().put("addBatch", durationMs - durationMs / 25 * 2);
    what.accept(progress);
    now += durationMs;
    lifecycle(LifecycleKind.STREAMING_PROGRESS, event -> event.setStreamingProgress(progress));
    return this;
  }

  /** What the sender of the events reports. */
  public RunBuilder agentReport(long taskEventsLost, boolean complete) {
    lifecycle(
        LifecycleKind.AGENT_REPORT,
        event ->
            event.setAgentReport(
                AgentReport.newBuilder()
                    .setProducerName("spark-agent")
                    .setProducerVersion("test")
                    .setEventsSeen(sequence + taskEventsLost)
                    .setEventsSent(sequence)
                    .setEventsDropped(taskEventsLost)
                    .setSendErrors(0)
                    .setTaskEventsLost(taskEventsLost)
                    .setQueueHighWater(1)
                    .setQueueCapacity(10)
                    .setLastSequence(sequence)
                    .setComplete(complete)
                    .build()));
    return this;
  }

  /** The application ends. */
  public RunBuilder ended() {
    start();
    now += 50;
    lifecycle(
        LifecycleKind.APPLICATION_ENDED,
        event ->
            event.setApplicationEnded(
                ApplicationEnded.newBuilder().setEndTime(Instant.ofEpochMilli(now)).build()));
    return this;
  }

  /** The events so far, in the order in which Spark would have sent them. */
  public List<SpecificRecord> events() {
    start();
    return List.copyOf(events);
  }

  /** The run that the events add up to. */
  public Run build() {
    return runOf(applicationId, events());
  }

  /** The run that events add up to, in whatever order they come. */
  public static Run runOf(String applicationId, List<SpecificRecord> events) {
    ApplicationState application = new ApplicationState(applicationId);
    Map<StageKey, StageState> stages = new TreeMap<>();
    for (SpecificRecord event : events) {
      if (event instanceof LifecycleEvent lifecycle) {
        application.apply(lifecycle);
      } else if (event instanceof ExecutorMetrics metrics) {
        application.apply(metrics);
        if (metrics.getStageId() != null) {
          stages
              .computeIfAbsent(
                  new StageKey(metrics.getStageId(), metrics.getStageAttempt()),
                  key -> new StageState(key.stageId(), key.stageAttempt()))
              .mergePeaks(metrics);
        }
      } else if (event instanceof TaskMetrics task) {
        stages
            .computeIfAbsent(
                new StageKey(task.getStageId(), task.getStageAttempt()),
                key -> new StageState(key.stageId(), key.stageAttempt()))
            .add(task);
      }
    }
    return new Run(application, new ArrayList<>(stages.values()));
  }

  /** Spark's id of the application of this story. */
  public String applicationId() {
    return applicationId;
  }

  StageBuilder newStage(String stageName, int numTasks) {
    return new StageBuilder(stageId++, stageName, numTasks, () -> accumulatorId++);
  }

  private void start() {
    if (started) {
      return;
    }
    started = true;
    lifecycle(
        LifecycleKind.APPLICATION_STARTED,
        event ->
            event.setApplicationStarted(
                ApplicationStarted.newBuilder()
                    .setApplicationName(name)
                    .setStartTime(begin)
                    .setSparkVersion(sparkVersion)
                    .build()));
    properties.putIfAbsent("spark.app.name", name);
    lifecycle(
        LifecycleKind.ENVIRONMENT_UPDATED,
        event ->
            event.setEnvironmentUpdated(
                EnvironmentUpdated.newBuilder()
                    .setSparkProperties(new TreeMap<>(properties))
                    .setContext(context.build())
                    .build()));
  }

  private void lifecycle(LifecycleKind kind, Consumer<LifecycleEvent.Builder> payload) {
    LifecycleEvent.Builder builder =
        LifecycleEvent.newBuilder()
            .setSequence(++sequence)
            .setApplicationId(applicationId)
            .setEventTime(Instant.ofEpochMilli(now))
            .setKind(kind);
    payload.accept(builder);
    events.add(builder.build());
  }

  private void startSql(long executionId, JobBuilder job) {
    List<PlanNode> plan = new ArrayList<>();
    List<Accumulable> driver = new ArrayList<>();
    for (StageBuilder stage : job.stages) {
      for (NodeBuilder node : stage.nodes) {
        plan.add(
            PlanNode.newBuilder()
                .setParentIndex(
                    node.parentIndex != null
                        ? node.parentIndex
                        : plan.isEmpty() ? null : Integer.valueOf(plan.size() - 1))
                .setName(node.name)
                .setDescription(node.description)
                .setMetadata(node.metadata)
                .setMetrics(node.metrics)
                .build());
        driver.addAll(node.byDriver);
      }
    }
    lifecycle(
        LifecycleKind.SQL_EXECUTION_STARTED,
        event ->
            event.setSqlExecutionStarted(
                SqlExecutionStarted.newBuilder()
                    .setExecutionId(executionId)
                    .setRootExecutionId(sqlRoots.get(executionId))
                    .setDescription(sqlDescriptions.getOrDefault(executionId, "story"))
                    .setStartTime(Instant.ofEpochMilli(now))
                    .setPlan(plan)
                    .setModifiedConfigs(sqlConfigs.getOrDefault(executionId, Map.of()))
                    .build()));
    if (!driver.isEmpty()) {
      lifecycle(
          LifecycleKind.DRIVER_ACCUMULATORS,
          event ->
              event.setDriverAccumulators(
                  DriverAccumulators.newBuilder()
                      .setExecutionId(executionId)
                      .setUpdates(driver)
                      .build()));
    }
  }

  private void endSql(long executionId, JobBuilder job) {
    lifecycle(
        LifecycleKind.SQL_EXECUTION_ENDED,
        event ->
            event.setSqlExecutionEnded(
                SqlExecutionEnded.newBuilder()
                    .setExecutionId(executionId)
                    .setEndTime(Instant.ofEpochMilli(now))
                    .setError(job.failure)
                    .build()));
  }

  private static StageInfo info(StageBuilder stage) {
    return StageInfo.newBuilder()
        .setStageId(stage.stageId)
        .setStageAttempt(stage.attempt)
        .setName(stage.name)
        .setNumTasks(stage.numTasks)
        .setParentStageIds(stage.parents)
        .setRdds(stage.rdds)
        .setResourceProfileId(0)
        .build();
  }

  private void runStage(StageBuilder stage, Long sql) {
    StageInfo info = info(stage);
    long submitted = now;
    lifecycle(
        LifecycleKind.STAGE_SUBMITTED,
        event ->
            event.setStageSubmitted(
                StageSubmitted.newBuilder()
                    .setStage(info)
                    .setSubmissionTime(Instant.ofEpochMilli(submitted))
                    .setSqlExecutionId(sql)
                    .build()));
    now += stage.waitMs;
    stage.then.run();
    now = new Schedule(stage).run();
    stage.heapPeaks.forEach(
        (executor, bytes) ->
            peaks(
                executor,
                event ->
                    event
                        .setStageId(stage.stageId)
                        .setStageAttempt(stage.attempt)
                        .setJvmHeapMemoryBytes(bytes)));
    if (stage.completes) {
      List<Accumulable> accumulables =
          Stream.concat(stage.nodes.stream(), stage.sharedNodes.stream())
              .flatMap(node -> node.byStage.stream())
              .toList();
      lifecycle(
          LifecycleKind.STAGE_COMPLETED,
          event ->
              event.setStageCompleted(
                  StageCompleted.newBuilder()
                      .setStage(info)
                      .setSubmissionTime(Instant.ofEpochMilli(submitted))
                      .setCompletionTime(Instant.ofEpochMilli(now))
                      .setFailure(stage.failure)
                      .setAccumulables(accumulables)
                      .build()));
    }
  }

  /** List scheduling: the next attempt goes to the slot that is free first. */
  private final class Schedule {
    private final StageBuilder stage;
    private final PriorityQueue<Slot> slots =
        new PriorityQueue<>(
            (a, b) ->
                a.freeAt != b.freeAt
                    ? Long.compare(a.freeAt, b.freeAt)
                    : Integer.compare(a.order, b.order));
    private final List<TaskMetrics> finished = new ArrayList<>();

    private final class Slot {
      private final Executor executor;
      private final int order;
      private long freeAt = now;

      Slot(Executor executor, int order) {
        this.executor = executor;
        this.order = order;
      }
    }

    Schedule(StageBuilder stage) {
      this.stage = stage;
      int width = executors.values().stream().mapToInt(Executor::cores).max().orElse(0);
      for (int core = 0; core < width; core++) {
        for (Executor executor : executors.values().stream().limit(stage.executorsUsed).toList()) {
          if (core < executor.cores()) {
            slots.add(new Slot(executor, slots.size()));
          }
        }
      }
      if (slots.isEmpty()) {
        throw new IllegalStateException("The story has no executor alive to run " + stage.name);
      }
    }

    long run() {
      for (int index = 0; index < stage.numTasks; index++) {
        TaskBuilder task = new TaskBuilder();
        stage.tasks.accept(task, index);
        int attempt = 0;
        if (task.failReason != null) {
          attempt(task, index, attempt++, task.failReason);
        }
        if (task.failReason == null || task.retried) {
          attempt(task, index, attempt, TaskEndReason.SUCCESS);
        }
      }
      finished.sort(java.util.Comparator.comparing(TaskMetrics::getFinishTime));
      long end = now;
      for (TaskMetrics task : finished) {
        task.setSequence(++sequence);
        events.add(task);
        end = Math.max(end, task.getFinishTime().toEpochMilli());
      }
      return end;
    }

    private void attempt(TaskBuilder task, int index, int attempt, TaskEndReason reason) {
      Slot slot = slots.poll();
      long launch = slot.freeAt;
      slot.freeAt += task.durationMs;
      slots.add(slot);
      boolean success = reason == TaskEndReason.SUCCESS;
      task.metrics.setExecutorRunTimeMs(task.runTimeMs == null ? task.durationMs : task.runTimeMs);
      TaskMetrics event =
          TaskMetrics.newBuilder()
              .setApplicationId(applicationId)
              .setStageId(stage.stageId)
              .setStageAttempt(stage.attempt)
              .setTaskId(taskId++)
              .setTaskIndex(index)
              .setTaskKind(TaskKind.RESULT)
              .setLocality(TaskLocality.PROCESS_LOCAL)
              .setTaskAttempt(attempt)
              .setExecutorId(slot.executor.id())
              .setHost(slot.executor.host())
              .setSpeculative(task.speculative)
              .setLaunchTime(Instant.ofEpochMilli(launch))
              .setFinishTime(Instant.ofEpochMilli(slot.freeAt))
              .setEndReason(reason)
              .setFailure(success ? null : task.failure)
              .setMetrics(success ? task.metrics : null)
              .build();
      if (!task.dropped) {
        finished.add(event);
      }
    }
  }
}
