package io.attune.events;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import java.util.Map;
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

  /** Spark's own, which say what became of the attempt whatever caused them. */
  private static final Pattern SAYS_IT_ALL =
      Pattern.compile(
          ".*\\.(?:FetchFailedException|CommitDeniedException|TaskKilledException|.*OutOfMemoryError)");

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
   * A thrown exception, by its root: the last cause in the stack trace, and of an exception in
   * Python the one that its traceback ends with. What the root was thrown as is named after it.
   *
   * @param className class of the exception; null when unknown
   * @param description its message; null when it has none
   * @param fullStackTrace stack trace with causes, as {@code Throwable.printStackTrace} prints it;
   *     null when unknown
   */
  public static TaskFailure exception(
      String className, String description, String fullStackTrace, Redaction redaction) {
    if (className != null && SAYS_IT_ALL.matcher(className).matches()) {
      return failure(className, description, true, redaction);
    }
    String whole =
        className == null || description == null ? description : className + ": " + description;
    ErrorText.Root root =
        ErrorText.root(fullStackTrace).or(() -> ErrorText.root(whole)).orElse(null);
    if (root == null || root.errorClass.equals(className)) {
      return failure(className, description, true, redaction);
    }
    String outer =
        className == null || root.message.startsWith(className)
            ? ""
            : " (thrown as " + className + ")";
    return failure(root.errorClass, (root.message + outer).strip(), true, redaction);
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
    String errorClass =
        ErrorText.root(message)
            .map(root -> root.errorClass)
            .orElseGet(() -> firstThrowable(message));
    TaskFailure result = failure(errorClass, null, false, redaction);
    result.setMessage(ErrorText.condensed(message, redaction, false, MAX_MESSAGE));
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
