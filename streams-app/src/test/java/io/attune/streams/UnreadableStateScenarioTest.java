package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.attune.advisor.statistics.StageState;
import io.attune.streams.errors.UnreadableStateException;
import io.attune.streams.handover.SnapshotPart;
import io.attune.streams.store.LiveStore;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** State of a version to come, or cut off, in each store: the task stops, nothing is put aside. */
class UnreadableStateScenarioTest {
  private static final int FUTURE = 99;

  @TempDir Path state;

  @ParameterizedTest
  @CsvSource({
    "applications, app-skewed-join-0001",
    "stages, app-skewed-join-0001/",
    "activities, app-skewed-join-0001",
    "workload-history, skewed-join",
    "current-runs, skewed-join/app-skewed-join-0001",
    "current-run-stages, app-skewed-join-0001/",
  })
  void stateOfAVersionToComeStopsTheTaskWithOneSentence(String store, String key) {
    assertThat(sentenceAfter(store, UnreadableStateScenarioTest::ofTheFuture))
        .startsWith("The store " + store + " of task ")
        .contains("key " + key)
        .contains(" of version " + FUTURE + ", ")
        .contains("run the newer Attune")
        .endsWith("(see docs/upgrading.md).")
        .doesNotContain("\n")
        .doesNotContain("Exception");
  }

  @ParameterizedTest
  @CsvSource({"applications", "stages", "workload-history", "current-run-stages"})
  void damagedStateStopsTheTaskToo(String store) {
    assertThat(sentenceAfter(store, bytes -> Arrays.copyOf(bytes, bytes.length / 2)))
        .startsWith("The store " + store + " of task ")
        .contains(" that is damaged")
        .doesNotContain("newer");
  }

  private static byte[] ofTheFuture(byte[] bytes) {
    byte[] future = bytes.clone();
    future[0] = FUTURE;
    return future;
  }

  @Test
  void handedOverStateOfAVersionToComeIsLeftToANewerInstance() {
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      byte[] future = {FUTURE, 1, 2, 3};
      Throwable failure = catchThrowable(() -> pipeline.handOver("skewed-join", future));
      assertThat(UnreadableStateException.sentence(failure).orElseThrow())
          .startsWith(
              "The topic attune-run-snapshots-repartition at 0/0 holds, under the key skewed-join, ")
          .contains(" of version " + FUTURE + ", ");
      assertThat(pipeline.deadLetters()).isEmpty();
    }
  }

  @Test
  void aStageOfAVersionToComeInASnapshotIsLeftToANewerInstance() {
    byte[] stage = ofTheFuture(new StageState(1, 0).toBytes());
    SnapshotPart part = new SnapshotPart("app-1", Optional.empty(), List.of(stage), false);
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      Throwable failure = catchThrowable(() -> pipeline.handOver("daily", part.toBytes()));
      assertThat(UnreadableStateException.sentence(failure).orElseThrow())
          .contains("under the key daily, a stage state of version " + FUTURE + ", ");
      assertThat(pipeline.deadLetters()).isEmpty();
    }
  }

  @Test
  void damagedSnapshotsAreReadableForNobodyAndPutAside() {
    byte[] stage = Arrays.copyOf(new StageState(1, 0).toBytes(), 3);
    SnapshotPart part = new SnapshotPart("app-1", Optional.empty(), List.of(stage), false);
    byte[] cutOff = Arrays.copyOf(part.toBytes(), 5);
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      pipeline.handOver("daily", part.toBytes());
      pipeline.handOver("daily", cutOff);
      assertThat(pipeline.deadLetters())
          .extracting(TestRecord::value)
          .containsExactly(part.toBytes(), cutOff);
    }
  }

  /** What the task fails with when the values of a store become others in the middle of a run. */
  private String sentenceAfter(String store, UnaryOperator<byte[]> change) {
    List<SpecificRecord> events = StreamStories.skewedJoin().events();
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      pipeline.send(StreamStories.withoutEnd(events));
      pipeline.advance(Duration.ofMillis(200));
      change(pipeline, store, change);

      Throwable failure =
          catchThrowable(
              () -> {
                pipeline.send(events);
                pipeline.advance(Duration.ofMillis(200));
              });

      assertThat(failure).as("the task fails").isNotNull();
      assertThat(pipeline.deadLetters()).isEmpty();
      return UnreadableStateException.sentence(failure).orElseThrow();
    }
  }

  private static void change(Pipeline pipeline, String name, UnaryOperator<byte[]> change) {
    LiveStore<?, ?> store = (LiveStore<?, ?>) pipeline.driver.getAllStateStores().get(name);
    KeyValueStore<Bytes, byte[]> stored = store.wrapped();
    List<KeyValue<Bytes, byte[]>> changed = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = stored.all()) {
      all.forEachRemaining(
          entry -> changed.add(KeyValue.pair(entry.key, change.apply(entry.value))));
    }
    assertThat(changed).as("values in " + name).isNotEmpty();
    changed.forEach(entry -> stored.put(entry.key, entry.value));
    store.clearCache();
  }
}
