package io.attune.streams;

import static java.util.Objects.requireNonNull;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.health.GroupOffsets;
import io.attune.streams.metrics.AttuneMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * What the pipeline still has to process. It is empty when the input topics are committed to their
 * end, no application waits for its snapshot, every snapshot that was sent has arrived, and the
 * repartition topic is committed to its end, which happens after its results were written.
 */
final class Backlog {
  private final AttuneConfig config;
  private final AttuneMetrics metrics;
  private final GroupOffsets offsets;

  Backlog(AttuneConfig config, AttuneMetrics metrics, GroupOffsets offsets) {
    this.config = requireNonNull(config, "config is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.offsets = requireNonNull(offsets, "offsets is null");
  }

  /** Whether nothing is left; false when the brokers do not answer in time. */
  boolean isEmpty() {
    try {
      List<String> inputs = new ArrayList<>();
      config.topics().inputs().forEach(topic -> inputs.add(topic.name()));
      return waiting(inputs) == 0
          && metrics.pendingApplications() == 0
          && metrics.snapshotPartsInFlight() <= 0
          && waiting(List.of(config.get(Options.APPLICATION_ID) + "-run-snapshots-repartition"))
              == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      // During a rebalance, or while a topic is being created: not empty.
      return false;
    }
  }

  private long waiting(List<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    return offsets.of(topics).values().stream().mapToLong(GroupOffsets.Position::waiting).sum();
  }
}
