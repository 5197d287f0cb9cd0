package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CausesTest {
  @Test
  void someRemovalsArePartOfNormalOperation() {
    assertThat(RemovalCause.values())
        .filteredOn(RemovalCause::isNormal)
        .containsExactly(
            RemovalCause.IDLE,
            RemovalCause.DYNAMIC_ALLOCATION,
            RemovalCause.DECOMMISSIONED,
            RemovalCause.APPLICATION_END);
  }

  @Test
  void failuresHaveTheirNamesInContracts() {
    assertThat(FailureCause.values())
        .extracting(FailureCause::label)
        .containsExactly(
            "heap-oom",
            "container-kill",
            "fetch-failure",
            "executor-lost",
            "user-code",
            "result-too-large",
            "commit-denied",
            "killed",
            "other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Command exited with code 52 | HEAP_OOM",
        "The executor with id 3 exited with exit code 52(JVM OOM). | HEAP_OOM",
        "Command exited with code 137 | CONTAINER_KILL",
        "Container killed by YARN for exceeding memory limits. 5.6 GB of 5.5 GB used | CONTAINER_KILL",
        "Container from a bad node: container_1. Exit status: 143. Diagnostics: | CONTAINER_KILL",
        "The executor with id 1 exited with exit code 137(SIGKILL, possible container OOM). | CONTAINER_KILL",
        "Executor heartbeat timed out after 130000 ms | HEARTBEAT",
        "Executor killed by driver. | DYNAMIC_ALLOCATION",
        "Executor idle for 60 s | IDLE",
        "Executor decommission: node drained | DECOMMISSIONED",
        "Container container_2 was preempted. | PREEMPTED",
        "worker lost: Not receiving heartbeat for 60 seconds | HEARTBEAT",
        "Remote RPC client disassociated. Likely due to containers exceeding thresholds | OTHER",
        "Command exited with code 1 | OTHER",
        "Command exited with code 1370 | OTHER",
        "'' | OTHER",
      })
  void removalsByTheirWords(String reason, RemovalCause cause) {
    assertThat(RemovalCause.of(reason)).isEqualTo(cause);
  }

  @ParameterizedTest
  @CsvSource({
    "EXCEPTION, java.lang.OutOfMemoryError, Java heap space, HEAP_OOM",
    "EXCEPTION, org.apache.spark.memory.SparkOutOfMemoryError, x, HEAP_OOM",
    "EXCEPTION, org.apache.spark.SparkException, Caused by: java.lang.OutOfMemoryError, HEAP_OOM",
    "EXCEPTION, com.acme.BadRow, row 7, USER_CODE",
    "EXCEPTION, org.apache.spark.shuffle.FetchFailedException, x, FETCH_FAILURE",
    "FETCH_FAILED, , x, FETCH_FAILURE",
    "EXECUTOR_LOST, , Command exited with code 52, HEAP_OOM",
    "EXECUTOR_LOST, , Command exited with code 137, CONTAINER_KILL",
    "EXECUTOR_LOST, , worker lost, EXECUTOR_LOST",
    "TASK_KILLED, , another attempt succeeded, KILLED",
    "TASK_KILLED, , Tasks result size has exceeded maxResultSize, RESULT_TOO_LARGE",
    "TASK_COMMIT_DENIED, , x, COMMIT_DENIED",
    "TASK_RESULT_LOST, , x, EXECUTOR_LOST",
    "UNKNOWN, , x, OTHER",
  })
  void failuresByReasonClassAndMessage(
      TaskEndReason reason, String errorClass, String message, FailureCause cause) {
    TaskFailure failure =
        TaskFailure.newBuilder()
            .setErrorClass(errorClass)
            .setMessage(message)
            .setCountsTowardsFailures(true)
            .build();
    assertThat(FailureCause.of(reason, failure)).isEqualTo(cause);
  }

  @Test
  void withoutDetailsTheReasonDecides() {
    assertThat(FailureCause.of(TaskEndReason.EXCEPTION, null)).isEqualTo(FailureCause.USER_CODE);
    assertThat(FailureCause.of(TaskEndReason.EXECUTOR_LOST, null))
        .isEqualTo(FailureCause.EXECUTOR_LOST);
  }
}
