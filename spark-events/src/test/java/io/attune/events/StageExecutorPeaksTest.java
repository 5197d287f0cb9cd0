package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.ExecutorMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StageExecutorPeaksTest {

  private static final Instant TIME = Instant.ofEpochMilli(1);
  private final StageExecutorPeaks peaks = new StageExecutorPeaks();

  private static MemoryPeaks heap(long bytes) {
    MemoryPeaks result = new MemoryPeaks();
    result.raise(ExecutorPeakMetric.JVM_HEAP_MEMORY, bytes);
    return result;
  }

  private List<ExecutorMetrics> complete(int stage, int attempt) {
    return peaks.stageCompleted("app", stage, attempt, TIME);
  }

  @Test
  void aHeartbeatOfTheDriverCountsForEveryRunningStage() {
    peaks.stageSubmitted(1, 0);
    peaks.stageSubmitted(2, 0);
    assertThat(peaks.raise("driver", StageExecutorPeaks.NO_STAGE, -1, heap(9))).isTrue();

    assertThat(complete(1, 0)).hasSize(1);
    assertThat(complete(2, 0))
        .singleElement()
        .satisfies(
            metrics -> {
              assertThat(metrics.getExecutorId()).isEqualTo("driver");
              assertThat(metrics.getStageId()).isEqualTo(2);
              assertThat(metrics.getJvmHeapMemoryBytes()).isEqualTo(9);
            });
    assertThat(peaks.raise("driver", StageExecutorPeaks.NO_STAGE, -1, heap(9))).isFalse();
  }

  @Test
  void attemptsAreKeptApartAndLateUpdatesDropped() {
    peaks.stageSubmitted(1, 0);
    peaks.stageSubmitted(1, 1);
    peaks.raise("1", 1, 1, heap(5));

    assertThat(complete(1, 0)).isEmpty();
    assertThat(complete(1, 1)).hasSize(1);
    assertThat(peaks.raise("1", 1, 1, heap(6))).isFalse();
    assertThat(complete(1, 1)).isEmpty();
  }

  @Test
  void neverMeasuredIsNoPeak() {
    peaks.stageSubmitted(1, 0);

    assertThat(peaks.raise("1", 1, 0, heap(-1))).isFalse();
    assertThat(peaks.raise("1", 1, 0, heap(0))).isFalse();
    assertThat(complete(1, 0)).isEmpty();
  }

  @Test
  void submittingAgainLosesNothing() {
    peaks.stageSubmitted(1, 0);
    peaks.raise("1", 1, 0, heap(5));
    peaks.stageSubmitted(1, 0);

    assertThat(complete(1, 0)).hasSize(1);
  }

  @Property
  void theOrderOfUpdatesDoesNotMatter(
      @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 1, max = 1_000) Long> heaps,
      @ForAll long seed) {
    List<Long> shuffled = new ArrayList<>(heaps);
    Collections.shuffle(shuffled, new Random(seed));
    shuffled.addAll(heaps);
    StageExecutorPeaks one = new StageExecutorPeaks();
    one.stageSubmitted(0, 0);
    heaps.forEach(bytes -> one.raise("1", 0, 0, heap(bytes)));
    StageExecutorPeaks other = new StageExecutorPeaks();
    other.stageSubmitted(0, 0);
    shuffled.forEach(bytes -> other.raise("1", 0, 0, heap(bytes)));

    List<ExecutorMetrics> result = one.stageCompleted("app", 0, 0, TIME);
    assertThat(result).isEqualTo(other.stageCompleted("app", 0, 0, TIME));
    assertThat(result.get(0).getJvmHeapMemoryBytes()).isEqualTo(Collections.max(heaps));
  }
}
