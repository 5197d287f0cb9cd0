package io.attune.advisor.testing;

import io.attune.schemas.RddInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A stage of a story. */
public final class StageBuilder {
  final int stageId;
  final String name;
  final int numTasks;
  final List<Integer> parents = new ArrayList<>();
  final List<RddInfo> rdds = new ArrayList<>();
  final List<NodeBuilder> nodes = new ArrayList<>();
  final List<NodeBuilder> sharedNodes = new ArrayList<>();
  final Map<String, Long> heapPeaks = new TreeMap<>();
  int executorsUsed = Integer.MAX_VALUE;
  BiConsumer<TaskBuilder, Integer> tasks = (task, index) -> {};
  OptionalLong sqlExecutionId = OptionalLong.empty();
  String failure;
  boolean completes = true;
  boolean skipped;
  int attempt;
  long waitMs;
  Runnable then = () -> {};
  private final LongSupplier accumulatorIds;

  StageBuilder(int stageId, String name, int numTasks, LongSupplier accumulatorIds) {
    this.stageId = stageId;
    this.name = name;
    this.numTasks = numTasks;
    this.accumulatorIds = accumulatorIds;
  }

  /** What each task does, by its index. */
  public StageBuilder tasks(BiConsumer<TaskBuilder, Integer> each) {
    tasks = each;
    return this;
  }

  /** No task starts before this time has passed and this has happened, such as executors coming. */
  public StageBuilder waits(Duration time, Runnable until) {
    waitMs = time.toMillis();
    then = until;
    return this;
  }

  /** Stages it reads from; without this it reads from the stage before it in the same job. */
  public StageBuilder parents(Integer... stageIds) {
    parents.addAll(List.of(stageIds));
    return this;
  }

  /** It is this attempt of the stage. */
  public StageBuilder attempt(int number) {
    attempt = number;
    return this;
  }

  /** It belongs to an SQL execution. */
  public StageBuilder sql(long executionId) {
    sqlExecutionId = OptionalLong.of(executionId);
    return this;
  }

  /** A plan node that runs in this stage; the stage has to belong to an SQL execution. */
  public StageBuilder node(String nodeName, Consumer<NodeBuilder> what) {
    NodeBuilder node = new NodeBuilder(nodeName, accumulatorIds);
    what.accept(node);
    nodes.add(node);
    return this;
  }

  /** It also runs the plan nodes of an earlier stage. */
  public StageBuilder alsoRuns(StageBuilder other) {
    sharedNodes.addAll(other.nodes);
    return this;
  }

  /** A scan that reads files. */
  public StageBuilder scan(String nodeName, long files, long bytes) {
    return node(
        nodeName,
        node ->
            node.driverMetric("number of files read", files)
                .driverMetric("size of files read", bytes)
                .metric("number of output rows", files));
  }

  /** An RDD that it computes. */
  public StageBuilder rdd(int rddId, String rddName, String operator, String storageLevel) {
    return rdd(rddId, rddName, operator, storageLevel, List.of());
  }

  /** An RDD that it computes from others. */
  public StageBuilder rdd(
      int rddId, String rddName, String operator, String storageLevel, List<Integer> parentRdds) {
    return rdd(rddId, rddName, operator, storageLevel, parentRdds, numTasks);
  }

  /** An RDD with another number of partitions than the stage has tasks. */
  public StageBuilder rdd(
      int rddId,
      String rddName,
      String operator,
      String storageLevel,
      List<Integer> parentRdds,
      int numPartitions) {
    rdds.add(
        RddInfo.newBuilder()
            .setRddId(rddId)
            .setName(rddName)
            .setOperatorName(operator)
            .setCallSite(operator + " at Story.java:" + rddId)
            .setParentRddIds(parentRdds)
            .setStorageLevel(storageLevel)
            .setNumPartitions(numPartitions)
            .setNumCachedPartitions(0)
            .setMemoryBytes(0)
            .setDiskBytes(0)
            .build());
    return this;
  }

  /** Its tasks run on the first executors only, as when those have the data. */
  public StageBuilder onlyOn(int executors) {
    executorsUsed = executors;
    return this;
  }

  /** Heap peak of an executor during the stage. */
  public StageBuilder heapPeak(String executorId, long bytes) {
    heapPeaks.put(executorId, bytes);
    return this;
  }

  /** It fails after its tasks. */
  public StageBuilder fails(String reason) {
    failure = reason;
    return this;
  }

  /** It is still running: its end is never seen. */
  public StageBuilder stillRunning() {
    completes = false;
    return this;
  }

  /** The job names it but it never runs. */
  public StageBuilder skipped() {
    skipped = true;
    return this;
  }
}
