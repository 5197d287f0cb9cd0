package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Why an executor was removed, from Spark's words for it. The words of each cluster manager, and
 * the versions of Spark that write them, are in {@code CausesTest}; they hold for Spark 1.2 to 4.2.
 */
public enum RemovalCause {
  /** Idle for longer than the configured time: normal. */
  IDLE(true),
  /** The driver gave it back, as dynamic allocation does: normal. */
  DYNAMIC_ALLOCATION(true),
  /** It left with Spark's exit code 52: the heap was exhausted. */
  HEAP_OOM(false),
  /** Killed with signal 9 (exit code 137), or for exceeding its memory limit. */
  CONTAINER_KILL(false),
  /** The cluster manager or the cloud took it, or its node, back. */
  PREEMPTED(false),
  /** No heartbeat of the executor in time: often long garbage collections. */
  HEARTBEAT(false),
  /** Decommissioned in an orderly way. */
  DECOMMISSIONED(true),
  /** The application was over. */
  APPLICATION_END(true),
  /**
   * Anything else: lost with its worker, told to terminate by somebody unnamed, never explained.
   */
  OTHER(false);

  // Spark's SparkExitCode and ExecutorExitCode: 52 OutOfMemoryError, 56 heartbeat failure; 128 +
  // signal
  // for kills. 143 is SIGTERM, with which any process is asked to go: it tells of no memory. YARN's
  // ContainerExitStatus: -103 and -104 beyond the limit of virtual and of physical memory.
  private static final Pattern CODE_52 = code("52");
  private static final Pattern CODE_56 = code("56");
  private static final Pattern CODE_KILL = code("(?:137|247|-103|-104)");
  private static final Pattern NODE_GONE =
      Pattern.compile(
          "\\b(?:lost node|node lost|node was lost|lost its node|node decommissioned)\\b");
  private static final Pattern SPOT = Pattern.compile("\\bspot\\b|\\binstance terminat");
  // -100 aborted by the framework (a lost node), -102 preempted.
  private static final Pattern YARN_GONE = code("(?:-100|-102)");
  // -105 killed by the application master, -107 after the application had completed.
  private static final Pattern YARN_GIVEN_BACK = code("(?:-105|-107)");

  private final boolean normal;

  RemovalCause(boolean normal) {
    this.normal = normal;
  }

  private static Pattern code(String code) {
    return Pattern.compile(
        "(?:code|status|exited with)[: =]*(?:exit code )?\\(?" + code + "(?![0-9])");
  }

  /** Whether such a removal is part of normal operation and no failure. */
  public boolean isNormal() {
    return normal;
  }

  /**
   * The cause that Spark's words tell.
   *
   * @param reason as in the event; may be empty
   */
  public static RemovalCause of(String reason) {
    requireNonNull(reason, "reason is null");
    String words = reason.toLowerCase(Locale.ROOT);
    if (isEnd(words)) {
      return APPLICATION_END;
    }
    if (isGivenBack(words)) {
      return DYNAMIC_ALLOCATION;
    }
    if (CODE_52.matcher(words).find() || words.contains("outofmemoryerror")) {
      return HEAP_OOM;
    }
    if (!isShortOfDisk(words) && isTakenBack(words)) {
      return PREEMPTED;
    }
    if (isKilledForMemory(words)) {
      return CONTAINER_KILL;
    }
    if (words.contains("executor heartbeat")
        || words.contains("unable to send heartbeats")
        || words.contains("executor timed out")
        || CODE_56.matcher(words).find()) {
      return HEARTBEAT;
    }
    if (words.contains("decommission")) {
      return DECOMMISSIONED;
    }
    return words.contains("idle") ? IDLE : OTHER;
  }

  private static boolean isEnd(String words) {
    return words.contains("after application shutdown")
        || words.contains("application finished")
        || words.contains("application is finished")
        || words.contains("application was removed")
        || words.contains("driver stopped")
        || words.contains("sparkcontext was shut down")
        || words.contains("shutting down all executors");
  }

  /** The driver asked for it: also what YARN writes for a container that was released. */
  private static boolean isGivenBack(String words) {
    return words.contains("explicit termination request")
        || words.contains("killed by driver")
        || words.contains("dynamic allocation")
        || words.contains("spark scale down")
        || YARN_GIVEN_BACK.matcher(words).find();
  }

  private static boolean isTakenBack(String words) {
    return words.contains("preempt")
        || words.contains("because of a yarn event")
        || SPOT.matcher(words).find()
        || NODE_GONE.matcher(words).find()
        || YARN_GONE.matcher(words).find();
  }

  /**
   * Evicted by Kubernetes because its node, or its own share of it, ran short of local disk; or on
   * a node of YARN whose disks are too full.
   */
  public static boolean isShortOfDisk(String reason) {
    String words = reason.toLowerCase(Locale.ROOT);
    return words.contains("ephemeral-storage")
        || words.contains("ephemeral storage")
        || words.contains("diskpressure")
        || words.contains("local-dirs have errors")
        || words.contains("local-dirs are bad")
        || words.contains("used space above threshold");
  }

  private static boolean isKilledForMemory(String words) {
    if (isShortOfDisk(words)) {
      return false;
    }
    return words.contains("memory limit")
        || words.contains("oomkilled")
        || words.contains("beyond the 'physical' memory")
        || words.contains("beyond physical memory")
        || words.contains("beyond the 'virtual' memory")
        || words.contains("beyond virtual memory")
        || words.contains("sigkill")
        || CODE_KILL.matcher(words).find();
  }
}
