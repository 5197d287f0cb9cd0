package io.attune.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchingInterceptorTest {
  private static final TopicPartition TASKS = new TopicPartition("tasks", 1);
  private static final TopicPartition OTHER = new TopicPartition("snapshots", 1);

  private final BatchingInterceptor interceptor = new BatchingInterceptor();

  @BeforeEach
  void configure() {
    interceptor.configure(
        Map.of(BatchingInterceptor.TOPICS, "lifecycle,tasks", "max.poll.records", 2_000));
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(TopicPartition from, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(
          new ConsumerRecord<>(
              from.topic(),
              from.partition(),
              100 + 2 * i,
              5_000 + i,
              TimestampType.CREATE_TIME,
              1,
              3,
              new byte[1],
              new byte[3],
              new RecordHeaders(),
              Optional.of(7)));
    }
    return records;
  }

  @Test
  void everyRecordIsInTheBatchInItsOrderAndNextOffsetsStay() {
    List<ConsumerRecord<byte[], byte[]>> all = records(TASKS, 1_003);
    Map<TopicPartition, OffsetAndMetadata> next = Map.of(TASKS, new OffsetAndMetadata(9_999));
    ConsumerRecords<byte[], byte[]> batched =
        interceptor.onConsume(new ConsumerRecords<>(Map.of(TASKS, all), next));

    assertThat(batched.nextOffsets()).isEqualTo(next);
    assertThat(batched.records(TASKS)).hasSize(1);
    RecordBatch batch = (RecordBatch) batched.records(TASKS).get(0).headers();
    assertThat(batch.records()).isEqualTo(all);
  }

  @Test
  void batchHasThePlaceOfItsFirstRecord() {
    List<ConsumerRecord<byte[], byte[]>> all = records(TASKS, 4);
    ConsumerRecord<byte[], byte[]> one =
        interceptor
            .onConsume(new ConsumerRecords<>(Map.of(TASKS, all), Map.of()))
            .records(TASKS)
            .get(0);
    assertThat(one.offset()).as("read again from here when it is not worked off").isEqualTo(100);
    assertThat(one.timestamp()).isEqualTo(5_000);
    assertThat(one.leaderEpoch()).contains(7);
    assertThat(one.serializedKeySize()).isEqualTo(4);
    assertThat(one.serializedValueSize()).isEqualTo(12);
    assertThat(one.headers().toArray()).isEmpty();
  }

  @Test
  void aPollThatReturnsAsManyAsItMaySaysThatMoreWait() {
    assertThat(moreWait(1_999)).isFalse();
    assertThat(moreWait(2_000)).isTrue();
  }

  @Test
  void soDoesOneThatReturnsVeryMany() {
    interceptor.configure(Map.of(BatchingInterceptor.TOPICS, "tasks", "max.poll.records", 65_536));
    assertThat(moreWait(BatchingInterceptor.MANY - 1)).isFalse();
    assertThat(moreWait(BatchingInterceptor.MANY)).isTrue();
  }

  /** Of a poll that returned records of two partitions. */
  private boolean moreWait(int records) {
    return ((RecordBatch)
            interceptor
                .onConsume(
                    new ConsumerRecords<>(
                        Map.of(TASKS, records(TASKS, 700), OTHER, records(OTHER, records - 700)),
                        Map.of()))
                .records(TASKS)
                .get(0)
                .headers())
        .moreWait();
  }

  @Test
  void otherTopicsGoThroughAsTheyAre() {
    List<ConsumerRecord<byte[], byte[]>> all = records(OTHER, 3);
    assertThat(
            interceptor
                .onConsume(new ConsumerRecords<>(Map.of(OTHER, all), Map.of()))
                .records(OTHER))
        .isEqualTo(all);
  }
}
