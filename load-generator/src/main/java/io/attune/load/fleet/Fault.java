package io.attune.load.fleet;

import static io.attune.load.fleet.Fault.Family.CLUSTER;
import static io.attune.load.fleet.Fault.Family.CODE;
import static io.attune.load.fleet.Fault.Family.MEMORY;
import static io.attune.load.fleet.Fault.Family.OPERATORS;
import static io.attune.load.fleet.Fault.Family.PARTITIONS;
import static io.attune.load.fleet.Fault.Family.PLANS;
import static io.attune.load.fleet.Fault.Family.RELIABILITY;
import static io.attune.load.fleet.Fault.Family.STREAMS;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A fault that can be injected into a workload. Its effects follow from the simulation. */
public enum Fault {
  /** A shuffle of little data is cut into very many partitions, and nothing merges them. */
  TOO_MANY_SHUFFLE_PARTITIONS(PARTITIONS, "far more shuffle partitions than the data fills"),
  /** {@code spark.default.parallelism} cuts an RDD's small shuffle into very many partitions. */
  TOO_MUCH_PARALLELISM(PARTITIONS, "far more RDD partitions than the data fills"),
  /** A large shuffle has so few partitions that each is many times the size that suits a task. */
  TOO_FEW_SHUFFLE_PARTITIONS(
      PARTITIONS, "shuffle partitions far larger than a task's memory suits"),
  /** The same, with partitions larger than a task's memory. */
  SPILLING_SHUFFLE(PARTITIONS, "too few shuffle partitions for the memory of a task"),
  /** The code fixes the partitions, and the heap is too small for them. */
  SPILLING_CODE(PARTITIONS, "partitions fixed in the code that do not fit the memory of a task"),
  /** Scans cut large files into small pieces. */
  FINE_SPLITS(PARTITIONS, "scans cut into very small pieces"),
  /** Scans cut files into pieces that take many minutes. */
  COARSE_SPLITS(PARTITIONS, "scans cut into very large pieces"),
  /** A few large files that cannot be cut. */
  UNSPLITTABLE_FILES(PARTITIONS, "few large files that cannot be cut"),
  /** One key holds a large share of a join, and adaptive execution is off. */
  SKEWED_JOIN(PARTITIONS, "one key holds a large share of a join, adaptive execution off"),
  /** The same with adaptive execution on, below its thresholds. */
  SKEWED_JOIN_BELOW_THRESHOLD(
      PARTITIONS, "a skewed join that adaptive execution's thresholds miss"),
  /** One key holds a large share of an aggregation. */
  SKEWED_AGGREGATION(PARTITIONS, "one key holds a large share of an aggregation"),
  /** One key holds a large share of an RDD's shuffle. */
  SKEWED_RDD(PARTITIONS, "one key holds a large share of an RDD's shuffle"),
  /** Executors have several times the heap that the application ever uses. */
  OVERSIZED_HEAP(MEMORY, "several times the heap that is ever used"),
  /** Live data nearly fills the heap. */
  HEAP_NEARLY_FULL(MEMORY, "live data nearly fills the heap"),
  /** The code creates very many short-lived objects; the heap has room. */
  GARBAGE_IN_CODE(MEMORY, "very many short-lived objects in a heap with room"),
  /** Live data at times exceeds the heap. */
  HEAP_EXHAUSTED(MEMORY, "live data at times exceeds the heap"),
  /** Memory outside the heap exceeds what the container allows. */
  NATIVE_MEMORY(RELIABILITY, "memory outside the heap exceeds the container"),
  /** Executors run on nodes that the platform reclaims. */
  SPOT_LOSSES(RELIABILITY, "executors on nodes that are taken back"),
  /** Executors stop sending heartbeats. */
  LOST_HEARTBEATS(RELIABILITY, "executors fall silent"),
  /** Some records make the application's own code throw. */
  BAD_RECORDS(RELIABILITY, "records on which the application's code throws"),
  /** Tasks keep failing on one host. */
  BAD_HOST(RELIABILITY, "a host on which tasks keep failing"),
  /** Shuffle blocks cannot be fetched in time although no executor is lost. */
  FLAKY_FETCHES(RELIABILITY, "shuffle fetches that fail though no executor is lost"),
  /** The input lies in very many small files. */
  SMALL_FILES_READ(CODE, "input in very many small files"),
  /** Every task writes a small file into every directory. */
  SMALL_FILES_WRITTEN(CODE, "output in very many small files"),
  /** The code asks for very many partitions of very little work. */
  TINY_TASKS(CODE, "very many partitions of very little work, fixed in the code"),
  /** The driver works alone for a large part of the time. */
  DRIVER_GAPS(CODE, "the driver works alone for long"),
  /** A long stage has fewer partitions than slots, or one more than fits. */
  UNFIT_PARTITIONS(PARTITIONS, "partitions that leave slots idle in a long stage"),
  /** Several jobs start from the same RDD, which is not persisted. */
  RECOMPUTED_RDD(CODE, "an RDD that every job computes again"),
  /** Several queries start from the same text files. */
  RECOMPUTED_QUERY(CODE, "the same text files parsed by every query"),
  /** An RDD is cached and never read again. */
  UNUSED_CACHE(CODE, "a cached RDD that nobody reads"),
  /** A join shuffles both sides although one is small. */
  MISSED_BROADCAST(CODE, "a join that shuffles a small side"),
  /** One host is several times slower than the others. */
  SLOW_HOST(RELIABILITY, "a host on which everything takes several times as long"),
  /** Memory outside the heap nearly reaches the container's limit. */
  TIGHT_OVERHEAD(MEMORY, "memory outside the heap close to what the container allows"),
  /** Off-heap memory is several times what is used. */
  OVERSIZED_OFF_HEAP(MEMORY, "several times the off-heap memory that is used"),
  /** The driver's heap is full. */
  TIGHT_DRIVER_HEAP(MEMORY, "a driver whose heap is full"),
  /** The driver's heap is several times what it uses. */
  OVERSIZED_DRIVER_HEAP(MEMORY, "several times the driver's heap that is used"),
  /** Results come close to spark.driver.maxResultSize, or exceed it. */
  LARGE_RESULTS(MEMORY, "results close to what the driver takes, or beyond"),
  /** A fixed cluster of which the stages use at most a third. */
  OVERSIZED_CLUSTER(CLUSTER, "far more executors than the work fills"),
  /** Few executors for much work, with the objective performance. */
  UNDERSIZED_CLUSTER(CLUSTER, "few executors for much work that is wanted fast"),
  /** Executors with a heap that is larger than one JVM handles well. */
  HUGE_EXECUTORS(CLUSTER, "executors with a heap larger than one JVM handles well"),
  /** Executors that leave a good part of their node unused. */
  UNFIT_NODE(CLUSTER, "executors that leave a good part of their machine unused"),
  /** After a wide start a fixed cluster runs few tasks for long. */
  NARROW_REST(CLUSTER, "a wide start and a long narrow rest on a fixed cluster"),
  /** The same with dynamic allocation that cannot release executors. */
  HIGH_FLOOR(CLUSTER, "dynamic allocation that may give no executor back"),
  /** The oversized cluster on Databricks. */
  OVERSIZED_WORKERS(CLUSTER, "far more Databricks workers than the work fills"),
  /** A Databricks cluster that stays up long after its last job. */
  IDLE_WORKERS(CLUSTER, "a Databricks cluster that goes on long after its work"),
  /** A window function without PARTITION BY: one task has all rows. */
  UNPARTITIONED_WINDOW(PLANS, "a window without PARTITION BY over all rows"),
  /** {@code coalesce(n)} before a write: what stands before it runs in n tasks. */
  COALESCED_WRITE(PLANS, "coalesce(n) that leaves most slots idle for a whole stage"),
  /** A table read over JDBC in one partition. */
  NARROW_JDBC_READ(PLANS, "a large table read over JDBC in one partition"),
  /** Adaptive execution merges few bytes of costly rows into a task or two. */
  COSTLY_MERGED_ROWS(PLANS, "few bytes of costly rows merged into a task or two"),
  /** Row groups as large as files, which are cut into several pieces. */
  LARGE_ROW_GROUPS(PLANS, "row groups larger than the pieces that files are read in"),
  /** The driver commits a write for long. */
  SLOW_COMMIT(PLANS, "writes that the driver takes long to commit"),
  /** Dynamic allocation gives executors back in every pause. */
  HASTY_IDLE_TIMEOUT(PLANS, "an idle timeout shorter than the pauses between jobs"),
  /** A stream's few rows of state in very many partitions. */
  SCATTERED_STATE(PLANS, "few rows of a stream's state in very many partitions"),
  /** The driver looks for files for long before a query starts. */
  SLOW_LISTING(PLANS, "a driver that takes long to find the files of a query"),
  /** Each query lists the same directories in a job of its own. */
  REPEATED_LISTING(PLANS, "directories that are listed again for each query"),
  /** A value that ANSI mode does not cast ends the run. */
  FAILED_CAST(RELIABILITY, "a value that cannot be cast and ends the run"),
  /** An object does not fit into Kryo's buffer, which ends the run. */
  SMALL_KRYO_BUFFER(RELIABILITY, "an object larger than Kryo's buffer may grow"),
  /** The side of a join that is broadcast is not ready in time, which ends the run. */
  LATE_BROADCAST(RELIABILITY, "a broadcast that is not ready in time"),
  /** A loop whose rounds each do again what the rounds before them did. */
  GROWING_LINEAGE(CODE, "a loop whose lineage is never cut"),
  /** A loop whose query plan grows, so that the driver plans for ever longer. */
  GROWING_PLAN(CODE, "a loop whose query plan is never cut"),
  /** Tasks are held back for the few hosts with their data while other slots are free. */
  DATA_ON_FEW_HOSTS(CLUSTER, "tasks held back for the few hosts with their data"),
  /** A join over an interval compares all rows with all rows. */
  LOOP_JOIN(OPERATORS, "a join without an equality over very many pairs"),
  /** A sort by range computes costly rows twice. */
  COSTLY_RANGE_SORT(OPERATORS, "a sort by range over rows that are costly to compute"),
  /** Many rows are made of each row in as few tasks as were enough for those. */
  EXPLODED_ROWS(OPERATORS, "rows exploded in the few tasks that read them"),
  /** Rows are pickled one by one for a function in Python that does little. */
  PICKLED_ROWS(OPERATORS, "very many rows pickled for a small function in Python"),
  /** Batches of wide rows fill the memory of Python workers. */
  LARGE_PYTHON_BATCHES(OPERATORS, "batches of rows larger than Python workers have memory for"),
  /** A MERGE writes a whole table again to change a few rows. */
  REWRITTEN_ROWS(OPERATORS, "a MERGE that rewrites very many rows to change a few"),
  /** More rows come to a stream than it works off. */
  LATE_STREAM(STREAMS, "a stream to which more rows come than it works off"),
  /** A stream's batches mostly plan and commit. */
  HASTY_TRIGGER(STREAMS, "a stream whose batches mostly plan and commit"),
  /** A stream works a small part of the time. */
  IDLE_STREAM(STREAMS, "a stream that works for seconds of each minute"),
  /** Each batch of a stream leaves a small file of each task. */
  STREAMED_SMALL_FILES(STREAMS, "a stream that leaves very many small files"),
  /** Nothing removes the state of a stream. */
  ENDLESS_STATE(STREAMS, "a stream whose state only grows"),
  /** The state of a stream fills a good part of the heaps. */
  STATE_IN_HEAP(STREAMS, "a stream whose state fills a good part of the heaps");

  /** What a fault is a fault of; one class injects all of a family. */
  public enum Family {
    /** How data is cut: into splits, shuffle partitions, keys. */
    PARTITIONS,
    /** Heap, overhead, off-heap memory and the driver's memory. */
    MEMORY,
    /** Executors, hosts and tasks that fail or lag. */
    RELIABILITY,
    /** What only a change of the application's code mends. */
    CODE,
    /** Number and size of executors, allocation, nodes. */
    CLUSTER,
    /** What plans, metrics and properties tell of: task counts, commits, pauses, state. */
    PLANS,
    /** What an operator of a plan does with its rows. */
    OPERATORS,
    /** How a streaming query runs from batch to batch. */
    STREAMS
  }

  private final Family family;
  private final String description;

  Fault(Family family, String description) {
    this.family = family;
    this.description = description;
  }

  /** What it is a fault of. */
  public Family family() {
    return family;
  }

  /** Name on the command line and in reports, such as {@code skewed-join}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Short description. */
  public String description() {
    return description;
  }

  /**
   * Returns the fault with an id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Fault of(String id) {
    return Arrays.stream(values())
        .filter(fault -> fault.id().equals(id.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + id
                        + "' is no fault; there are "
                        + Arrays.stream(values()).map(Fault::id).collect(Collectors.joining(", "))
                        + "."));
  }
}
