package io.attune.load.fleet;

import io.attune.schemas.AgentReport;
import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.ApplicationStarted;
import io.attune.schemas.BlockManagerAdded;
import io.attune.schemas.BlockUpdated;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorAdded;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.ExecutorRemoved;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.ResourceProfileAdded;
import io.attune.schemas.RunContext;
import java.time.Instant;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Sends the events of the application and its executors, and numbers all events. */
final class Lifecycle {
  private static final long MIB = 1 << 20;

  private final String applicationId;
  private final Blueprint blueprint;
  private final EventSink sink;
  private long sequence;

  Lifecycle(String applicationId, Blueprint blueprint, EventSink sink) {
    this.applicationId = applicationId;
    this.blueprint = blueprint;
    this.sink = sink;
  }

  long next() {
    return ++sequence;
  }

  void send(long atMs, LifecycleKind kind, Consumer<LifecycleEvent> payload) {
    LifecycleEvent event = new LifecycleEvent();
    event.setSequence(next());
    event.setApplicationId(applicationId);
    event.setEventTime(Instant.ofEpochMilli(atMs));
    event.setKind(kind);
    payload.accept(event);
    sink.lifecycle(event);
  }

  void started(long atMs, String name, String workload) {
    send(
        atMs,
        LifecycleKind.APPLICATION_STARTED,
        event ->
            event.setApplicationStarted(
                ApplicationStarted.newBuilder()
                    .setApplicationName(name)
                    .setStartTime(Instant.ofEpochMilli(atMs))
                    .setSparkVersion(blueprint.sparkVersion)
                    .build()));
    send(
        atMs,
        LifecycleKind.RESOURCE_PROFILE_ADDED,
        event ->
            event.setResourceProfileAdded(
                ResourceProfileAdded.newBuilder()
                    .setResourceProfileId(0)
                    .setExecutorCores(blueprint.cores)
                    .setExecutorMemoryBytes(Math.round(blueprint.heapMib) * MIB)
                    .setTaskCpus(1.0)
                    .build()));
    TreeMap<String, String> properties = new TreeMap<>(blueprint.properties);
    properties.put("spark.app.name", name);
    properties.put("spark.master", "yarn");
    properties.put("spark.executor.cores", Integer.toString(blueprint.cores));
    properties.put("spark.executor.memory", Math.round(blueprint.heapMib) + "m");
    properties.put("spark.driver.memory", Math.round(blueprint.driverHeapMib) + "m");
    if (!blueprint.isDynamic() && !blueprint.isOnDatabricks()) {
      properties.put("spark.executor.instances", Integer.toString(blueprint.executors));
    }
    properties.put("spark.attune.workload", workload);
    send(
        atMs,
        LifecycleKind.ENVIRONMENT_UPDATED,
        event ->
            event.setEnvironmentUpdated(
                EnvironmentUpdated.newBuilder()
                    .setSparkProperties(properties)
                    .setJavaVersion("17.0.12")
                    .setContext(RunContext.newBuilder().setWorkload(workload).build())
                    .build()));
    blockManager(atMs, "driver", "node-0", blueprint.driverHeapMib);
  }

  private void blockManager(long atMs, String executor, String host, double heapMib) {
    long unified = Math.round(Math.max(1, heapMib - 300) * 0.6 * MIB);
    send(
        atMs,
        LifecycleKind.BLOCK_MANAGER_ADDED,
        event ->
            event.setBlockManagerAdded(
                BlockManagerAdded.newBuilder()
                    .setExecutorId(executor)
                    .setHost(host)
                    .setMaxMemoryBytes(unified)
                    .setMaxOnHeapMemoryBytes(unified)
                    .setMaxOffHeapMemoryBytes(0L)
                    .build()));
  }

  void executorAdded(long atMs, long requestedMs, ExecutorRun executor) {
    send(
        atMs,
        LifecycleKind.EXECUTOR_ADDED,
        event ->
            event.setExecutorAdded(
                ExecutorAdded.newBuilder()
                    .setExecutorId(executor.id)
                    .setHost(executor.host)
                    .setTotalCores(blueprint.cores)
                    .setResourceProfileId(0)
                    .setRequestTime(Instant.ofEpochMilli(requestedMs))
                    .setRegistrationTime(Instant.ofEpochMilli(atMs))
                    .build()));
    blockManager(atMs, executor.id, executor.host, blueprint.heapMib);
  }

  void executorRemoved(long atMs, ExecutorRun executor, String reason) {
    send(
        atMs,
        LifecycleKind.EXECUTOR_REMOVED,
        event ->
            event.setExecutorRemoved(
                ExecutorRemoved.newBuilder().setExecutorId(executor.id).setReason(reason).build()));
  }

  void blockCached(long atMs, String executor, int rdd, int partition, double mib) {
    send(
        atMs,
        LifecycleKind.BLOCK_UPDATED,
        event ->
            event.setBlockUpdated(
                BlockUpdated.newBuilder()
                    .setExecutorId(executor)
                    .setRddId(rdd)
                    .setPartition(partition)
                    .setStorageLevel("Memory Deserialized 1x Replicated")
                    .setMemoryBytes(Math.round(mib * MIB))
                    .setDiskBytes(0)
                    .build()));
  }

  /** Sends peaks of an executor during a stage, or since its start if there is no stage. */
  void peaks(long atMs, String executor, StageRun stage, Consumer<ExecutorMetrics> what) {
    ExecutorMetrics metrics = new ExecutorMetrics();
    metrics.setSequence(next());
    metrics.setApplicationId(applicationId);
    metrics.setEventTime(Instant.ofEpochMilli(atMs));
    metrics.setExecutorId(executor);
    metrics.setStageId(stage == null ? null : stage.stageId);
    metrics.setStageAttempt(stage == null ? null : stage.attempt);
    what.accept(metrics);
    sink.executor(metrics);
  }

  void ended(long atMs) {
    send(
        atMs,
        LifecycleKind.APPLICATION_ENDED,
        event ->
            event.setApplicationEnded(
                ApplicationEnded.newBuilder().setEndTime(Instant.ofEpochMilli(atMs)).build()));
    send(
        atMs,
        LifecycleKind.AGENT_REPORT,
        event ->
            event.setAgentReport(
                AgentReport.newBuilder()
                    .setProducerName("fleet")
                    .setProducerVersion("1")
                    .setEventsSeen(sequence)
                    .setEventsSent(sequence)
                    .setEventsDropped(0)
                    .setSendErrors(0)
                    .setTaskEventsLost(0)
                    .setQueueHighWater(0)
                    .setQueueCapacity(0)
                    .setLastSequence(sequence)
                    .setComplete(true)
                    .build()));
  }
}
