package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.testing.Numbers;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application beyond a limit is thinned and marked, and its neighbours are not touched. */
class LimitsScenarioTest {
  private static final String GREEDY = "app-greedy-0001";

  @TempDir Path state;

  private static final TaskMetrics TASK =
      (TaskMetrics)
          StreamStories.begun("tasks").events().stream()
              .filter(TaskMetrics.class::isInstance)
              .findFirst()
              .orElseThrow();

  private static TaskMetrics task(int stage, int index) {
    TaskMetrics task = Numbers.copy(TASK);
    task.setApplicationId(GREEDY);
    task.setStageId(stage);
    task.setTaskIndex(index);
    task.setTaskId((long) stage << 32 | index);
    task.setEndReason(TaskEndReason.SUCCESS);
    return task;
  }

  private static double thinned(Pipeline pipeline, String limit) {
    return pipeline
        .metrics
        .registry()
        .find("attune.thinned")
        .tag("limit", limit)
        .counters()
        .stream()
        .mapToDouble(c -> c.count())
        .sum();
  }

  private void assertThatTheNeighbourIsUntouched(Pipeline pipeline) {
    List<SpecificRecord> story = StreamStories.begun("neighbour").ended().events();
    pipeline.send(story);
    pipeline.advance(Duration.ofSeconds(1));
    try (Pipeline alone = new Pipeline(state.resolve("alone"), Map.of())) {
      alone.send(story);
      alone.advance(Duration.ofSeconds(1));
      assertThat(alone.etags()).isNotEmpty();
      assertThat(of(pipeline.etags(), "neighbour")).isEqualTo(of(alone.etags(), "neighbour"));
      assertThat(of(pipeline.statistics, "app-neighbour"))
          .isEqualTo(of(alone.statistics, "app-neighbour"));
    }
  }

  private static <T> Map<String, T> of(Map<String, T> all, String prefix) {
    Map<String, T> own = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            own.put(key, value);
          }
        });
    return own;
  }

  @Test
  void stagesWithOneTaskOfAHighIndexTakeLittle() {
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      long before = used();
      for (int stage = 0; stage < 4_096; stage++) {
        pipeline.send(task(stage, (1 << 20) - 1));
      }
      assertThat(used() - before).as("bytes of heap").isLessThan(128L << 20);
      assertThatTheNeighbourIsUntouched(pipeline);
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void ofTooManyStagesTheNewestAreKept() {
    try (Pipeline pipeline = new Pipeline(state, Map.of("state.application.stages", "100"))) {
      pipeline.send(started());
      for (int stage = 0; stage < 1_000; stage++) {
        pipeline.send(task(stage, 0));
        if (stage % 50 == 0) {
          pipeline.advance(Duration.ofSeconds(1));
        }
      }
      pipeline.advance(Duration.ofSeconds(10));
      assertThat(pipeline.stored("stages")).isBetween(75L, 100L);
      assertThat(pipeline.stored("current-run-stages")).isLessThanOrEqualTo(100L);
      assertThat(thinned(pipeline, "stages")).isGreaterThanOrEqualTo(900);
      double tasks = thinned(pipeline, "tasks");
      pipeline.send(task(3, 7));
      assertThat(thinned(pipeline, "tasks")).as("a task of a forgotten stage").isEqualTo(tasks + 1);
      assertThatTheNeighbourIsUntouched(pipeline);
    }
  }

  @Test
  void aKeyThatIsNoIdIsPutAside() {
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      byte[] value = pipeline.encode(task(0, 0));
      pipeline.sendRaw(pipeline.topicOf(TASK), new byte[100_000], value);
      assertThat(pipeline.deadLetters()).hasSize(1);
      assertThatTheNeighbourIsUntouched(pipeline);
    }
  }

  private static List<SpecificRecord> started() {
    return StreamStories.begun("greedy").events().stream()
        .filter(LifecycleEvent.class::isInstance)
        .filter(e -> ((LifecycleEvent) e).getKind() != LifecycleKind.APPLICATION_ENDED)
        .limit(2)
        .toList();
  }

  @Test
  void theRunBuilderAndThisTestMeanTheSameApplication() {
    assertThat(RunBuilder.application("greedy").applicationId()).isEqualTo(GREEDY);
  }
}
