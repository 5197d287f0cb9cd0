package io.attune.load.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A fault that can be injected into a workload. Its effects follow from the simulation. */
public enum Fault {
  /** A shuffle of little data is cut into very many partitions, and nothing merges them. */
  TOO_MANY_SHUFFLE_PARTITIONS("far more shuffle partitions than the data fills"),
  /** {@code spark.default.parallelism} cuts an RDD's small shuffle into very many partitions. */
  TOO_MUCH_PARALLELISM("far more RDD partitions than the data fills"),
  /** A large shuffle has so few partitions that each is many times the size that suits a task. */
  TOO_FEW_SHUFFLE_PARTITIONS("shuffle partitions far larger than a task's memory suits"),
  /** The same, with partitions larger than a task's memory. */
  SPILLING_SHUFFLE("too few shuffle partitions for the memory of a task"),
  /** The code fixes the partitions, and the heap is too small for them. */
  SPILLING_CODE("partitions fixed in the code that do not fit the memory of a task"),
  /** Scans cut large files into small pieces. */
  FINE_SPLITS("scans cut into very small pieces"),
  /** Scans cut files into pieces that take many minutes. */
  COARSE_SPLITS("scans cut into very large pieces"),
  /** A few large files that cannot be cut. */
  UNSPLITTABLE_FILES("few large files that cannot be cut"),
  /** One key holds a large share of a join, and adaptive execution is off. */
  SKEWED_JOIN("one key holds a large share of a join, adaptive execution off"),
  /** The same with adaptive execution on, below its thresholds. */
  SKEWED_JOIN_BELOW_THRESHOLD("a skewed join that adaptive execution's thresholds miss"),
  /** One key holds a large share of an aggregation. */
  SKEWED_AGGREGATION("one key holds a large share of an aggregation"),
  /** One key holds a large share of an RDD's shuffle. */
  SKEWED_RDD("one key holds a large share of an RDD's shuffle"),
  /** Executors have several times the heap that the application ever uses. */
  OVERSIZED_HEAP("several times the heap that is ever used"),
  /** Live data nearly fills the heap. */
  HEAP_NEARLY_FULL("live data nearly fills the heap"),
  /** The code creates very many short-lived objects; the heap has room. */
  GARBAGE_IN_CODE("very many short-lived objects in a heap with room"),
  /** Live data at times exceeds the heap. */
  HEAP_EXHAUSTED("live data at times exceeds the heap"),
  /** Memory outside the heap exceeds what the container allows. */
  NATIVE_MEMORY("memory outside the heap exceeds the container"),
  /** Executors run on nodes that the platform reclaims. */
  SPOT_LOSSES("executors on nodes that are taken back"),
  /** Executors stop sending heartbeats. */
  LOST_HEARTBEATS("executors fall silent"),
  /** Some records make the application's own code throw. */
  BAD_RECORDS("records on which the application's code throws"),
  /** Tasks keep failing on one host. */
  BAD_HOST("a host on which tasks keep failing"),
  /** Shuffle blocks cannot be fetched in time although no executor is lost. */
  FLAKY_FETCHES("shuffle fetches that fail though no executor is lost"),
  /** The input lies in very many small files. */
  SMALL_FILES_READ("input in very many small files"),
  /** Every task writes a small file into every directory. */
  SMALL_FILES_WRITTEN("output in very many small files"),
  /** The code asks for very many partitions of very little work. */
  TINY_TASKS("very many partitions of very little work, fixed in the code"),
  /** The driver works alone for a large part of the time. */
  DRIVER_GAPS("the driver works alone for long"),
  /** A long stage has fewer partitions than slots, or one more than fits. */
  UNFIT_PARTITIONS("partitions that leave slots idle in a long stage"),
  /** Several jobs start from the same RDD, which is not persisted. */
  RECOMPUTED_RDD("an RDD that every job computes again"),
  /** Several queries start from the same text files. */
  RECOMPUTED_QUERY("the same text files parsed by every query"),
  /** An RDD is cached and never read again. */
  UNUSED_CACHE("a cached RDD that nobody reads"),
  /** A join shuffles both sides although one is small. */
  MISSED_BROADCAST("a join that shuffles a small side"),
  /** One host is several times slower than the others. */
  SLOW_HOST("a host on which everything takes several times as long"),
  /** Memory outside the heap nearly reaches the container's limit. */
  TIGHT_OVERHEAD("memory outside the heap close to what the container allows"),
  /** Off-heap memory is several times what is used. */
  OVERSIZED_OFF_HEAP("several times the off-heap memory that is used"),
  /** The driver's heap is full. */
  TIGHT_DRIVER_HEAP("a driver whose heap is full"),
  /** The driver's heap is several times what it uses. */
  OVERSIZED_DRIVER_HEAP("several times the driver's heap that is used"),
  /** Results come close to spark.driver.maxResultSize, or exceed it. */
  LARGE_RESULTS("results close to what the driver takes, or beyond"),
  /** A fixed cluster of which the stages use at most a third. */
  OVERSIZED_CLUSTER("far more executors than the work fills"),
  /** Few executors for much work, with the objective performance. */
  UNDERSIZED_CLUSTER("few executors for much work that is wanted fast"),
  /** Executors with a heap that is larger than one JVM handles well. */
  HUGE_EXECUTORS("executors with a heap larger than one JVM handles well"),
  /** Executors that leave a good part of their node unused. */
  UNFIT_NODE("executors that leave a good part of their machine unused"),
  /** After a wide start a fixed cluster runs few tasks for long. */
  NARROW_REST("a wide start and a long narrow rest on a fixed cluster"),
  /** The same with dynamic allocation that cannot release executors. */
  HIGH_FLOOR("dynamic allocation that may give no executor back"),
  /** The oversized cluster on Databricks. */
  OVERSIZED_WORKERS("far more Databricks workers than the work fills"),
  /** A Databricks cluster that stays up long after its last job. */
  IDLE_WORKERS("a Databricks cluster that goes on long after its work");

  private final String description;

  Fault(String description) {
    this.description = description;
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
