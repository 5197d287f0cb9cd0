package io.attune.streams.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.health.Finding.Level;
import io.attune.streams.metrics.AttuneMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PipelineMonitorTest {
  private static final TopicPartition PARTITION = new TopicPartition("attune.task-metrics", 0);

  private final AttuneMetrics metrics = AttuneMetrics.unregistered();
  private final FakeNeighbours neighbours = new FakeNeighbours();
  private Instant now = Instant.EPOCH;
  private final PipelineMonitor monitor =
      new PipelineMonitor(AttuneConfig.defaults(), neighbours, neighbours, metrics, () -> now);

  /** What the monitor sees. */
  private static final class FakeNeighbours
      implements PipelineMonitor.Neighbours, PipelineMonitor.PartitionPositions {
    private boolean brokerAnswers = true;
    private long committed;
    private long waiting;
    private OptionalLong toRestore = OptionalLong.empty();
    private Optional<String> registryFailure = Optional.empty();

    @Override
    public Map<TopicPartition, GroupOffsets.Position> of(List<String> topics)
        throws TimeoutException {
      if (!brokerAnswers) {
        throw new TimeoutException();
      }
      return Map.of(PARTITION, new GroupOffsets.Position(committed, waiting));
    }

    @Override
    public Set<TopicPartition> ownPartitions() {
      return Set.of(PARTITION);
    }

    @Override
    public OptionalLong toRestore() {
      return toRestore;
    }

    @Override
    public Optional<String> registryFailure() {
      return registryFailure;
    }
  }

  private Map<String, Finding> look(Duration later) throws InterruptedException {
    now = now.plus(later);
    monitor.look();
    Map<String, Finding> found = new HashMap<>();
    monitor.findings().forEach(finding -> found.put(finding.name(), finding));
    return found;
  }

  @Test
  void whereEverythingIsWellEverythingIsUp() throws Exception {
    assertThat(look(Duration.ZERO).values()).extracting(Finding::level).containsOnly(Level.UP);
    assertThat(monitor.isStuck()).isFalse();
  }

  @Test
  void aBrokerThatDoesNotAnswerIsDownAndDoesNotMakeItStuck() throws Exception {
    neighbours.waiting = 5;
    look(Duration.ZERO);
    neighbours.brokerAnswers = false;
    Finding broker = look(Duration.ofSeconds(47)).get("broker");
    assertThat(broker.level()).isEqualTo(Level.DOWN);
    assertThat(broker.reason()).contains("has not answered for 47 s");
    look(Duration.ofMinutes(30));
    assertThat(monitor.isStuck()).isFalse();
    neighbours.brokerAnswers = true;
    assertThat(look(Duration.ofSeconds(1)).get("broker").level()).isEqualTo(Level.UP);
    assertThat(monitor.isStuck()).isFalse();
  }

  @Test
  void aRegistryIsToBeLookedAtAndDownAfterThePatienceOfThreads() throws Exception {
    look(Duration.ZERO);
    neighbours.registryFailure = Optional.of("Connection refused.");
    Finding registry = look(Duration.ofSeconds(10)).get("registry");
    assertThat(registry.level()).isEqualTo(Level.WARN);
    assertThat(registry.reason()).contains("for 10 s (Connection refused).");
    assertThat(look(Duration.ofMinutes(3)).get("registry").level()).isEqualTo(Level.DOWN);
  }

  @Test
  void aPartitionThatStandsStillIsDownAndLaterStuck() throws Exception {
    neighbours.waiting = 5;
    look(Duration.ZERO);
    Finding progress = look(Duration.ofMinutes(4)).get("progress");
    assertThat(progress.level()).isEqualTo(Level.DOWN);
    assertThat(progress.reason()).contains("attune.task-metrics-0");
    assertThat(monitor.isStuck()).isFalse();
    look(Duration.ofMinutes(3));
    assertThat(monitor.isStuck()).isTrue();
    assertThat(metrics.registry().get("attune.partitions.stalled").gauge().value()).isEqualTo(1);
    neighbours.committed = 3;
    assertThat(look(Duration.ofSeconds(5)).get("progress").level()).isEqualTo(Level.UP);
    assertThat(monitor.isStuck()).isFalse();
  }

  @Test
  void lossesAreToBeLookedAtForTenMinutes() throws Exception {
    look(Duration.ZERO);
    metrics.deadLetter("attune.lifecycle", "BadRecordException");
    metrics.threadFailure();
    metrics.thinned("tasks", 12);
    Map<String, Finding> found = look(Duration.ofMinutes(1));
    assertThat(found.get("dead letters").level()).isEqualTo(Level.WARN);
    assertThat(found.get("dead letters").reason()).contains(" 1 records ");
    assertThat(found.get("threads").level()).isEqualTo(Level.WARN);
    assertThat(found.get("limits").reason()).contains(" 12 ");
    look(Duration.ofMinutes(1));
    assertThat(look(Duration.ofMinutes(11)).get("threads").level()).isEqualTo(Level.UP);
  }

  @Test
  void whatIsRestoredIsDown() throws Exception {
    neighbours.toRestore = OptionalLong.of(1_234);
    assertThat(look(Duration.ZERO).get("restore"))
        .isEqualTo(
            Finding.down(
                "restore", "State is being restored from the changelogs: 1234 records are left."));
  }
}
