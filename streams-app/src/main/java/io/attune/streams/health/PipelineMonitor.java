package io.attune.streams.health;

import static java.util.Objects.requireNonNull;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.metrics.AttuneMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the pipeline from outside, every few seconds on a thread of its own: whether broker and
 * registry answer, whether each partition moves, and what was lost lately. What it found stands
 * ready, so that a health check waits for nobody.
 */
public final class PipelineMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineMonitor.class);

  private final AttuneConfig config;
  private final PartitionPositions offsets;
  private final Neighbours neighbours;
  private final InstantSource clock;
  private final PartitionProgress progress = new PartitionProgress();
  private final Recently deadLetters;
  private final Recently threadFailures;
  private final Recently thinned;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "attune-monitor");
  private final Outage broker;
  private final Outage registry;
  private volatile List<Finding> findings = List.of();
  private volatile boolean stuck;

  /** Positions of the consumer group. */
  @FunctionalInterface
  public interface PartitionPositions {
    /** Positions of all partitions of topics; see {@link GroupOffsets#of}. */
    Map<TopicPartition, GroupOffsets.Position> of(List<String> topics)
        throws InterruptedException, ExecutionException, TimeoutException;
  }

  /** What the monitor asks for besides offsets. */
  public interface Neighbours {
    /** Partitions that this instance works on. */
    Set<TopicPartition> ownPartitions();

    /** Records that are still to be restored; empty when nothing is being restored. */
    OptionalLong toRestore();

    /** Why the registry does not answer; empty when it does. */
    Optional<String> registryFailure();
  }

  /** Nothing is looked at before {@link #start}. */
  public PipelineMonitor(
      AttuneConfig config,
      PartitionPositions offsets,
      Neighbours neighbours,
      AttuneMetrics metrics,
      InstantSource clock) {
    this.config = requireNonNull(config, "config is null");
    this.offsets = requireNonNull(offsets, "offsets is null");
    this.neighbours = requireNonNull(neighbours, "neighbours is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.broker = new Outage(clock.instant());
    this.registry = new Outage(clock.instant());
    this.deadLetters = new Recently(() -> sum(metrics, "attune.dead.letters"));
    this.threadFailures = new Recently(() -> sum(metrics, "attune.thread.failures"));
    this.thinned = new Recently(() -> sum(metrics, "attune.thinned"));
    thread.setDaemon(true);
    Gauge.builder("attune.lag", progress, PartitionProgress::waiting)
        .description("Records of the input topics and of the repartition topic not committed yet")
        .register(metrics.registry());
    Gauge.builder("attune.partitions.stalled", this, PipelineMonitor::stalled)
        .description("Partitions of this instance that do not move although records wait")
        .register(metrics.registry());
    Gauge.builder("attune.broker.up", broker, outage -> outage.answers() ? 1 : 0)
        .description("Whether the broker answered when it was last asked")
        .register(metrics.registry());
    Gauge.builder("attune.registry.up", registry, outage -> outage.answers() ? 1 : 0)
        .description("Whether the schema registry answered when it was last asked")
        .register(metrics.registry());
  }

  private static double sum(AttuneMetrics metrics, String counter) {
    return metrics.registry().find(counter).counters().stream().mapToDouble(Counter::count).sum();
  }

  /** Begins to look. */
  public void start() {
    thread.start();
  }

  /** What was found last; empty before the first look. */
  public List<Finding> findings() {
    return findings;
  }

  /**
   * Whether a partition has not moved for so long, with everybody answering, that only a restart is
   * left.
   */
  public boolean isStuck() {
    return stuck;
  }

  private synchronized double stalled() {
    return progress.stalled(clock.instant(), config.get(Options.HEALTH_STALLED));
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        look();
        closing.await(config.get(Options.HEALTH_INTERVAL).toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.warn("The pipeline's health cannot be looked at: {}", e.toString());
      }
    }
  }

  /** One look. */
  void look() throws InterruptedException {
    askBroker();
    Optional<String> away = neighbours.registryFailure();
    OptionalLong toRestore = neighbours.toRestore();
    Instant now = clock.instant();
    registry.saw(away, now);
    List<Finding> found = new ArrayList<>();
    found.add(brokerFinding(now));
    found.add(registryFinding(now));
    found.add(
        toRestore.isPresent()
            ? Finding.down("restore", restoring(toRestore.getAsLong()))
            : Finding.up("restore", "No state is being restored."));
    synchronized (this) {
      found.add(progressFinding(now));
      found.add(lagFinding());
    }
    found.add(
        lately(
            "dead letters",
            deadLetters.risen(now),
            "records could not be used and were put aside"));
    found.add(lately("threads", threadFailures.risen(now), "stream threads failed"));
    found.add(
        lately(
            "limits",
            thinned.risen(now),
            "facts or tasks of applications beyond a limit were not kept"));
    findings = List.copyOf(found);
  }

  private void askBroker() throws InterruptedException {
    List<String> topics = new ArrayList<>();
    config.topics().inputs().forEach(topic -> topics.add(topic.name()));
    topics.add(config.get(Options.APPLICATION_ID) + "-run-snapshots-repartition");
    try {
      Map<TopicPartition, GroupOffsets.Position> positions = offsets.of(topics);
      Instant now = clock.instant();
      broker.saw(Optional.empty(), now);
      synchronized (this) {
        progress.saw(positions, neighbours.ownPartitions(), now);
      }
    } catch (TimeoutException e) {
      broker.saw(Optional.of("no answer"), clock.instant());
      forgetProgress();
    } catch (ExecutionException e) {
      boolean silent = e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException;
      broker.saw(
          silent ? Optional.of(String.valueOf(e.getCause().getMessage())) : Optional.empty(),
          clock.instant());
      forgetProgress();
      LOG.debug("Offsets are not known", e);
    }
  }

  private synchronized void forgetProgress() {
    progress.lost();
  }

  private Finding brokerFinding(Instant now) {
    String kafka = "Kafka at " + config.get(Options.BOOTSTRAP_SERVERS);
    return broker.answers()
        ? Finding.up("broker", kafka + " answers.")
        : Finding.down("broker", kafka + broker.since(now));
  }

  private Finding registryFinding(Instant now) {
    String name = "The schema registry at " + config.get(Options.SCHEMA_REGISTRY_URL);
    if (registry.answers()) {
      return Finding.up("registry", name + " answers.");
    }
    String sentence = name + registry.since(now) + " Events of known schemas are worked on.";
    return registry.lasts(now).compareTo(config.get(Options.REGISTRY_PATIENCE)) > 0
        ? Finding.down("registry", sentence)
        : Finding.warn("registry", sentence);
  }

  private static String restoring(long records) {
    return "State is being restored from the changelogs: " + records + " records are left.";
  }

  private Finding progressFinding(Instant now) {
    Duration limit = config.get(Options.HEALTH_STALLED);
    stuck =
        broker.answers() && registry.answers() && progress.stalled(now, limit.multipliedBy(2)) > 0;
    return progress
        .stalledSentence(now, limit)
        .map(sentence -> Finding.down("progress", sentence))
        .orElseGet(
            () ->
                broker.answers()
                    ? Finding.up("progress", "Every partition with records that wait moves.")
                    : Finding.warn("progress", "It is not known while Kafka does not answer."));
  }

  private Finding lagFinding() {
    String records = progress.waiting() + " records wait";
    return progress.grows()
        ? Finding.warn("lag", records + ", more and more for five minutes.")
        : Finding.up("lag", records + ".");
  }

  private static Finding lately(String name, long count, String what) {
    return count == 0
        ? Finding.up(name, "None within the last ten minutes.")
        : Finding.warn(name, "Within the last ten minutes, " + count + " " + what + ".");
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
