package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.StreamingProgress;
import io.attune.schemas.StreamingQueryStarted;
import io.attune.schemas.StreamingSource;
import io.attune.schemas.StreamingStateOperator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StreamingQueryStateTest {
  private static final Instant START = Instant.parse("2026-01-05T02:00:00Z");

  private static LifecycleEvent event(LifecycleKind kind) {
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId("app");
    event.setEventTime(START);
    event.setKind(kind);
    return event;
  }

  private static LifecycleEvent batch(long id) {
    StreamingProgress progress =
        StreamingProgress.newBuilder()
            .setQueryId("q")
            .setRunId(id < 50 ? "first" : "second")
            .setName("orders")
            .setBatchId(id)
            .setTriggerTime(START.plusSeconds(6 * id))
            .setDurationsMs(new TreeMap<>(Map.of("triggerExecution", 2_000L, "addBatch", 1_500L)))
            .setInputRows(100 + id % 7)
            .setStateOperators(
                List.of(
                    StreamingStateOperator.newBuilder()
                        .setOperatorName("dedupe")
                        .setRowsTotal(1_000 + id)
                        .setRowsUpdated(1)
                        .setMemoryBytes(4_096 + id)
                        .setCustomMetrics(Map.of())
                        .build()))
            .setSources(
                List.of(
                    StreamingSource.newBuilder()
                        .setDescription("KafkaV2[Subscribe[orders]]")
                        .setInputRows(100 + id % 7)
                        .setBacklogRows(id)
                        .setPartitions(4L)
                        .build()))
            .setSinkDescription("NoopTable")
            .build();
    LifecycleEvent event = event(LifecycleKind.STREAMING_PROGRESS);
    event.setStreamingProgress(progress);
    return event;
  }

  private static ApplicationState state(List<LifecycleEvent> events) {
    ApplicationState application = new ApplicationState("app");
    events.forEach(application::apply);
    return application;
  }

  private static StreamingQueryState query(ApplicationState application) {
    assertThat(application.streamingQueries()).hasSize(1);
    return application.streamingQueries().iterator().next();
  }

  private static List<LifecycleEvent> batches(int count) {
    List<LifecycleEvent> events = new ArrayList<>();
    for (int id = 0; id < count; id++) {
      events.add(batch(id));
    }
    return events;
  }

  @Test
  void a_batch_counts_once_in_whatever_order() {
    List<LifecycleEvent> events = batches(500);
    byte[] ordered = state(events).toBytes();
    events.addAll(batches(300));
    Collections.shuffle(events, new Random(7));

    assertThat(query(state(events)).batches()).isEqualTo(500);
    assertThat(state(events).toBytes()).isEqualTo(ordered);
  }

  @Test
  void a_hundred_thousand_batches_take_no_more_room_than_a_thousand() {
    int thousand = state(batches(1_000)).toBytes().length;
    ApplicationState application = new ApplicationState("app");
    int most = 0;
    for (int id = 0; id < 100_000; id++) {
      application.apply(batch(id));
      if (id % 5_000 == 0) {
        most = Math.max(most, application.toBytes().length);
      }
    }
    StreamingQueryState query = query(application);

    assertThat(query.batches()).isEqualTo(100_000);
    assertThat(query.recent()).hasSize(StreamingQueryState.RECENT);
    assertThat(query.overall().size())
        .isBetween(StreamingQueryState.PERIODS / 2, StreamingQueryState.PERIODS);
    assertThat(query.overall().get(0).batchId()).isLessThan(4_000);
    assertThat(most).isLessThan(2 * thousand).isLessThan(16 << 10);
  }

  @Test
  void a_restart_goes_on_with_the_same_query() {
    LifecycleEvent started = event(LifecycleKind.STREAMING_QUERY_STARTED);
    started.setStreamingQueryStarted(
        StreamingQueryStarted.newBuilder()
            .setQueryId("q")
            .setRunId("second")
            .setStartTime(START.plusSeconds(299))
            .build());
    List<LifecycleEvent> events = batches(60);
    events.add(50, started);
    StreamingQueryState query = query(state(events));

    assertThat(query.runs()).containsExactly("first", "second");
    assertThat(query.batches()).isEqualTo(60);
    assertThat(query.started()).contains(START.plusSeconds(299));
    assertThat(query.name()).isEqualTo("orders");
    assertThat(query.newest().orElseThrow().backlogRows()).hasValue(59);
  }

  @Test
  void a_trigger_that_found_nothing_is_no_batch() {
    LifecycleEvent idle = batch(3);
    idle.getStreamingProgress().getDurationsMs().remove("addBatch");
    StreamingQueryState query = query(state(List.of(batch(1), batch(2), idle)));

    assertThat(query.batches()).isEqualTo(2);
    assertThat(query(state(List.of(batch(1), idle, batch(3)))).batches()).isEqualTo(2);
  }

  @Test
  void what_is_stored_is_read_again() {
    ApplicationState application = state(batches(200));
    ApplicationState read = ApplicationState.fromBytes(application.toBytes());

    assertThat(query(read).recent()).isEqualTo(query(application).recent());
    assertThat(query(read).overall()).isEqualTo(query(application).overall());
    assertThat(read.toBytes()).isEqualTo(application.toBytes());
    read.apply(batch(7));
    assertThat(read.toBytes()).isEqualTo(application.toBytes());
  }
}
