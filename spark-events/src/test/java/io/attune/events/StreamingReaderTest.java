package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.StreamingProgress;
import io.attune.schemas.StreamingSource;
import io.attune.schemas.StreamingStateOperator;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StreamingReaderTest {
  private static final String PREFIX =
      "{'Event':'org.apache.spark.sql.streaming.StreamingQueryListener$";

  private final RecordingSink sink = new RecordingSink();
  private final SparkEventMapper mapper =
      new SparkEventMapper(sink, MapperOptions.defaults().withApplicationId("app-1"));

  private LifecycleEvent read(String event) {
    mapper.accept((PREFIX + event).replace('\'', '"'));
    mapper.finish();
    return sink.lifecycle.get(sink.lifecycle.size() - 1);
  }

  private StreamingProgress progress(String fields) {
    return read("QueryProgressEvent','progress':{'id':'q','runId':'r'," + fields + "}}")
        .getStreamingProgress();
  }

  private StreamingSource source(String fields) {
    return progress("'sources':[{" + fields + "}]").getSources().get(0);
  }

  /** As Spark 3.5 writes it. */
  @Test
  void a_batch_carries_durations_state_and_watermark() {
    StreamingProgress batch =
        progress(
            "'name':'orders','timestamp':'2026-11-29T11:00:07.197Z','batchId':7,"
                + "'durationMs':{'triggerExecution':4622,'addBatch':1835,'walCommit':1211},"
                + "'eventTime':{'max':'2023-11-15T03:46:39.000Z','watermark':'1970-01-01T00:00:00.000Z'},"
                + "'stateOperators':[{'operatorName':'stateStoreSave','numRowsTotal':2408,"
                + "'numRowsUpdated':2408,'numRowsRemoved':3,'commitTimeMs':299095,"
                + "'memoryUsedBytes':571904,'numRowsDroppedByWatermark':0,"
                + "'numShufflePartitions':200,'numStateStoreInstances':200,"
                + "'customMetrics':{'loadedMapCacheHitCount':4}}],"
                + "'sources':[{'description':'FileStreamSource[file:/in]','numInputRows':4000}],"
                + "'sink':{'description':'NoopTable','numOutputRows':-1}");

    assertThat(sink.of(LifecycleKind.STREAMING_PROGRESS)).hasSize(1);
    assertThat(batch.getBatchId()).isEqualTo(7);
    assertThat(batch.getTriggerTime()).isEqualTo(Instant.parse("2026-11-29T11:00:07.197Z"));
    assertThat(batch.getDurationsMs()).hasSize(3).containsEntry("addBatch", 1835L);
    assertThat(batch.getWatermarkTime()).isNull();
    assertThat(batch.getMaxEventTime()).isEqualTo(Instant.parse("2023-11-15T03:46:39Z"));
    assertThat(batch.getInputRows()).isEqualTo(4000);
    assertThat(batch.getOutputRows()).isNull();
    StreamingStateOperator state = batch.getStateOperators().get(0);
    assertThat(state.getPartitions()).isEqualTo(200);
    assertThat(state.getRowsRemoved()).isEqualTo(3);
    assertThat(state.getCommitTimeMs()).isEqualTo(299_095);
    assertThat(state.getCustomMetrics()).containsEntry("loadedMapCacheHitCount", 4L);
  }

  /** As Spark 4.2 writes it: offsets are JSON in a string. */
  @Test
  void the_backlog_of_kafka_is_the_distance_to_the_latest_offsets() {
    StreamingSource kafka =
        source(
            "'description':'KafkaV2[Subscribe[behind]]','numInputRows':250,"
                + "'endOffset':'{\\'behind\\':{\\'0\\':6000,\\'1\\':6000}}',"
                + "'latestOffset':'{\\'behind\\':{\\'0\\':14600,\\'1\\':14700}}'");
    StreamingSource plain = source("'endOffset':{'t':{'0':6}},'latestOffset':{'t':{'0':9,'1':4}}");

    assertThat(kafka.getPartitions()).isEqualTo(2);
    assertThat(kafka.getBacklogRows()).isEqualTo(17_300);
    assertThat(plain.getBacklogRows()).isEqualTo(7);
  }

  @Test
  void other_offsets_tell_no_backlog_and_some_metrics_do() {
    StreamingSource rate = source("'endOffset':275,'latestOffset':275,'metrics':{}");
    StreamingSource delta =
        source(
            "'endOffset':'{\\'reservoirVersion\\':4}','latestOffset':null,"
                + "'metrics':{'numBytesOutstanding':'4096','numFilesOutstanding':'3'}");

    assertThat(rate.getBacklogRows()).isNull();
    assertThat(delta.getBacklogRows()).isNull();
    assertThat(delta.getBacklogBytes()).isEqualTo(4_096);
    assertThat(delta.getBacklogFiles()).isEqualTo(3);
  }

  @Test
  void starts_and_ends_name_query_and_run() {
    LifecycleEvent started =
        read(
            "QueryStartedEvent','id':'q','runId':'r2','name':null,"
                + "'timestamp':'2026-11-29T11:00:06.844Z'}");
    assertThat(started.getEventTime()).isEqualTo(Instant.parse("2026-11-29T11:00:06.844Z"));
    assertThat(started.getStreamingQueryStarted().getName()).isNull();
    assertThat(started.getStreamingQueryStarted().getRunId()).isEqualTo("r2");

    LifecycleEvent ended = read("QueryTerminatedEvent','id':'q','runId':'r2','exception':null}");
    assertThat(ended.getStreamingQueryTerminated().getError()).isNull();
  }

  @Test
  void what_is_broken_is_told_or_passed_over() {
    assertThat(progress("'durationMs':[1],'sources':3,'stateOperators':{},'sink':null"))
        .satisfies(batch -> assertThat(batch.getSources()).isEmpty());
    assertThatThrownBy(() -> read("QueryProgressEvent','progress':{'batchId':1}}"))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining("QueryProgressEvent has no field \"id\"");
    assertThat(mapper.ignored()).isEmpty();
  }
}
