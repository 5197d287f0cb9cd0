package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.ExecutorMetrics;
import java.time.Instant;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class PeakValuesTest {
  private static ExecutorMetrics event() {
    return ExecutorMetrics.newBuilder()
        .setApplicationId("app-1")
        .setExecutorId("1")
        .setEventTime(Instant.EPOCH)
        .build();
  }

  /** Every number that an executor can report, each with a value of its own. */
  private static ExecutorMetrics full(long add) {
    ExecutorMetrics event = event();
    for (Schema.Field field : event.getSchema().getFields()) {
      boolean number =
          field.schema().isUnion()
              && field.schema().getTypes().stream()
                  .anyMatch(type -> type.getType() == Schema.Type.LONG);
      if (number && (field.name().endsWith("Bytes") || field.name().contains("Gc"))) {
        event.put(field.pos(), 1000L * field.pos() + add);
      }
    }
    return event;
  }

  @Test
  void nothingIsKnownBeforeTheFirst() {
    PeakValues peaks = new PeakValues();
    assertThat(peaks.isEmpty()).isTrue();
    peaks.merge(event());
    assertThat(peaks.isEmpty()).isTrue();
    assertThat(peaks.heapBytes()).isEmpty();
  }

  @Test
  void everyMetricIsRead() {
    PeakValues peaks = new PeakValues();
    peaks.merge(full(1));

    assertThat(peaks.isEmpty()).isFalse();
    assertThat(PeakMetric.values())
        .allSatisfy(metric -> assertThat(peaks.get(metric)).as(metric.name()).isPresent());
    assertThat(PeakMetric.values()).extracting(peaks::get).doesNotHaveDuplicates();
  }

  @Test
  void peaksMergeByMaximumInAnyOrder() {
    PeakValues high = new PeakValues();
    high.merge(full(9));
    PeakValues mixed = new PeakValues();
    mixed.merge(full(1));
    mixed.merge(high);
    mixed.merge(full(2));

    assertThat(PeakMetric.values())
        .allSatisfy(metric -> assertThat(mixed.get(metric)).isEqualTo(high.get(metric)));
  }

  @Test
  void noProcessIsWithoutHeapButMayBeWithoutCollections() {
    ExecutorMetrics event = event();
    event.setJvmHeapMemoryBytes(0L);
    event.setJvmOffHeapMemoryBytes(0L);
    event.setProcessTreeJvmRssMemoryBytes(0L);
    event.setMajorGcCount(0L);
    event.setMinorGcCount(-3L);
    PeakValues peaks = new PeakValues();
    peaks.merge(event);

    assertThat(peaks.get(PeakMetric.JVM_HEAP_MEMORY_BYTES)).isEmpty();
    assertThat(peaks.get(PeakMetric.JVM_OFF_HEAP_MEMORY_BYTES)).isEmpty();
    assertThat(peaks.get(PeakMetric.PROCESS_TREE_JVM_RSS_MEMORY_BYTES)).isEmpty();
    assertThat(peaks.get(PeakMetric.MAJOR_GC_COUNT)).hasValue(0);
    assertThat(peaks.get(PeakMetric.MINOR_GC_COUNT)).isEmpty();
  }
}
