package io.attune.events;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creates the failure of a task attempt that did not succeed, for live events and for logs. */
public final class EndReasons {

  /** Maximum characters of a failure message. */
  public static final int MAX_MESSAGE = 1_024;

  private static final Map<String, TaskEndReason> BY_SPARK_NAME =
      Map.of(
          "Success", TaskEndReason.SUCCESS,
          "Resubmitted", TaskEndReason.RESUBMITTED,
          "FetchFailed", TaskEndReason.FETCH_FAILED,
          "ExceptionFailure", TaskEndReason.EXCEPTION,
          "TaskKilled", TaskEndReason.TASK_KILLED,
          "TaskResultLost", TaskEndReason.TASK_RESULT_LOST,
          "TaskCommitDenied", TaskEndReason.TASK_COMMIT_DENIED,
          "ExecutorLostFailure", TaskEndReason.EXECUTOR_LOST);

  /** Exceptions that only wrap another one. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "org.apache.spark.SparkException",
          "java.lang.RuntimeException",
          "java.lang.reflect.InvocationTargetException",
          "java.lang.reflect.UndeclaredThrowableException",
          "java.util.concurrent.ExecutionException");

  private static final Pattern CAUSED_BY =
      Pattern.compile("^Caused by: ([\\w.$]+)(?:: ?(.*))?$", Pattern.MULTILINE);

  private EndReasons() {}

  /**
   * Returns the reason with a name.
   *
   * @param sparkName Spark's simple class name, such as {@code ExceptionFailure}
   * @return the reason; {@code UNKNOWN} for null and for unknown names
   */
  public static TaskEndReason of(String sparkName) {
    return sparkName == null
        ? TaskEndReason.UNKNOWN
        : BY_SPARK_NAME.getOrDefault(sparkName, TaskEndReason.UNKNOWN);
  }

  /**
   * A thrown exception. If it is only a wrapper of Spark or the JDK, the first cause in the stack
   * trace that is not a wrapper is named too.
   *
   * @param className class of the exception; null when unknown
   * @param description its message; null if it has none
   * @param fullStackTrace stack trace with causes, as {@code Throwable.printStackTrace} prints it;
   *     null when unknown
   */
  public static TaskFailure exception(
      String className, String description, String fullStackTrace, Redaction redaction) {
    String errorClass = className;
    String message = description;
    if ((className == null || WRAPPERS.contains(className)) && fullStackTrace != null) {
      Matcher causes = CAUSED_BY.matcher(fullStackTrace);
      while (causes.find()) {
        if (!WRAPPERS.contains(causes.group(1))) {
          errorClass = causes.group(1);
          message =
              (description == null ? "" : description + " / ")
                  + causes.group(1)
                  + (causes.group(2) == null ? "" : ": " + causes.group(2));
          break;
        }
      }
    }
    return failure(errorClass, message, true, redaction);
  }

  /**
   * A failed fetch of shuffle blocks. It does not count as a failure of the task: Spark resubmits
   * the stage that wrote the blocks.
   *
   * @param mapIndex index of the map output; null or negative when unknown
   * @param sourceExecutorId executor that should have served the block; null when unknown
   * @param sourceHost its host; null when unknown
   */
  public static TaskFailure fetchFailed(
      Integer shuffleId,
      Integer mapIndex,
      Integer reduceId,
      String sourceExecutorId,
      String sourceHost,
      String message,
      Redaction redaction) {
    TaskFailure result = failure(firstThrowable(message), message, false, redaction);
    result.setShuffleId(unlessNegative(shuffleId));
    result.setMapIndex(unlessNegative(mapIndex));
    result.setReduceId(unlessNegative(reduceId));
    result.setSourceExecutorId(sourceExecutorId);
    result.setSourceHost(sourceHost);
    return result;
  }

  /**
   * The executor was lost while the task ran. Counts as a failure of the task only if the
   * application caused it.
   *
   * @param causedByApplication Spark's {@code exitCausedByApp}; null means true, as in Spark
   * @param lossReason Spark's message; null when unknown
   */
  public static TaskFailure executorLost(
      Boolean causedByApplication, String lossReason, Redaction redaction) {
    boolean caused = causedByApplication == null || causedByApplication;
    TaskFailure result = failure(null, lossReason, caused, redaction);
    result.setCausedByApplication(caused);
    return result;
  }

  /**
   * The attempt was killed: another attempt succeeded, or its stage was cancelled.
   *
   * @param reason Spark's message; null when unknown
   */
  public static TaskFailure killed(String reason, Redaction redaction) {
    return failure(null, reason, false, redaction);
  }

  /** The driver denied the attempt to commit its output, because another attempt was first. */
  public static TaskFailure commitDenied(Redaction redaction) {
    return failure(null, "the driver denied the attempt to commit its output", false, redaction);
  }

  /**
   * An end without details: a lost result, an unknown reason, or a task that is run again because
   * its output was lost with an executor (which does not count as a failure of the task).
   */
  public static TaskFailure other(TaskEndReason reason, Redaction redaction) {
    return failure(null, null, reason != TaskEndReason.RESUBMITTED, redaction);
  }

  private static TaskFailure failure(
      String errorClass, String message, boolean counts, Redaction redaction) {
    requireNonNull(redaction, "redaction is null");
    TaskFailure result = new TaskFailure();
    result.setErrorClass(Redaction.cut(errorClass, 256));
    result.setMessage(redaction.text(message, MAX_MESSAGE));
    result.setCountsTowardsFailures(counts);
    return result;
  }

  private static final Pattern THROWABLE =
      Pattern.compile("\\A\\s*((?:[\\p{Alnum}_$]+\\.)+[\\p{Alnum}_$]+)(?::|\\s*\\R|\\s*\\z)");

  /** Class name at the beginning of a message made from a stack trace; null if there is none. */
  private static String firstThrowable(String message) {
    if (message == null) {
      return null;
    }
    Matcher matcher = THROWABLE.matcher(message);
    return matcher.find() ? matcher.group(1) : null;
  }

  private static Integer unlessNegative(Integer value) {
    return value == null || value < 0 ? null : value;
  }
}
