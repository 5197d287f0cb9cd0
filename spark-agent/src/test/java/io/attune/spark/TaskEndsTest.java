package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.events.MapperOptions;
import io.attune.events.MemoryPeaks;
import io.attune.events.SparkEventMapper;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.JsonProtocol;
import org.junit.jupiter.api.Test;

/** Mapping a task end from Spark's objects and from Spark's JSON gives the same record. */
class TaskEndsTest {
  private static final String APPLICATION = "app-1";
  private static final Instant END = Instant.ofEpochMilli(1_700_000_400_000L);

  @Test
  void makesTheRecordThatTheMapperMakesOfTheJson() {
    TaskEnds taskEnds = new TaskEnds(APPLICATION);
    for (long taskId = 0; taskId < 300; taskId++) {
      SparkListenerTaskEnd event = TestEvents.taskEnd(taskId);

      assertThat(TaskEnds.succeeded(event)).isTrue();
      assertThat(taskEnds.record(event)).isEqualTo(Mapped.of(event).tasks.get(0));
    }
  }

  @Test
  void copiesTheMemoryPeaksThatTheMapperReads() {
    PeakReader peaks = new PeakReader();
    int measured = 0;
    for (long taskId = 0; taskId < 100; taskId++) {
      SparkListenerTaskEnd event = TestEvents.taskEnd(taskId);
      MemoryPeaks copy = peaks.read(event.taskExecutorMetrics());
      List<ExecutorMetrics> mapped = Mapped.of(event).peaks;
      if (copy == null) {
        assertThat(mapped).isEmpty();
      } else {
        measured++;
        assertThat(
                copy.toRecord(
                    APPLICATION,
                    event.taskInfo().executorId(),
                    event.stageId(),
                    event.stageAttemptId(),
                    END))
            .isEqualTo(mapped.get(0));
      }
    }
    assertThat(measured).isBetween(50, 99);
  }

  @Test
  void leavesFailuresToTheMapper() {
    assertThat(TaskEnds.succeeded(TestEvents.failedTaskEnd(1))).isFalse();
  }

  /** The records that the mapper makes of one event. */
  private static final class Mapped implements EventSink {
    private final List<TaskMetrics> tasks = new ArrayList<>();
    private final List<ExecutorMetrics> peaks = new ArrayList<>();

    private static Mapped of(SparkListenerTaskEnd event) {
      Mapped mapped = new Mapped();
      SparkEventMapper mapper =
          new SparkEventMapper(
              mapped, MapperOptions.defaults().withApplicationId(APPLICATION).withoutSequence());
      mapper.peaks().stageSubmitted(event.stageId(), event.stageAttemptId());
      mapper.accept(JsonProtocol.sparkEventToJsonString(event));
      mapped.peaks.addAll(mapper.peaks().applicationEnded(APPLICATION, END));
      return mapped;
    }

    @Override
    public void task(TaskMetrics event) {
      tasks.add(event);
    }

    @Override
    public void executor(ExecutorMetrics event) {
      peaks.add(event);
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      throw new AssertionError("a task end is no lifecycle event: " + event);
    }
  }
}
