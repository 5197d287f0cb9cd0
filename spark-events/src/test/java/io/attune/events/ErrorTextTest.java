package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
  private static final String PYTHON =
      "Traceback (most recent call last):\n"
          + "  File \"/opt/spark/python/lib/pyspark.zip/pyspark/worker.py\", line 686, in main\n"
          + "    process()\n"
          + "  File \"/app/job.py\", line 60, in parse\n"
          + "    raise ValueError(\"bad row\")\n"
          + "ValueError: bad row\n";

  private final Redaction redaction = Redaction.of(Map.of());

  private static String root(String text) {
    return ErrorText.root(text).map(ErrorText.Root::toString).orElse("none");
  }

  private String condensed(String text) {
    return ErrorText.condensed(text, redaction, false, 1_024);
  }

  @Test
  void theLastCauseIsTheRoot() {
    String text =
        "org.apache.spark.SparkException: Task failed while writing rows.\n"
            + "\tat a.B.c(B.java:1)\n"
            + "Caused by: java.io.IOException: cannot write\n"
            + "\tat a.B.d(B.java:2)\n"
            + "\tSuppressed: java.lang.IllegalStateException: closing\n"
            + "\t\tat a.B.e(B.java:3)\n"
            + "\tCaused by: java.lang.Error: of the suppressed one\n"
            + "Caused by: java.net.ConnectException: Connection refused\n"
            + "\tat a.B.f(B.java:4)\n"
            + "\t... 12 more\n";

    assertThat(root(text)).isEqualTo("java.net.ConnectException: Connection refused");
    assertThat(condensed(text))
        .isEqualTo(
            "org.apache.spark.SparkException: Task failed while writing rows.\n"
                + "Caused by: java.net.ConnectException: Connection refused");
  }

  @Test
  void ofATracebackTheLastLine() {
    assertThat(root(PYTHON)).isEqualTo("ValueError: bad row");
    assertThat(
            root(
                "org.apache.spark.api.python.PythonException: "
                    + PYTHON
                    + "\n\tat x.Y.z(Y.java:1)\n"))
        .isEqualTo("ValueError: bad row");
    assertThat(
            root(
                PYTHON
                    + "\nDuring handling of the above exception, another exception occurred:\n\n"
                    + "Traceback (most recent call last):\n"
                    + "  File \"/app/job.py\", line 61, in parse\n"
                    + "    raise acme.errors.Fatal from e\n"
                    + "acme.errors.Fatal\n"))
        .isEqualTo("acme.errors.Fatal");
  }

  @Test
  void aTracebackThatIsCutOffHasNoRoot() {
    assertThat(root("Traceback (most recent call last):\n  File \"a.py\", line 1, in x\n"))
        .isEqualTo("none");
  }

  @Test
  void whatSparkSaysOfAJobEndsInTheTasksOwnException() {
    String text =
        "Job aborted due to stage failure: Task 3 in stage 5.0 failed 4 times, most recent failure:"
            + " Lost task 3.3 in stage 5.0 (TID 19) (10.0.0.7 executor 2): com.acme.BadRow: row 7\n"
            + "\tat com.acme.Job.parse(Job.java:7)\n"
            + "\nDriver stacktrace:";

    assertThat(root(text)).isEqualTo("com.acme.BadRow: row 7");
    assertThat(condensed(text))
        .startsWith("Job aborted due to stage failure: Task 3 in stage 5.0 failed 4 times")
        .endsWith("\nCaused by: com.acme.BadRow: row 7")
        .doesNotContain("\tat ", "Driver stacktrace");
    assertThat(root(text.replace("(TID 19) (10.0.0.7 executor 2)", "(TID 19, host-1)")))
        .as("up to Spark 2")
        .isEqualTo("com.acme.BadRow: row 7");
  }

  @Test
  void soDoesAPythonJob() {
    String text =
        "Job aborted due to stage failure: Task 0 in stage 5.0 failed 4 times, most recent failure:"
            + " Lost task 0.3 in stage 5.0 (TID 19) (h executor 1):"
            + " org.apache.spark.api.python.PythonException: "
            + PYTHON
            + "\n\tat org.apache.spark.api.python.BasePythonRunner.x(P.scala:1)\n"
            + "\nDriver stacktrace:";

    assertThat(condensed(text))
        .startsWith("Job aborted due to stage failure")
        .endsWith("\nCaused by: ValueError: bad row")
        .doesNotContain("File \"");
  }

  @Test
  void theRootIsKeptWhateverIsCut() {
    String text =
        "x.Y: "
            + "word ".repeat(2_000)
            + "\n\tat a.B.c(B.java:1)\nCaused by: java.lang.Error: deep\n";

    assertThat(condensed(text))
        .hasSizeLessThanOrEqualTo(1_024)
        .endsWith("\nCaused by: java.lang.Error: deep");
  }

  @Test
  void wordsWithoutAnExceptionStayAsTheyAre() {
    String words = "Could not execute broadcast in 6 secs. You can increase the timeout";

    assertThat(root(words)).isEqualTo("none");
    assertThat(condensed(words)).isEqualTo(words);
    assertThat(condensed("Job 3 cancelled because SparkContext was shut down"))
        .isEqualTo("Job 3 cancelled because SparkContext was shut down");
    assertThat(condensed(null)).isNull();
  }

  @Test
  void aCauseThatNamesAnErrorConditionStaysBetweenWordsAndRoot() {
    String text =
        "Job aborted due to stage failure: Task 0 in stage 14.0 failed 1 times, most recent"
            + " failure: Lost task 0.0 in stage 14.0 (TID 28) (host-1 executor 1):"
            + " org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed while writing.\n"
            + "\tat a.B.c(B.java:1)\n"
            + "Caused by: org.apache.spark.SparkException: [MALFORMED_RECORD_IN_PARSING] Malformed"
            + " records are detected in record parsing.\n"
            + "\tat a.B.d(B.java:2)\n"
            + "Caused by: com.fasterxml.jackson.core.JsonParseException: Unexpected character\n"
            + "\tat a.B.f(B.java:4)\n";

    assertThat(root(text))
        .isEqualTo("com.fasterxml.jackson.core.JsonParseException: Unexpected character");
    assertThat(condensed(text))
        .endsWith(
            "[TASK_WRITE_FAILED] Task failed while writing.\n"
                + "Caused by: org.apache.spark.SparkException: [MALFORMED_RECORD_IN_PARSING]"
                + " Malformed records are detected in record parsing.\n"
                + "Caused by: com.fasterxml.jackson.core.JsonParseException: Unexpected character");
  }
}
