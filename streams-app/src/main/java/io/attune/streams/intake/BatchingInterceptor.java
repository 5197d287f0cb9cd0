package io.attune.streams.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Puts the records that one poll returned for a partition of an input topic together into {@link
 * RecordBatch batches}, so that what Kafka Streams does for each record it does for hundreds of
 * events at once. Waits for nothing: a poll that returned one record gives a batch of one.
 *
 * <p>Made by the main consumer, by its class name.
 */
public final class BatchingInterceptor implements ConsumerInterceptor<byte[], byte[]> {
  /** Consumer setting: the topics whose records are put together, separated by commas. */
  public static final String TOPICS = "attune.intake.topics";

  /**
   * Records in a batch. Punctuations and commits wait for the batch at work: 500 events take about
   * a millisecond, and what is saved is saved to nine tenths at 100 already.
   */
  static final int LARGEST = 500;

  private Set<String> topics = Set.of();
  private int mostOfPoll = ConsumerConfig.DEFAULT_MAX_POLL_RECORDS;

  /** For Kafka. */
  public BatchingInterceptor() {}

  @Override
  public void configure(Map<String, ?> configs) {
    if (!(configs.get(TOPICS) instanceof String names)) {
      throw new IllegalStateException(TOPICS + " is not in the configuration");
    }
    topics = Set.copyOf(Arrays.asList(names.split(",")));
    Object most = configs.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
    if (most != null) {
      mostOfPoll = Integer.parseInt(most.toString());
    }
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    boolean moreWait = records.count() >= mostOfPoll;
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> together = new LinkedHashMap<>();
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> single = records.records(partition);
      together.put(
          partition, topics.contains(partition.topic()) ? batches(single, moreWait) : single);
    }
    return new ConsumerRecords<>(together, records.nextOffsets());
  }

  private static List<ConsumerRecord<byte[], byte[]>> batches(
      List<ConsumerRecord<byte[], byte[]>> single, boolean moreWait) {
    List<ConsumerRecord<byte[], byte[]>> batches = new ArrayList<>(single.size() / LARGEST + 1);
    for (int from = 0; from < single.size(); from += LARGEST) {
      int to = Math.min(single.size(), from + LARGEST);
      batches.add(new RecordBatch(single.subList(from, to), moreWait).asOne());
    }
    return batches;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // Nothing to do: committed offsets are those of records, not of batches.
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
