package io.attune.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.registry.AvroSerdes;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.StageInfo;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fleet's events satisfy Spark's invariants, for every fault and many healthy workloads. */
class FleetEventsTest {
  private static final int FAULTS = Fault.values().length;

  private final Serializer<SpecificRecord> serializer =
      AvroSerdes.from(Map.of("schema.registry.url", "mock://fleet-events")).serializer(false);

  static Stream<FleetWorkload> workloads() {
    Fleet faulty = new Fleet(new FleetOptions(FAULTS, 3, 1, EnumSet.allOf(Fault.class), 1));
    Fleet healthy = new Fleet(new FleetOptions(30, 3, 0, Set.of(), 1));
    return Stream.concat(
        IntStream.range(0, FAULTS).mapToObj(faulty::workload),
        IntStream.range(0, 30).mapToObj(healthy::workload));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everyEventFitsItsSchemaAndIsNumbered(FleetWorkload workload) {
    Recorded recorded = Recorded.of(workload, 0);
    long sequence = 0;
    for (SpecificRecord event : recorded.events) {
      sequence++;
      assertThat(sequenceOf(event)).as("%s %s", workload.name(), event).isEqualTo(sequence);
      assertThat(encode(event)).isNotEmpty();
      assertThat(event.get(event.getSchema().getField("applicationId").pos()))
          .isEqualTo(workload.applicationId(0));
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everythingThatBeginsEnds(FleetWorkload workload) {
    Recorded recorded = Recorded.of(workload, 1);

    Set<Integer> openJobs = new HashSet<>();
    for (LifecycleEvent event : recorded.lifecycle(LifecycleKind.JOB_STARTED)) {
      assertThat(openJobs.add(event.getJobStarted().getJobId())).isTrue();
    }
    for (LifecycleEvent event : recorded.lifecycle(LifecycleKind.JOB_ENDED)) {
      assertThat(openJobs.remove(event.getJobEnded().getJobId())).isTrue();
    }
    assertThat(openJobs).as(workload.name()).isEmpty();
    assertThat(recorded.lifecycle(LifecycleKind.STAGE_COMPLETED))
        .hasSameSizeAs(recorded.lifecycle(LifecycleKind.STAGE_SUBMITTED));
    assertThat(recorded.lifecycle(LifecycleKind.SQL_EXECUTION_ENDED))
        .hasSameSizeAs(recorded.lifecycle(LifecycleKind.SQL_EXECUTION_STARTED));
    assertThat(recorded.lifecycle(LifecycleKind.APPLICATION_ENDED)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aStageThatSucceedsHasRunAllItsTasks(FleetWorkload workload) {
    Recorded recorded = Recorded.of(workload, 0);
    Map<List<Integer>, Set<Integer>> succeeded = new HashMap<>();
    Set<Long> ids = new HashSet<>();
    for (TaskMetrics task : recorded.tasks()) {
      assertThat(task.getFinishTime()).isAfterOrEqualTo(task.getLaunchTime());
      if (task.getEndReason() == TaskEndReason.SUCCESS) {
        assertThat(ids.add(task.getTaskId())).isTrue();
        succeeded
            .computeIfAbsent(
                List.of(task.getStageId(), task.getStageAttempt()), key -> new HashSet<>())
            .add(task.getTaskIndex());
        assertThat(task.getMetrics().getExecutorRunTimeMs())
            .isLessThanOrEqualTo(
                task.getFinishTime().toEpochMilli() - task.getLaunchTime().toEpochMilli());
        assertThat(task.getMetrics().getJvmGcTimeMs())
            .isLessThanOrEqualTo(task.getMetrics().getExecutorRunTimeMs());
      } else {
        assertThat(task.getFailure()).isNotNull();
      }
    }
    for (LifecycleEvent event : recorded.lifecycle(LifecycleKind.STAGE_COMPLETED)) {
      StageInfo stage = event.getStageCompleted().getStage();
      if (event.getStageCompleted().getFailure() == null) {
        assertThat(succeeded.get(List.of(stage.getStageId(), stage.getStageAttempt())))
            .as("%s stage %d", workload.name(), stage.getStageId())
            .hasSize(stage.getNumTasks());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void noExecutorRunsMoreThanItsCoresOrOutsideItsLife(FleetWorkload workload) {
    Recorded recorded = Recorded.of(workload, 0);
    Map<String, Instant> added = new HashMap<>();
    Map<String, Integer> cores = new HashMap<>();
    Map<String, Instant> removed = new HashMap<>();
    for (LifecycleEvent event : recorded.lifecycle(LifecycleKind.EXECUTOR_ADDED)) {
      added.put(event.getExecutorAdded().getExecutorId(), event.getEventTime());
      cores.put(event.getExecutorAdded().getExecutorId(), event.getExecutorAdded().getTotalCores());
    }
    for (LifecycleEvent event : recorded.lifecycle(LifecycleKind.EXECUTOR_REMOVED)) {
      removed.put(event.getExecutorRemoved().getExecutorId(), event.getEventTime());
    }
    Map<String, java.util.TreeMap<Long, Integer>> changes = new HashMap<>();
    for (TaskMetrics task : recorded.tasks()) {
      String executor = task.getExecutorId();
      assertThat(task.getLaunchTime()).isAfterOrEqualTo(added.get(executor));
      if (removed.containsKey(executor)) {
        assertThat(task.getFinishTime()).isBeforeOrEqualTo(removed.get(executor));
      }
      if (!task.getSpeculative()) {
        java.util.TreeMap<Long, Integer> of =
            changes.computeIfAbsent(executor, key -> new java.util.TreeMap<>());
        of.merge(task.getLaunchTime().toEpochMilli(), 1, Integer::sum);
        of.merge(task.getFinishTime().toEpochMilli(), -1, Integer::sum);
      }
    }
    changes.forEach(
        (executor, of) -> {
          int running = 0;
          for (int change : of.values()) {
            running += change;
            assertThat(running).isLessThanOrEqualTo(cores.get(executor));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void noHeapIsFullerThanItIs(FleetWorkload workload) {
    double heap = workload.blueprint().heapMib * (1 << 20);

    assertThat(Recorded.of(workload, 0).peaks().stream().filter(p -> p.getStageId() != null))
        .isNotEmpty()
        .allMatch(peak -> peak.getJvmHeapMemoryBytes() <= heap);
  }

  private static long sequenceOf(SpecificRecord event) {
    if (event instanceof TaskMetrics task) {
      return task.getSequence();
    }
    return event instanceof ExecutorMetrics peaks
        ? peaks.getSequence()
        : ((LifecycleEvent) event).getSequence();
  }

  private byte[] encode(SpecificRecord event) {
    return serializer.serialize(event.getSchema().getName(), event);
  }
}
