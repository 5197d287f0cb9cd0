package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import org.junit.jupiter.api.Test;

class EndReasonsTest {

  private final Redaction redaction = Redaction.defaults();

  @Test
  void aWrapperGivesWayToWhatItWraps() {
    TaskFailure failure =
        EndReasons.exception(
            "org.apache.spark.SparkException",
            "Task failed while writing rows.",
            "org.apache.spark.SparkException: Task failed while writing rows.\n"
                + "\tat org.example.Writer.write(Writer.java:1)\n"
                + "Caused by: java.util.concurrent.ExecutionException: wrapped\n"
                + "\tat a.b.C.d(C.java:1)\n"
                + "Caused by: java.lang.OutOfMemoryError: Java heap space\n"
                + "\tat a.b.C.e(C.java:2)\n",
            redaction);

    assertThat(failure.getErrorClass()).isEqualTo("java.lang.OutOfMemoryError");
    assertThat(failure.getMessage())
        .isEqualTo("Java heap space (thrown as org.apache.spark.SparkException)");
    assertThat(failure.getCountsTowardsFailures()).isTrue();
  }

  @Test
  void theLastCauseIsTheRoot() {
    TaskFailure failure =
        EndReasons.exception(
            "com.example.BadRow",
            null,
            "com.example.BadRow\nCaused by: java.lang.NullPointerException\n",
            redaction);

    assertThat(failure.getErrorClass()).isEqualTo("java.lang.NullPointerException");
    assertThat(failure.getMessage()).isEqualTo("(thrown as com.example.BadRow)");
  }

  @Test
  void anExceptionInPythonHasItsNameThere() {
    TaskFailure failure =
        EndReasons.exception(
            "org.apache.spark.api.python.PythonException",
            "Traceback (most recent call last):\n  File \"a.py\", line 1, in x\nKeyError: 'id'\n",
            null,
            redaction);

    assertThat(failure.getErrorClass()).isEqualTo("KeyError");
    assertThat(failure.getMessage())
        .isEqualTo("'id' (thrown as org.apache.spark.api.python.PythonException)");
  }

  @Test
  void whatSparkThrowsOnPurposeKeepsItsName() {
    TaskFailure failure =
        EndReasons.exception(
            "org.apache.spark.shuffle.FetchFailedException",
            "gone",
            "org.apache.spark.shuffle.FetchFailedException: gone\nCaused by: java.io.IOException: x\n",
            redaction);

    assertThat(failure.getErrorClass()).isEqualTo("org.apache.spark.shuffle.FetchFailedException");
  }

  @Test
  void messagesAreCut() {
    TaskFailure failure = EndReasons.exception("a.B", "x".repeat(5_000), null, redaction);

    assertThat(failure.getMessage()).hasSize(EndReasons.MAX_MESSAGE).endsWith("\u2026");
  }

  @Test
  void aLostExecutorCountsOnlyWhenTheApplicationIsToBlame() {
    assertThat(EndReasons.executorLost(true, null, redaction).getCountsTowardsFailures()).isTrue();
    assertThat(EndReasons.executorLost(false, null, redaction).getCountsTowardsFailures())
        .isFalse();
    assertThat(EndReasons.executorLost(null, null, redaction).getCausedByApplication()).isTrue();
  }

  @Test
  void unknownNamesAreUnknown() {
    assertThat(EndReasons.of("Whatever")).isEqualTo(TaskEndReason.UNKNOWN);
    assertThat(EndReasons.of(null)).isEqualTo(TaskEndReason.UNKNOWN);
    assertThat(EndReasons.of("FetchFailed")).isEqualTo(TaskEndReason.FETCH_FAILED);
  }

  @Test
  void negativeIndexesAreUnknown() {
    TaskFailure failure =
        EndReasons.fetchFailed(4, -1, 2, null, null, "Connection refused: nobody", redaction);

    assertThat(failure.getShuffleId()).isEqualTo(4);
    assertThat(failure.getMapIndex()).isNull();
    assertThat(failure.getErrorClass()).isNull();
  }
}
