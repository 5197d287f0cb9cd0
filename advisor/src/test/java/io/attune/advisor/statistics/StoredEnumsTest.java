package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Enumerations that are stored by position. A constant that moves makes stored state say something
 * else, so each stays where it is for ever: a new one goes to the end, here too, and one that is
 * not used any more stays.
 */
class StoredEnumsTest {
  @Test
  void task_metrics_stay_where_they_are() {
    assertThat(names(TaskMetric.values()))
        .containsExactly(
            "DURATION_MS",
            "EXECUTOR_RUN_TIME_MS",
            "EXECUTOR_CPU_TIME_NS",
            "EXECUTOR_DESERIALIZE_TIME_MS",
            "EXECUTOR_DESERIALIZE_CPU_TIME_NS",
            "JVM_GC_TIME_MS",
            "SCHEDULER_DELAY_MS",
            "GETTING_RESULT_TIME_MS",
            "RESULT_SERIALIZATION_TIME_MS",
            "RESULT_SIZE_BYTES",
            "PEAK_EXECUTION_MEMORY_BYTES",
            "MEMORY_BYTES_SPILLED",
            "DISK_BYTES_SPILLED",
            "INPUT_BYTES",
            "INPUT_RECORDS",
            "OUTPUT_BYTES",
            "OUTPUT_RECORDS",
            "SHUFFLE_READ_BYTES",
            "SHUFFLE_READ_RECORDS",
            "SHUFFLE_REMOTE_READ_BYTES",
            "SHUFFLE_REMOTE_READ_TO_DISK_BYTES",
            "SHUFFLE_BLOCKS_FETCHED",
            "SHUFFLE_FETCH_WAIT_TIME_MS",
            "SHUFFLE_WRITE_BYTES",
            "SHUFFLE_WRITE_RECORDS",
            "SHUFFLE_WRITE_TIME_NS");
  }

  @Test
  void peak_metrics_stay_where_they_are() {
    assertThat(names(PeakMetric.values()))
        .containsExactly(
            "JVM_HEAP_MEMORY_BYTES",
            "JVM_OFF_HEAP_MEMORY_BYTES",
            "ON_HEAP_EXECUTION_MEMORY_BYTES",
            "OFF_HEAP_EXECUTION_MEMORY_BYTES",
            "ON_HEAP_STORAGE_MEMORY_BYTES",
            "OFF_HEAP_STORAGE_MEMORY_BYTES",
            "ON_HEAP_UNIFIED_MEMORY_BYTES",
            "OFF_HEAP_UNIFIED_MEMORY_BYTES",
            "DIRECT_POOL_MEMORY_BYTES",
            "MAPPED_POOL_MEMORY_BYTES",
            "PROCESS_TREE_JVM_RSS_MEMORY_BYTES",
            "PROCESS_TREE_PYTHON_RSS_MEMORY_BYTES",
            "PROCESS_TREE_OTHER_RSS_MEMORY_BYTES",
            "MINOR_GC_COUNT",
            "MINOR_GC_TIME_MS",
            "MAJOR_GC_COUNT",
            "MAJOR_GC_TIME_MS",
            "TOTAL_GC_TIME_MS");
  }

  @Test
  void failure_causes_stay_where_they_are() {
    assertThat(names(FailureCause.values()))
        .containsExactly(
            "HEAP_OOM",
            "CONTAINER_KILL",
            "FETCH_FAILURE",
            "EXECUTOR_LOST",
            "USER_CODE",
            "RESULT_TOO_LARGE",
            "COMMIT_DENIED",
            "KILLED",
            "OTHER");
  }

  private static List<String> names(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Enum::name).toList();
  }
}
