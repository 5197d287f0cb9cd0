package io.attune.streams;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.Advisor;
import io.attune.streams.advise.WorkloadQueries;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Options;
import io.attune.streams.errors.DeadLetters;
import io.attune.streams.errors.DistinctErrors;
import io.attune.streams.errors.Patience;
import io.attune.streams.errors.RefusedAccess;
import io.attune.streams.errors.ThreadReplacement;
import io.attune.streams.health.GroupOffsets;
import io.attune.streams.health.PipelineMonitor;
import io.attune.streams.health.RegistryProbe;
import io.attune.streams.health.RestoreProgress;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.metrics.AttuneMetrics;
import io.attune.streams.store.RocksDbSettings;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Attune: the topics, the topology, and what is served over HTTP. The composition root of
 * this module. Started once and closed once; closing is orderly: state is committed, so that the
 * next start need not restore it.
 */
public final class AttuneStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttuneStreams.class);
  private static final Duration START_PATIENCE = Duration.ofMinutes(5);

  /** Of the time for shutting down, what is left for the other parts. */
  private static final Duration CLOSE_RESERVE = Duration.ofSeconds(5);

  private static final Duration ADMIN_CLOSE = Duration.ofSeconds(2);
  private static final Duration BACKLOG_PATIENCE = Duration.ofSeconds(15);
  private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(5);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final AttuneConfig config;
  private final PrometheusMeterRegistry registry;
  private final AttuneMetrics metrics;
  private final Patience patience;
  private final CountDownLatch firstRunning = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<String> whyStopped = new AtomicReference<>();

  /** Closed in reverse order. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private final KafkaRights rights;
  private volatile TopicAdmin topics;
  private volatile boolean cancelled;
  private Advisor advisor;
  private KafkaStreams streams;
  private Backlog backlog;
  private PipelineMonitor monitor;
  private boolean closed;

  /** Nothing is connected to before {@link #start}. */
  public AttuneStreams(AttuneConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.metrics = new AttuneMetrics(registry);
    this.patience = new Patience(config.get(Options.REGISTRY_PATIENCE));
    this.rights = new KafkaRights(config);
  }

  /**
   * Creates the topics that are missing, starts the pipeline, and returns when it runs: tasks are
   * assigned and state is restored.
   *
   * @throws ConfigurationException as {@link #begin}
   */
  public void start() {
    begin();
    try {
      awaitRunning();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Creates the topics that are missing and starts the pipeline, without waiting until it runs.
   *
   * @throws ConfigurationException one sentence, when something it needs is not as it has to be:
   *     brokers that cannot be reached, input topics of different size, a state directory or a port
   *     in use, a rules file that cannot be read
   */
  public synchronized void begin() {
    if (closed || streams != null) {
      throw new IllegalStateException("it has been started or closed already");
    }
    try {
      doStart();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void doStart() {
    advisor = new AdvisorFiles(config).advisor();
    long maxDeadLetterBytes;
    try (TopicAdmin admin = new TopicAdmin(config)) {
      topics = admin;
      requireGoingOn();
      admin.requireRights(ServeRights.of(config));
      int partitions = admin.ensureTopics();
      LOG.info("The input topics have {} partitions each", partitions);
      maxDeadLetterBytes =
          Math.min(
              config.get(Options.DEAD_LETTER_BYTES),
              admin.maxMessageBytes(config.topics().deadLetters()).orElse(Long.MAX_VALUE));
    } finally {
      topics = null;
    }
    requireGoingOn();
    StateDirectory.prepare(config);
    RocksDbSettings.SharedMemory memory =
        new RocksDbSettings.SharedMemory(
            config.get(Options.ROCKSDB_CACHE), config.get(Options.ROCKSDB_WRITE_BUFFERS));
    parts.push(memory);
    Properties properties = StreamsSettings.of(config, deadLetters(maxDeadLetterBytes), memory);
    Topology topology =
        new AttuneTopology(config, new EventSerdes(config, patience), advisor, metrics)
            .build(properties);
    streams = new KafkaStreams(topology, properties);
    parts.push(this::closeStreams);
    Consumer<String> why = sentence -> whyStopped.compareAndSet(null, sentence);
    streams.setUncaughtExceptionHandler(
        new RefusedAccess(
            rights::refusal,
            why,
            new ThreadReplacement(
                patience,
                metrics,
                InstantSource.system(),
                new ThreadReplacement.Limit(
                    config.get(Options.THREAD_REPLACEMENTS),
                    config.get(Options.THREAD_REPLACEMENTS_WINDOW)),
                why)));
    streams.setStateListener(this::onState);
    bindMetrics();
    observe();
    startStreams();
    monitor.start();
  }

  private DeadLetters deadLetters(long maxDeadLetterBytes) {
    return new DeadLetters(
        metrics,
        new DistinctErrors(
            LoggerFactory.getLogger(DeadLetters.class), InstantSource.system(), QUIET),
        config.topics().deadLetters().name(),
        maxDeadLetterBytes);
  }

  private void bindMetrics() {
    if (config.get(Options.HTTP_METRICS_KAFKA)) {
      KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams);
      kafka.bindTo(registry);
      parts.push(kafka);
    }
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(registry);
    parts.push(gc);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  private void observe() {
    Admin admin = Admin.create(TopicAdmin.clientProperties(config));
    parts.push(() -> admin.close(ADMIN_CLOSE));
    String group = config.get(Options.APPLICATION_ID);
    backlog =
        new Backlog(
            config,
            metrics,
            new GroupOffsets(admin, group, config.exactlyOnce(), BACKLOG_PATIENCE));
    RestoreProgress restore = new RestoreProgress();
    streams.setGlobalStateRestoreListener(restore);
    RegistryProbe registryProbe = new RegistryProbe(EventSerdes.properties(config));
    parts.push(registryProbe);
    monitor =
        new PipelineMonitor(
            config,
            new GroupOffsets(admin, group, config.exactlyOnce(), HEALTH_PATIENCE),
            new MonitoredPipeline(streams, restore, registryProbe),
            metrics,
            InstantSource.system());
    parts.push(monitor);
  }

  private void startStreams() {
    try {
      streams.start();
    } catch (StreamsException e) {
      throw StateDirectory.unusable(config, e);
    }
  }

  private void onState(KafkaStreams.State now, KafkaStreams.State before) {
    LOG.info("The pipeline is {}", now);
    if (now == KafkaStreams.State.RUNNING) {
      firstRunning.countDown();
    }
    if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
      firstRunning.countDown();
      stopped.countDown();
    }
  }

  /**
   * Waits until tasks are assigned and state is restored, five minutes at most.
   *
   * @throws ConfigurationException when the pipeline ended instead
   */
  public void awaitRunning() {
    try {
      if (!firstRunning.await(START_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("The pipeline is not running after {}; it goes on starting", START_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException("Interrupted while the pipeline was starting.", e);
    }
    requireGoingOn();
    if (streams.state() == KafkaStreams.State.ERROR) {
      throw new ConfigurationException(
          whyStopped()
              .orElse(
                  "The pipeline ended with an error while it was starting; the log has its"
                      + " cause."));
    }
    if (isRunning()) {
      // The topics that Kafka Streams keeps for itself could not be asked about before.
      rights.require();
    }
  }

  /** Whether tasks are assigned and state is restored, so that events are worked on. */
  public boolean isRunning() {
    return streams != null && streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Whether it can go on, or will once a rebalance is over. */
  public PipelineHealth health() {
    KafkaStreams.State state = streams.state();
    return new PipelineHealth(
        state.name(),
        state == KafkaStreams.State.RUNNING,
        state.isRunningOrRebalancing(),
        whyStopped(),
        monitor.isStuck(),
        monitor.findings());
  }

  /**
   * Waits until the pipeline has ended: it was closed, or it failed for good.
   *
   * @return whether it was closed rather than failed
   */
  public boolean awaitEnd() throws InterruptedException {
    stopped.await();
    return streams.state() != KafkaStreams.State.ERROR;
  }

  /**
   * Why the pipeline stopped by itself, in one sentence for the operator.
   *
   * @return empty while it runs, when it was closed, and when only the log knows
   */
  public Optional<String> whyStopped() {
    return Optional.ofNullable(whyStopped.get());
  }

  /**
   * Whether everything that was in the input topics when this was called has been processed: read,
   * committed, judged, and its recommendations written. True for the only instance of an
   * application id; with several, each knows only its own marks.
   *
   * <p>Takes up to a commit interval to become true after the last event.
   */
  public boolean isCaughtUp() {
    return isRunning() && backlog.isEmpty();
  }

  /** What is counted, also served under {@code /metrics}. */
  public AttuneMetrics metrics() {
    return metrics;
  }

  /** Where everything that is measured is registered. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Kafka Streams itself, to read its stores. */
  public KafkaStreams kafka() {
    return streams;
  }

  /** What is remembered of workloads. */
  public WorkloadQueries workloads() {
    return new WorkloadQueries(streams, advisor);
  }

  private void closeStreams() {
    Duration all = config.get(Options.SHUTDOWN_TIMEOUT);
    Duration limit =
        all.compareTo(CLOSE_RESERVE.multipliedBy(2)) < 0
            ? all.dividedBy(2)
            : all.minus(CLOSE_RESERVE);
    if (!streams.close(limit)) {
      LOG.warn("The pipeline did not end within {}", limit);
    }
  }

  /**
   * Ends whatever it waits for, now and later, without waiting itself: {@link #begin} and {@link
   * #awaitRunning} fail then. It has to be closed all the same.
   */
  public void cancel() {
    cancelled = true;
    patience.stop();
    firstRunning.countDown();
    TopicAdmin admin = topics;
    if (admin != null) {
      admin.cancel();
    }
  }

  private void requireGoingOn() {
    if (cancelled) {
      throw new ConfigurationException("Stopped while it was starting.");
    }
  }

  @Override
  public void close() {
    cancel();
    closeParts();
  }

  private synchronized void closeParts() {
    if (closed) {
      return;
    }
    closed = true;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("Closing was not clean: {}", e.toString());
      }
    }
    registry.close();
    stopped.countDown();
  }
}
