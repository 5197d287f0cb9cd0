package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import org.jspecify.annotations.Nullable;

/**
 * Why a task attempt did not succeed, as far as the remedy depends on it. The order is part of the
 * binary form: new ones go to the end.
 */
public enum FailureCause {
  /** The heap was exhausted: an OutOfMemoryError, or the executor left with code 52. */
  HEAP_OOM("heap-oom"),
  /** The operating system or the cluster manager killed the process for its memory. */
  CONTAINER_KILL("container-kill"),
  /** Shuffle data could not be fetched. */
  FETCH_FAILURE("fetch-failure"),
  /** The executor went away for another reason, or the result was lost with it. */
  EXECUTOR_LOST("executor-lost"),
  /** User code threw. */
  USER_CODE("user-code"),
  /** The results were larger than spark.driver.maxResultSize. */
  RESULT_TOO_LARGE("result-too-large"),
  /** The driver refused the commit, because another attempt had it: no failure. */
  COMMIT_DENIED("commit-denied"),
  /** Killed on purpose, such as the loser of a speculative pair: no failure. */
  KILLED("killed"),
  /** Anything else. */
  OTHER("other");

  private static final FailureCause[] VALUES = values();

  private final String label;

  FailureCause(String label) {
    this.label = label;
  }

  /** The name used in contracts, such as {@code heap-oom}. */
  public String label() {
    return label;
  }

  /** Whether it counts as a failure: kills on purpose and denied commits do not. */
  public boolean isFailure() {
    return this != KILLED && this != COMMIT_DENIED;
  }

  static int count() {
    return VALUES.length;
  }

  static FailureCause at(int ordinal) {
    return VALUES[ordinal];
  }

  /**
   * The cause of an unsuccessful end.
   *
   * @param reason Spark's reason
   * @param failure details, or null
   */
  public static FailureCause of(TaskEndReason reason, @Nullable TaskFailure failure) {
    requireNonNull(reason, "reason is null");
    String errorClass =
        failure == null || failure.getErrorClass() == null ? "" : failure.getErrorClass();
    String message = failure == null || failure.getMessage() == null ? "" : failure.getMessage();
    if (message.contains("maxResultSize")) {
      return RESULT_TOO_LARGE;
    }
    return switch (reason) {
      case FETCH_FAILED -> FETCH_FAILURE;
      case TASK_COMMIT_DENIED -> COMMIT_DENIED;
      case TASK_KILLED -> KILLED;
      case EXECUTOR_LOST -> ofLostExecutor(message);
      case TASK_RESULT_LOST -> EXECUTOR_LOST;
      case EXCEPTION -> ofException(errorClass, message);
      default -> OTHER;
    };
  }

  private static FailureCause ofLostExecutor(String message) {
    return switch (RemovalCause.of(message)) {
      case HEAP_OOM -> HEAP_OOM;
      case CONTAINER_KILL -> CONTAINER_KILL;
      default -> EXECUTOR_LOST;
    };
  }

  private static FailureCause ofException(String errorClass, String message) {
    if (errorClass.endsWith("OutOfMemoryError")) {
      return isOutsideTheHeap(message) ? USER_CODE : HEAP_OOM;
    }
    if (errorClass.endsWith("FetchFailedException")) {
      return FETCH_FAILURE;
    }
    if (errorClass.endsWith("CommitDeniedException")) {
      return COMMIT_DENIED;
    }
    if (errorClass.endsWith("TaskKilledException")) {
      return KILLED;
    }
    boolean outOfMemory =
        message.contains("java.lang.OutOfMemoryError") || message.contains("SparkOutOfMemoryError");
    return outOfMemory && !isOutsideTheHeap(message) ? HEAP_OOM : USER_CODE;
  }

  /**
   * What HotSpot and the JDK also throw an OutOfMemoryError for, and no larger heap helps; and what
   * engines throw whose memory is outside the heap.
   */
  private static boolean isOutsideTheHeap(String message) {
    return message.contains("Photon")
        || message.contains("ff-heap execution memory")
        || message.contains("unable to create")
        || message.contains("irect buffer memory")
        || message.contains("Metaspace")
        || message.contains("Compressed class space")
        || message.contains("exceeds VM limit");
  }
}
