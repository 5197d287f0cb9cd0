package io.attune.endtoend;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.health.GroupOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** What a pipeline has not committed yet, as its broker sees it. */
final class PipelineLag implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AttuneConfig config;
  private final Admin admin;
  private final GroupOffsets offsets;

  PipelineLag(AttuneConfig config) {
    this.config = config;
    this.admin = Admin.create(Map.of("bootstrap.servers", config.get(Options.BOOTSTRAP_SERVERS)));
    this.offsets =
        new GroupOffsets(admin, config.get(Options.APPLICATION_ID), config.exactlyOnce(), PATIENCE);
  }

  /** Records of the input topics that are not committed. */
  long ofInputs() throws InterruptedException {
    return waiting(inputs());
  }

  /** The same, and records on their way from Observe to Advise. */
  long ofAll() throws InterruptedException {
    List<String> topics = inputs();
    topics.add(config.get(Options.APPLICATION_ID) + "-run-snapshots-repartition");
    return waiting(topics);
  }

  private List<String> inputs() {
    List<String> inputs = new ArrayList<>();
    config.topics().inputs().forEach(topic -> inputs.add(topic.name()));
    return inputs;
  }

  private long waiting(List<String> topics) throws InterruptedException {
    return positions(topics).values().stream().mapToLong(GroupOffsets.Position::waiting).sum();
  }

  /** Positions of the input topics. */
  Map<TopicPartition, GroupOffsets.Position> positions() throws InterruptedException {
    return positions(inputs());
  }

  private Map<TopicPartition, GroupOffsets.Position> positions(List<String> topics)
      throws InterruptedException {
    try {
      return offsets.of(topics);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the broker does not answer", e);
    }
  }

  @Override
  public void close() {
    admin.close(PATIENCE);
  }
}
