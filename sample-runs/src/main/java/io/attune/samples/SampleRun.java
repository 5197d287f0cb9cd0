package io.attune.samples;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bundled runs, with the cluster and settings they are recorded with. */
public enum SampleRun {
  /** 200 shuffle partitions over three megabytes. */
  TOO_MANY_PARTITIONS(
      "too-many-partitions",
      TooManyPartitions.class,
      new LocalCluster(2, 1, 1024),
      Map.of("spark.sql.adaptive.enabled", "false")),
  /** One hot key in a join, below the threshold of adaptive execution. */
  SKEWED_JOIN(
      "skewed-join",
      SkewedJoin.class,
      new LocalCluster(4, 1, 1024),
      Map.of(
          "spark.sql.autoBroadcastJoinThreshold", "-1",
          "spark.sql.adaptive.advisoryPartitionSizeInBytes", "8m",
          "spark.attune.dataforge.process.type", "Enrichment",
          "spark.attune.dataforge.process.id", "48213",
          "spark.attune.dataforge.source", "orders",
          "spark.attune.dataforge.cluster.configuration", "Default Sparky")),
  /** Two sort partitions that do not fit in memory. */
  SPILLING_SORT(
      "spilling-sort",
      SpillingSort.class,
      new LocalCluster(2, 1, 512),
      Map.of("spark.sql.adaptive.enabled", "false", "spark.sql.shuffle.partitions", "2")),
  /** Hundreds of tiny files in, a hundred and sixty out. */
  SMALL_FILES(
      "small-files",
      SmallFiles.class,
      new LocalCluster(2, 2, 1024),
      Map.of(
          "spark.attune.dataforge.process.type", "Output",
          "spark.attune.dataforge.process.id", "48377",
          "spark.attune.dataforge.source", "events",
          "spark.attune.dataforge.cluster.configuration", "Small Output")),
  /** Tasks that throw and are retried. */
  FAILING_TASKS(
      "failing-tasks",
      FailingTasks.class,
      new LocalCluster(2, 2, 1024),
      Map.of(
          "spark.task.maxFailures", "4",
          "spark.attune.dataforge.process.type", "Parse",
          "spark.attune.dataforge.process.id", "48101",
          "spark.attune.dataforge.source", "orders",
          "spark.attune.dataforge.cluster.configuration", "Default Sparky")),
  /** An executor that ends with code 137. */
  LOST_EXECUTOR("lost-executor", LostExecutor.class, new LocalCluster(2, 2, 1024), Map.of()),
  /** An executor that ends with code 52. */
  HEAP_OUT_OF_MEMORY(
      "heap-out-of-memory", HeapOutOfMemory.class, new LocalCluster(2, 1, 512), Map.of()),
  /** A heap that is full all the time. */
  MEMORY_PRESSURE(
      "memory-pressure",
      MemoryPressure.class,
      new LocalCluster(2, 4, 768),
      Map.of(),
      List.of("74", "11")),
  /** A driver that works between its jobs. */
  DRIVER_BOUND("driver-bound", DriverBound.class, new LocalCluster(2, 2, 1024), Map.of()),
  /** Six thousand tasks of a few milliseconds. */
  TINY_TASKS(
      "tiny-tasks",
      RecordedSpark.SPARK_4,
      LogForm.ROLLING,
      TinyTasks.class,
      new LocalCluster(2, 1, 1024),
      Map.of("spark.default.parallelism", "6000"),
      List.of()),
  /** One partition on four slots. */
  FEW_PARTITIONS(
      "few-partitions",
      FewPartitions.class,
      new LocalCluster(2, 2, 1024),
      Map.of("spark.sql.adaptive.enabled", "false", "spark.sql.shuffle.partitions", "1")),
  /** One hot key in an aggregation of RDDs. */
  STRAGGLING_AGGREGATION(
      "straggling-aggregation",
      StragglingAggregation.class,
      new LocalCluster(2, 4, 1024),
      Map.of("spark.default.parallelism", "24")),
  /** Healthy, Spark 3.5. */
  HEALTHY_ORDERS(
      "healthy-orders",
      HealthyOrders.class,
      new LocalCluster(2, 2, 512),
      Map.of("spark.sql.shuffle.partitions", "4")),
  /** Healthy, Spark 4. */
  HEALTHY_REPORT(
      "healthy-report",
      RecordedSpark.SPARK_4,
      LogForm.SINGLE,
      HealthyReport.class,
      new LocalCluster(2, 2, 512),
      Map.of(
          "spark.sql.shuffle.partitions", "4",
          "spark.attune.dataforge.process.type", "Refresh",
          "spark.attune.dataforge.process.id", "48455",
          "spark.attune.dataforge.source", "orders",
          "spark.attune.dataforge.cluster.configuration", "Default Sparky"),
      List.of()),
  /**
   * A data frame counted, rolled up, counted again and written, which reads its source each time.
   */
  RECOUNTED_ORDERS(
      "recounted-orders",
      RecountedOrders.class,
      new LocalCluster(2, 2, 512),
      Map.of("spark.sql.shuffle.partitions", "4"),
      List.of("recounted-orders", "as-is")),
  /** The same with RDDs, Spark 4. */
  RECOMPUTED_EVENTS(
      "recomputed-events",
      RecordedSpark.SPARK_4,
      LogForm.SINGLE,
      RecomputedEvents.class,
      new LocalCluster(2, 2, 512),
      Map.of(),
      List.of()),
  /** The data frame again, persisted before its first use, with block updates in the log. */
  HEALTHY_ROLLUP(
      "healthy-rollup",
      RecountedOrders.class,
      new LocalCluster(2, 2, 512),
      Map.of("spark.sql.shuffle.partitions", "4", "spark.eventLog.logBlockUpdates.enabled", "true"),
      List.of("healthy-rollup", "persist")),
  /** Results larger than spark.driver.maxResultSize. */
  REJECTED_COLLECT(
      "rejected-collect",
      RejectedCollect.class,
      new LocalCluster(2, 2, 512),
      Map.of("spark.driver.maxResultSize", "12m")),
  /** Orders compared with every promotion, to find the one that was running. */
  INTERVAL_JOIN(
      "interval-join",
      IntervalJoin.class,
      new LocalCluster(2, 2, 512),
      Map.of(),
      List.of("interval-join", "as-is")),
  /** The same by hour. */
  HEALTHY_INTERVAL_JOIN(
      "healthy-interval-join",
      IntervalJoin.class,
      new LocalCluster(2, 2, 512),
      Map.of(),
      List.of("healthy-interval-join", "binned")),
  /** Two partitions of baskets, and of all that is in them. */
  EXPLODED_BASKETS(
      "exploded-baskets",
      ExplodedBaskets.class,
      new LocalCluster(2, 4, 512),
      Map.of(),
      List.of("exploded-baskets", "as-is")),
  /** The same spread over the slots. */
  HEALTHY_BASKETS(
      "healthy-baskets",
      ExplodedBaskets.class,
      new LocalCluster(2, 4, 512),
      Map.of(),
      List.of("healthy-baskets", "repartitioned")),
  /** Costly rows that are sorted, Spark 4. */
  ORDERED_READINGS(
      "ordered-readings",
      RecordedSpark.SPARK_4,
      LogForm.SINGLE,
      OrderedReadings.class,
      new LocalCluster(2, 4, 512),
      Map.of(),
      List.of("ordered-readings", "as-is")),
  /** The same persisted, Spark 4. */
  HEALTHY_READINGS(
      "healthy-readings",
      RecordedSpark.SPARK_4,
      LogForm.SINGLE,
      OrderedReadings.class,
      new LocalCluster(2, 4, 512),
      Map.of(),
      List.of("healthy-readings", "persist")),
  /** Rounds of an RDD that are not kept. */
  REPEATED_STEPS(
      "repeated-steps",
      RepeatedSteps.class,
      new LocalCluster(2, 4, 512),
      Map.of(),
      List.of("repeated-steps", "as-is")),
  /** The same, each round cut off from the one before. */
  HEALTHY_STEPS(
      "healthy-steps",
      RepeatedSteps.class,
      new LocalCluster(2, 4, 512),
      Map.of(),
      List.of("healthy-steps", "checkpoint")),
  /** A broadcast that takes longer than it may. */
  LATE_BROADCAST(
      "late-broadcast",
      LateBroadcast.class,
      LocalCluster.local(4),
      Map.of(
          "spark.sql.broadcastTimeout", "3",
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.shuffle.partitions", "4"),
      List.of("late-broadcast")),
  /** The same with the time that Spark gives it by default. */
  HEALTHY_BROADCAST(
      "healthy-broadcast",
      LateBroadcast.class,
      LocalCluster.local(4),
      Map.of("spark.sql.adaptive.enabled", "false", "spark.sql.shuffle.partitions", "4"),
      List.of("healthy-broadcast")),
  /** A value that cannot be cast, in ANSI mode. */
  BAD_AMOUNTS(
      "bad-amounts",
      RecordedSpark.SPARK_4,
      LogForm.SINGLE,
      BadAmounts.class,
      LocalCluster.local(4),
      Map.of(),
      List.of("bad-amounts", "cast")),
  /** The same with try_cast. */
  HEALTHY_AMOUNTS(
      "healthy-amounts",
      RecordedSpark.SPARK_4,
      LogForm.SINGLE,
      BadAmounts.class,
      LocalCluster.local(4),
      Map.of(),
      List.of("healthy-amounts", "try_cast")),
  /** A stream that gets more rows than it works off. */
  STREAM_BEHIND(
      "stream-behind", Streams.class, LocalCluster.local(4), Map.of(), List.of("behind", "240")),
  /** A stream that keeps up, with pauses, Spark 4. */
  HEALTHY_STREAM(
      "healthy-stream",
      RecordedSpark.SPARK_4,
      LogForm.SINGLE,
      Streams.class,
      LocalCluster.local(4),
      Map.of("spark.sql.shuffle.partitions", "4"),
      List.of("healthy", "120"));

  private final String runName;
  private final RecordedSpark version;
  private final LogForm form;
  private final String mainClass;
  private final LocalCluster cluster;
  private final Map<String, String> conf;
  private final List<String> arguments;

  SampleRun(String runName, Class<?> main, LocalCluster cluster, Map<String, String> conf) {
    this(runName, main, cluster, conf, List.of());
  }

  SampleRun(
      String runName,
      Class<?> main,
      LocalCluster cluster,
      Map<String, String> conf,
      List<String> arguments) {
    this(runName, RecordedSpark.SPARK_3_5, LogForm.SINGLE, main, cluster, conf, arguments);
  }

  SampleRun(
      String runName,
      RecordedSpark version,
      LogForm form,
      Class<?> main,
      LocalCluster cluster,
      Map<String, String> conf,
      List<String> arguments) {
    this.runName = runName;
    this.version = version;
    this.form = form;
    this.mainClass = main.getName();
    this.cluster = cluster;
    this.conf = conf;
    this.arguments = List.copyOf(arguments);
  }

  /**
   * Finds a run.
   *
   * @param name as {@link #runName()}
   * @return the run, or empty if there is none with the name
   */
  public static Optional<SampleRun> named(String name) {
    return Arrays.stream(values()).filter(run -> run.runName.equals(name)).findFirst();
  }

  /**
   * The name of the run, used for its application, workload and log.
   *
   * @return the name in kebab case
   */
  public String runName() {
    return runName;
  }

  /** The version of Spark to record with. */
  public RecordedSpark version() {
    return version;
  }

  /** The form of the log: single or rolling. */
  public LogForm form() {
    return form;
  }

  /**
   * The application.
   *
   * @return the main class's name
   */
  public String mainClass() {
    return mainClass;
  }

  /**
   * The cluster.
   *
   * @return executors, cores and memory
   */
  public LocalCluster cluster() {
    return cluster;
  }

  /**
   * Whether the application reads data that has to be written first, by running it with {@code
   * prepare} and the data directory.
   *
   * @return true if it does
   */
  public boolean readsData() {
    return switch (this) {
      case SMALL_FILES, HEALTHY_REPORT, RECOUNTED_ORDERS, RECOMPUTED_EVENTS, HEALTHY_ROLLUP -> true;
      default -> false;
    };
  }

  /**
   * Whether the application itself fails, so that its process ends with an error.
   *
   * @return true if it does
   */
  public boolean fails() {
    return switch (this) {
      case LATE_BROADCAST, BAD_AMOUNTS -> true;
      default -> false;
    };
  }

  /**
   * The application's arguments, without the data directory.
   *
   * @return in order
   */
  public List<String> arguments() {
    return arguments;
  }

  /**
   * The settings of the run: the cluster's size, the workload name, and what is misconfigured.
   *
   * @return properties and values
   */
  public Map<String, String> conf() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("spark.attune.workload", runName);
    if (cluster.executors() == 0) {
      all.put("spark.driver.memory", cluster.memoryMib() + "m");
    } else {
      all.put("spark.executor.memory", cluster.memoryMib() + "m");
      all.put("spark.executor.cores", Integer.toString(cluster.cores()));
      all.put("spark.cores.max", Integer.toString(cluster.executors() * cluster.cores()));
      // Start the first stage when all executors have registered, so that recordings compare.
      all.put("spark.scheduler.minRegisteredResourcesRatio", "1.0");
    }
    conf.keySet().stream().sorted().forEach(key -> all.put(key, conf.get(key)));
    return all;
  }
}
