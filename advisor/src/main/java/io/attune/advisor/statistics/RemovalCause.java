package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;

/** Why an executor was removed, from Spark's words for it. */
public enum RemovalCause {
  /** Idle for longer than the configured time: normal. */
  IDLE(true),
  /** The driver asked for it, as dynamic allocation does: normal. */
  DYNAMIC_ALLOCATION(true),
  /** It left with Spark's exit code 52: the heap was exhausted. */
  HEAP_OOM(false),
  /** Killed with signal 9 or 15 (exit codes 137, 143), or for exceeding its memory limit. */
  CONTAINER_KILL(false),
  /** The cluster manager or the cloud took it back. */
  PREEMPTED(false),
  /** No heartbeat in time: often long garbage collections. */
  HEARTBEAT(false),
  /** Decommissioned in an orderly way. */
  DECOMMISSIONED(true),
  /** The application was over. */
  APPLICATION_END(true),
  /** Anything else. */
  OTHER(false);

  // Spark's SparkExitCode: 52 OutOfMemoryError, 56 heartbeat failure; 128 + signal for kills.
  private static final Pattern CODE_52 = code("52");
  private static final Pattern CODE_56 = code("56");
  private static final Pattern CODE_KILL = code("(?:137|143|247)");

  private final boolean normal;

  RemovalCause(boolean normal) {
    this.normal = normal;
  }

  private static Pattern code(String code) {
    return Pattern.compile("(?:code|status|exited with)[: =]*(?:exit code )?" + code + "\\b");
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
    if (CODE_52.matcher(words).find() || words.contains("outofmemoryerror")) {
      return HEAP_OOM;
    }
    if (words.contains("preempt")
        || words.contains("spot ")
        || words.contains("node lost")
        || words.contains("lost node")
        || words.contains("exit status: -100")
        || words.contains("instance terminat")) {
      return PREEMPTED;
    }
    if (words.contains("memory limit")
        || words.contains("oomkilled")
        || words.contains("beyond the 'physical' memory")
        || words.contains("beyond physical memory")
        || words.contains("sigkill")
        || CODE_KILL.matcher(words).find()) {
      return CONTAINER_KILL;
    }
    if (words.contains("heartbeat") || CODE_56.matcher(words).find()) {
      return HEARTBEAT;
    }
    if (words.contains("decommission")) {
      return DECOMMISSIONED;
    }
    if (words.contains("idle")) {
      return IDLE;
    }
    if (words.contains("killed by driver") || words.contains("dynamic allocation")) {
      return DYNAMIC_ALLOCATION;
    }
    if (words.contains("application finished")
        || words.contains("application is finished")
        || words.contains("driver stopped")
        || words.contains("sparkcontext was shut down")
        || words.contains("shutting down all executors")) {
      return APPLICATION_END;
    }
    return OTHER;
  }
}
