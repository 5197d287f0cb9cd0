package io.attune.streams;

import static java.util.Objects.requireNonNull;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.metrics.AttuneMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What the pipeline still has to process. It is empty when the input topics are committed to their
 * end, no application waits for its snapshot, every snapshot that was sent has arrived, and the
 * repartition topic is committed to its end, which happens after its results were written.
 */
final class Backlog implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 15;

  private final AttuneConfig config;
  private final AttuneMetrics metrics;
  private final Admin admin;

  Backlog(AttuneConfig config, AttuneMetrics metrics) {
    this.config = requireNonNull(config, "config is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.admin = Admin.create(TopicAdmin.clientProperties(config));
  }

  /** Whether nothing is left; false when the brokers do not answer in time. */
  boolean isEmpty() {
    try {
      List<String> inputs = new ArrayList<>();
      config.topics().inputs().forEach(topic -> inputs.add(topic.name()));
      return lag(inputs) == 0
          && metrics.pendingApplications() == 0
          && metrics.snapshotPartsInFlight() <= 0
          && lag(List.of(config.get(Options.APPLICATION_ID) + "-run-snapshots-repartition")) == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      // During a rebalance, or while a topic is being created: not empty.
      return false;
    }
  }

  private long lag(List<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (TopicDescription topic :
        admin
            .describeTopics(topics)
            .allTopicNames()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .values()) {
      topic
          .partitions()
          .forEach(
              p ->
                  wanted.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
    }
    Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
        admin.listOffsets(wanted).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(config.get(Options.APPLICATION_ID))
            .partitionsToOffsetAndMetadata()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    long lag = 0;
    for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end : ends.entrySet()) {
      OffsetAndMetadata offset = committed.get(end.getKey());
      long behind = end.getValue().offset() - (offset == null ? 0 : offset.offset());
      // In transactions the last offset is the marker of the commit, which is no record.
      lag += Math.max(0, config.exactlyOnce() && offset != null ? behind - 1 : behind);
    }
    return lag;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
