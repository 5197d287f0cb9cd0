package io.attune.streams.health;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer group has come on topics. */
public final class GroupOffsets implements PipelineMonitor.PartitionPositions {
  private final Admin admin;
  private final String group;
  private final boolean transactions;
  private final Duration patience;

  /**
   * Where a partition is.
   *
   * @param committed next offset of the group, 0 before its first commit
   * @param waiting records that are not committed
   */
  public record Position(long committed, long waiting) {}

  /**
   * @param transactions whether the topics may end with the marker of a transaction
   * @param patience how long one answer is waited for
   */
  public GroupOffsets(Admin admin, String group, boolean transactions, Duration patience) {
    this.admin = requireNonNull(admin, "admin is null");
    this.group = requireNonNull(group, "group is null");
    this.transactions = transactions;
    this.patience = requireNonNull(patience, "patience is null");
  }

  /**
   * Positions of all partitions of topics.
   *
   * @throws ExecutionException when the broker refuses, as while a topic is being created
   * @throws TimeoutException when it does not answer
   */
  @Override
  public Map<TopicPartition, Position> of(List<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get(patience.toMillis(), TimeUnit.MILLISECONDS)
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(
                        p ->
                            wanted.put(
                                new TopicPartition(name, p.partition()), OffsetSpec.latest())));
    Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
        admin.listOffsets(wanted).all().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    Map<TopicPartition, Position> positions = new HashMap<>();
    ends.forEach((p, end) -> positions.put(p, position(end.offset(), committed.get(p))));
    return positions;
  }

  private Position position(long end, OffsetAndMetadata offset) {
    if (offset == null) {
      return new Position(0, end);
    }
    // In transactions the last offset is the marker of the commit, which is no record.
    long behind = end - offset.offset() - (transactions ? 1 : 0);
    return new Position(offset.offset(), Math.max(0, behind));
  }
}
