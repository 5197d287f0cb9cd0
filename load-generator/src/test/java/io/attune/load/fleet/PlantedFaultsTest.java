package io.attune.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The injected faults have their effects in the simulated events. */
class PlantedFaultsTest {
  private static final int WORKLOADS = 5;

  private static List<Recorded> runsWith(Fault fault) {
    Fleet fleet = new Fleet(new FleetOptions(WORKLOADS, 21, 1, Set.of(fault), 1));
    return java.util.stream.IntStream.range(0, WORKLOADS)
        .mapToObj(index -> Recorded.of(fleet.workload(index), 0))
        .toList();
  }

  private static double share(Recorded run, ToDoubleFunction<TaskMetrics> of) {
    double total = 0;
    double part = 0;
    for (TaskMetrics task : run.tasks()) {
      if (task.getEndReason() == TaskEndReason.SUCCESS) {
        total += task.getMetrics().getExecutorRunTimeMs();
        part += of.applyAsDouble(task);
      }
    }
    return part / total;
  }

  @Test
  void aHotKeyMakesOneTaskLong() {
    for (Recorded run : runsWith(Fault.SKEWED_JOIN)) {
      Map<Integer, List<TaskMetrics>> stages =
          run.tasks().stream()
              .filter(task -> task.getEndReason() == TaskEndReason.SUCCESS)
              .collect(Collectors.groupingBy(TaskMetrics::getStageId));
      assertThat(stages.values())
          .anyMatch(
              stage -> {
                double[] times =
                    stage.stream()
                        .mapToDouble(task -> task.getMetrics().getExecutorRunTimeMs())
                        .sorted()
                        .toArray();
                return times[times.length - 1] > 5 * times[times.length / 2];
              });
    }
  }

  @Test
  void aHeapNearlyFullOfWhatLivesKeepsTheCollectorBusy() {
    for (Recorded run : runsWith(Fault.HEAP_NEARLY_FULL)) {
      assertThat(share(run, task -> task.getMetrics().getJvmGcTimeMs())).isGreaterThan(0.08);
    }
    Fleet healthy = new Fleet(new FleetOptions(WORKLOADS, 21, 0, Set.of(), 1));
    for (int index = 0; index < WORKLOADS; index++) {
      Recorded run = Recorded.of(healthy.workload(index), 0);
      assertThat(share(run, task -> task.getMetrics().getJvmGcTimeMs())).isLessThan(0.08);
    }
  }

  @Test
  void aPartitionThatDoesNotFitSpills() {
    for (Recorded run : runsWith(Fault.SPILLING_SHUFFLE)) {
      assertThat(run.tasks())
          .filteredOn(task -> task.getMetrics() != null)
          .anyMatch(task -> task.getMetrics().getDiskBytesSpilled() > 1 << 20);
    }
  }

  @Test
  void aLostExecutorTakesItsTasksWithItAndComesAgain() {
    for (Recorded run : runsWith(Fault.SPOT_LOSSES)) {
      List<LifecycleEvent> removed = run.lifecycle(LifecycleKind.EXECUTOR_REMOVED);
      assertThat(removed).isNotEmpty();
      assertThat(run.tasks()).anyMatch(task -> task.getEndReason() == TaskEndReason.EXECUTOR_LOST);
      assertThat(run.lifecycle(LifecycleKind.EXECUTOR_ADDED)).hasSizeGreaterThan(removed.size());
    }
  }

  @Test
  void memoryOutsideTheHeapHasTheContainerKilled() {
    for (Recorded run : runsWith(Fault.NATIVE_MEMORY)) {
      assertThat(run.lifecycle(LifecycleKind.EXECUTOR_REMOVED))
          .anyMatch(event -> event.getExecutorRemoved().getReason().contains("137"));
    }
  }

  @Test
  void anExhaustedHeapFailsTasks() {
    for (Recorded run : runsWith(Fault.HEAP_EXHAUSTED)) {
      assertThat(run.tasks())
          .anyMatch(
              task ->
                  task.getFailure() != null
                      && "java.lang.OutOfMemoryError".equals(task.getFailure().getErrorClass()));
    }
  }

  @Test
  void aFailedFetchHasTheStageTriedAgain() {
    for (Recorded run : runsWith(Fault.FLAKY_FETCHES)) {
      assertThat(run.lifecycle(LifecycleKind.STAGE_SUBMITTED))
          .anyMatch(event -> event.getStageSubmitted().getStage().getStageAttempt() > 0);
    }
  }

  @Test
  void anOversizedHeapStaysEmpty() {
    for (Recorded run : runsWith(Fault.OVERSIZED_HEAP)) {
      long heap =
          run.lifecycle(LifecycleKind.RESOURCE_PROFILE_ADDED)
              .get(0)
              .getResourceProfileAdded()
              .getExecutorMemoryBytes();
      assertThat(run.peaks().stream().filter(peak -> peak.getStageId() != null))
          .extracting(ExecutorMetrics::getJvmHeapMemoryBytes)
          .allMatch(peak -> peak < heap / 2);
    }
  }

  /** The SQL execution, or the job, that fails last. */
  private static String error(Recorded run, Fault fault) {
    return fault == Fault.SMALL_KRYO_BUFFER
        ? run.lifecycle(LifecycleKind.JOB_ENDED).stream()
            .map(event -> event.getJobEnded().getFailure())
            .filter(java.util.Objects::nonNull)
            .findFirst()
            .orElseThrow()
        : run.lifecycle(LifecycleKind.SQL_EXECUTION_ENDED).stream()
            .map(event -> event.getSqlExecutionEnded().getError())
            .filter(java.util.Objects::nonNull)
            .findFirst()
            .orElseThrow();
  }

  @Test
  void errorsEndTheRunWithSparksWords() {
    Map<Fault, String> words =
        Map.of(
            Fault.FAILED_CAST, "[CAST_INVALID_INPUT]",
            Fault.SMALL_KRYO_BUFFER, "Kryo serialization failed: Buffer overflow",
            Fault.LATE_BROADCAST, "Could not execute broadcast in");
    words.forEach(
        (fault, expected) -> {
          for (Recorded run : runsWith(fault)) {
            assertThat(error(run, fault)).contains(expected);
          }
        });
  }
}
