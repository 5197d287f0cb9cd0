package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import java.util.List;
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
        // Standalone, 1.2 to 4.2 (ExecutorRunner, Master)
        "Command exited with code 52 | HEAP_OOM",
        "The executor with id 3 exited with exit code 52(JVM OOM). | HEAP_OOM",
        "Command exited with code 137 | CONTAINER_KILL",
        "Container killed by YARN for exceeding memory limits. 5.6 GB of 5.5 GB used |"
            + " CONTAINER_KILL",
        "Container from a bad node: container_1. Exit status: 143. Diagnostics: | OTHER",
        "The executor with id 1 exited with exit code 137(SIGKILL, possible container OOM). |"
            + " CONTAINER_KILL",
        "Executor heartbeat timed out after 130000 ms | HEARTBEAT",
        "Executor killed by driver. | DYNAMIC_ALLOCATION",
        "Executor idle for 60 s | IDLE",
        "Executor decommission: node drained | DECOMMISSIONED",
        "Container container_2 was preempted. | PREEMPTED",
        "worker lost: Not receiving heartbeat for 60 seconds | OTHER",
        "Remote RPC client disassociated. Likely due to containers exceeding thresholds | OTHER",
        "Command exited with code 1 | OTHER",
        "Command exited with code 1370 | OTHER",
        "Command exited with code 143 | OTHER",
        "Worker shutting down | OTHER",
        "worker lost | OTHER",
        "worker lost: host-2:35971 got disassociated | OTHER",
        "Executor decommission: worker decommissioned | DECOMMISSIONED",
        // YARN (YarnAllocator): 1.6, 2.1, 3.1, 3.5
        "Container container_1 exited from explicit termination request. | DYNAMIC_ALLOCATION",
        "Executor for container container_1 exited because of a YARN event (e.g., pre-emption) and"
            + " not because of an error in the running job. | PREEMPTED",
        "Container container_1 on host: h1 was preempted. | PREEMPTED",
        "Container killed by YARN for exceeding memory limits. 1.1 GB of 1 GB physical memory used."
            + " Consider boosting spark.yarn.executor.memoryOverhead. | CONTAINER_KILL",
        "Container killed by YARN for exceeding physical memory limits. 1.4 GB of 1.4 GB physical"
            + " memory used. Consider boosting spark.executor.memoryOverhead. | CONTAINER_KILL",
        "Container killed by YARN for exceeding virtual memory limits. Consider boosting"
            + " spark.executor.memoryOverhead or disabling yarn.nodemanager.vmem-check-enabled"
            + " because of YARN-4714. | CONTAINER_KILL",
        "Executor for container container_1 exited after Application shutdown. | APPLICATION_END",
        "Container marked as failed: container_1 on host: h1. Exit status: -100. Diagnostics:"
            + " Container released on a *lost* node. | PREEMPTED",
        "Container marked as failed: container_1 on host: h1. Exit status: -107. Diagnostics:"
            + " Container killed by the ApplicationMaster. | DYNAMIC_ALLOCATION",
        "Container from a bad node: container_1 on host: h1. Exit status: 137. Diagnostics:"
            + " Container killed on request. Exit code is 137. | CONTAINER_KILL",
        "Container from a bad node: container_1 on host: h1. Exit status: 1. Diagnostics: Exception"
            + " from container-launch. | OTHER",
        "Container marked as failed: container_1. Exit status: 52. Diagnostics: | HEAP_OOM",
        "AM is not yet registered. | OTHER",
        // Driver side (CoarseGrainedSchedulerBackend, HeartbeatReceiver, ExecutorAllocationManager)
        "Executor Process Lost | OTHER",
        "Slave lost | OTHER",
        "Stale executor after cluster manager re-registered. | OTHER",
        "Executor decommission: spark scale down | DYNAMIC_ALLOCATION",
        "Executor decommission. | DECOMMISSIONED",
        "Finished decommissioning | DECOMMISSIONED",
        "Unable to send heartbeats to driver. | HEARTBEAT",
        "OutOfMemoryError | HEAP_OOM",
        "Unknown executor exit code (137) (died from signal 9?) | CONTAINER_KILL",
        "Unknown executor exit code (1) | OTHER",
        // Kubernetes (ExecutorPodsLifecycleManager): 2.4, 3.5, 4.0
        "The executor with id 2 was deleted by a user or the framework. | OTHER",
        "The executor with id 2 exited with exit code 52(JVM OOM). The API gave the following"
            + " container statuses: | HEAP_OOM",
        "The executor with id 2 exited with exit code -1(unexpected). The API gave the following"
            + " brief reason: Evicted | OTHER",
        "The executor with id 5 exited with exit code 137. The API gave the following brief reason:"
            + " Evicted. The API gave the following message: The node was low on resource:"
            + " ephemeral-storage. | OTHER",
        "The executor with id 5 exited with exit code 137(SIGKILL, possible container OOM). The API"
            + " gave the following container statuses: termination reason: OOMKilled |"
            + " CONTAINER_KILL",
        "The executor with id 2 exited with exit code 143(unexpected). | OTHER",
        "The executor with ID 2 (registered at 1 ms) was not found in the cluster at the polling"
            + " time (2 ms) | OTHER",
        // Mesos, 1.2
        "Mesos slave lost | OTHER",
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "row 7 is bad | row 19 is bad | true",
        "no key 'a' | no key 'b' | true",
        "address=0x0, length=729491223, id=974 | address=0x0, length=731101995, id=1290 | true",
        "/data/part-00001 is gone | /data/part-00777 is gone | true",
        "invalid date | invalid number | false",
        "bad row | worse row | false",
      })
  void messagesThatDifferInValuesAreOfOneKind(String a, String b, boolean same) {
    assertThat(FailureTallies.kindOf(a).equals(FailureTallies.kindOf(b))).isEqualTo(same);
  }

  @Test
  void twoExceptionsOfOneClassAreTwo() {
    FailureTallies tallies = new FailureTallies();
    tallies.add(FailureCause.USER_CODE, "h", "java.lang.RuntimeException", "invalid date 7");
    tallies.add(FailureCause.USER_CODE, "h", "java.lang.RuntimeException", "invalid date 8");
    tallies.add(FailureCause.USER_CODE, "h", "java.lang.RuntimeException", "no such customer");

    assertThat(tallies.list()).extracting(FailureTally::count).containsExactly(2L, 1L);
    assertThat(tallies.list())
        .extracting(FailureTally::message)
        .containsExactly("invalid date 7", "no such customer");
  }

  @Test
  void withoutDetailsTheReasonDecides() {
    assertThat(FailureCause.of(TaskEndReason.EXCEPTION, null)).isEqualTo(FailureCause.USER_CODE);
    assertThat(FailureCause.of(TaskEndReason.EXECUTOR_LOST, null))
        .isEqualTo(FailureCause.EXECUTOR_LOST);
  }

  @Test
  void anOutOfMemoryErrorForSomethingElseIsNoExhaustedHeap() {
    for (String message :
        List.of(
            "unable to create native thread: possibly out of memory or process/resource limits",
            "Direct buffer memory",
            "Metaspace",
            "Compressed class space",
            "Requested array size exceeds VM limit")) {
      assertThat(
              FailureCause.of(
                  TaskEndReason.EXCEPTION,
                  TaskFailure.newBuilder()
                      .setErrorClass("java.lang.OutOfMemoryError")
                      .setCountsTowardsFailures(true)
                      .setMessage(message)
                      .build()))
          .as(message)
          .isEqualTo(FailureCause.USER_CODE);
    }
  }
}
