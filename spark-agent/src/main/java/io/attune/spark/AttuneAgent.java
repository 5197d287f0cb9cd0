package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.events.MapperOptions;
import io.attune.events.Redaction;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskGettingResult;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.util.JsonProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of one application: receives Spark's events on Spark's listener thread, copies what is
 * needed into a queue, and leaves the rest to the {@link EventSender}.
 *
 * <p>Never throws, and never blocks except in {@link #applicationEnded}, where the time is bounded.
 */
final class AttuneAgent {
  private static final Logger LOG = LoggerFactory.getLogger(AttuneAgent.class);

  /** Time for the sender to count the discarded events after it was abandoned. */
  private static final long SETTLE_MILLIS = 500;

  private static final String SQL_EVENTS = "org.apache.spark.sql.execution.ui.";
  private static final String STREAMING_EVENTS =
      "org.apache.spark.sql.streaming.StreamingQueryListener$Query";

  private final AgentConfig config;
  private final Supplier<String> applicationId;
  private final Function<String, Output> outputs;
  private final MapperOptions mapping;
  private final Clock clock;
  private final ErrorLog errors;
  private final PendingEvents queue;
  private final Tally tally = new Tally();
  private final PeakReader peaks = new PeakReader();
  private final String version = version();

  private TaskEnds taskEnds;
  private RunningTaskTable runningTasks;
  private EventSender sender;
  private boolean off;
  private boolean ended;

  /**
   * Makes an agent that starts with the first event.
   *
   * @param applicationId called at the first event, because Spark does not know the id earlier
   * @param outputs creates the output for an application id
   */
  AttuneAgent(
      AgentConfig config,
      Map<String, String> sparkProperties,
      String sparkVersion,
      Supplier<String> applicationId,
      Function<String, Output> outputs,
      ErrorLog errors,
      Clock clock) {
    this.config = requireNonNull(config, "config is null");
    this.applicationId = requireNonNull(applicationId, "applicationId is null");
    this.outputs = requireNonNull(outputs, "outputs is null");
    this.errors = requireNonNull(errors, "errors is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.mapping =
        MapperOptions.defaults()
            .withRedaction(Redaction.of(sparkProperties))
            .withSparkVersion(sparkVersion);
    this.queue = new PendingEvents(config.queueCapacity(), config.queueMemory());
    this.off = !config.enabled() || config.problem().isPresent();
    config.warnings().forEach(LOG::warn);
    config.problem().ifPresent(LOG::warn);
  }

  /** Accepts an event. Called by one thread at a time. */
  void accept(SparkListenerEvent event) {
    if (off || ended) {
      return;
    }
    try {
      if (event instanceof SparkListenerTaskEnd) {
        taskEnd((SparkListenerTaskEnd) event);
      } else if (event instanceof SparkListenerTaskStart) {
        taskStart((SparkListenerTaskStart) event);
      } else if (event instanceof SparkListenerExecutorMetricsUpdate) {
        heartbeat((SparkListenerExecutorMetricsUpdate) event);
      } else if (event instanceof SparkListenerBlockUpdated) {
        block((SparkListenerBlockUpdated) event);
      } else if (isRelevant(event)) {
        other(event);
      }
    } catch (Exception | LinkageError | StackOverflowError e) {
      errors.report("A Spark event was lost in the Attune agent", e);
    }
  }

  private static boolean isRelevant(SparkListenerEvent event) {
    if (event instanceof SparkListenerTaskGettingResult) {
      return false;
    }
    String name = event.getClass().getName();
    return name.startsWith("org.apache.spark.scheduler.")
        || name.startsWith(SQL_EVENTS)
        || name.startsWith(STREAMING_EVENTS) && !name.endsWith("$QueryIdleEvent");
  }

  /** No record is made of it: there is one start for each task. */
  private void taskStart(SparkListenerTaskStart event) {
    if (event.taskInfo() != null && start()) {
      runningTasks.started(event.taskInfo());
    }
  }

  private void taskEnd(SparkListenerTaskEnd event) {
    if (!start()) {
      return;
    }
    if (event.taskInfo() != null) {
      runningTasks.ended(event.taskInfo());
    }
    tally.seen();
    long now = clock.millis();
    if (TaskEnds.succeeded(event)) {
      TaskMetrics record = taskEnds.record(event);
      ExecutorMetrics measured = event.taskExecutorMetrics();
      queue.offer(QueuedEvent.task(now, record, () -> peaks.read(measured)));
    } else {
      queue.offer(
          QueuedEvent.json(EventKind.TASK, now, JsonProtocol.sparkEventToJsonString(event)));
    }
  }

  private void heartbeat(SparkListenerExecutorMetricsUpdate event) {
    if (!start()) {
      return;
    }
    tally.seen();
    LifecycleEvent running = runningTasks.heartbeat(event, clock.millis());
    if (running != null) {
      queue.offer(QueuedEvent.runningTasks(clock.millis(), running));
    }
    // Keep the peaks and not the event, which holds the accumulators of every running task.
    var measured = event.executorUpdates();
    int stages = measured.size();
    if (stages > 0) {
      queue.offer(
          QueuedEvent.heartbeat(
              clock.millis(), event.execId(), stages, () -> peaks.read(measured)));
    }
  }

  /** A block update is immutable, so writing its JSON can be left to the sender's thread. */
  private void block(SparkListenerBlockUpdated event) {
    if (event.blockUpdatedInfo().blockId().isRDD() && start()) {
      tally.seen();
      queue.offer(
          QueuedEvent.block(clock.millis(), () -> JsonProtocol.sparkEventToJsonString(event)));
    }
  }

  /** Serializes the event immediately: Spark goes on changing the stages that it refers to. */
  private void other(SparkListenerEvent event) {
    if (!start()) {
      return;
    }
    tally.seen();
    long now = clock.millis();
    String json = JsonProtocol.sparkEventToJsonString(event);
    if (event instanceof SparkListenerExecutorRemoved) {
      String executorId = ((SparkListenerExecutorRemoved) event).executorId();
      queue.offer(QueuedEvent.executorRemoved(now, json, executorId));
    } else {
      queue.offer(QueuedEvent.json(EventKind.LIFECYCLE, now, json));
    }
    if (event instanceof SparkListenerApplicationEnd) {
      applicationEnded();
    }
  }

  /** Starts the sender if it is not running; false when it has ended. */
  private boolean start() {
    if (sender != null) {
      off = sender.hasEnded();
      return !off;
    }
    try {
      String id = applicationId.get();
      taskEnds = new TaskEnds(id);
      runningTasks = new RunningTaskTable(id);
      EventSender starting =
          new EventSender(
              id, config, mapping, queue, outputs.apply(id), tally, errors, clock, version);
      Thread thread = new Thread(starting, "attune-agent");
      thread.setDaemon(true);
      // Kafka's client loads classes by name, and Spark's driver has several class loaders.
      thread.setContextClassLoader(AttuneAgent.class.getClassLoader());
      thread.start();
      sender = starting;
      LOG.info(
          "Attune agent {} sends events of {} to {} (topics {}*).",
          version,
          id,
          config.kafka().get("bootstrap.servers"),
          config.topics().lifecycle().name().replace("lifecycle", ""));
      return true;
    } catch (Exception | LinkageError e) {
      off = true;
      throw e;
    }
  }

  /**
   * Waits, for a bounded time, until every record is acknowledged, and logs what was lost.
   *
   * <p>The bound is the shutdown timeout less the time since Kafka last answered, and zero if
   * nothing has listened at its address since the start: an application with an unreachable Kafka
   * ends when it would end without the agent.
   */
  private void applicationEnded() {
    ended = true;
    if (sender == null) {
      return;
    }
    queue.close();
    try {
      if (!sender.awaitSettled(remainingTimeoutMillis())) {
        sender.abandon();
        sender.awaitSettled(SETTLE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      sender.abandon();
    }
    logSummary();
  }

  private long remainingTimeoutMillis() {
    if (sender.delivery().isRefused()) {
      return 0;
    }
    long silent = Math.max(0, clock.millis() - sender.delivery().lastProgressMillis());
    return Math.max(0, config.shutdownTimeout().toMillis() - silent);
  }

  private void logSummary() {
    // If the sender has not finished counting, queued events have no sequence number yet.
    long dropped = queue.dropped();
    long all = tally.lastSequence() + queue.size();
    long missing = all - tally.recordsSent();
    if (missing <= 0) {
      LOG.info("Attune agent: all {} records arrived.", all);
      return;
    }
    StringBuilder kinds = new StringBuilder();
    for (EventKind kind : EventKind.values()) {
      long count = queue.dropped(kind);
      if (count > 0) {
        kinds
            .append(kinds.length() == 0 ? "" : ", ")
            .append(count)
            .append(' ')
            .append(kind.plural());
      }
    }
    String obstacle = sender.delivery().obstacle();
    LOG.warn(
        "Attune agent: {} of {} records arrived. Lost: {} because the queue was full{}, {} because"
            + " they could not be delivered{}. Advice for this run will be based on incomplete data.",
        tally.recordsSent(),
        all,
        dropped,
        kinds.length() == 0 ? "" : " (" + kinds + ")",
        Math.max(0, missing - dropped),
        obstacle == null ? "" : " (" + obstacle + ")");
  }

  /** Counts of the events so far. */
  AgentCounts counts() {
    return new AgentCounts(tally, queue);
  }

  Tally tally() {
    return tally;
  }

  PendingEvents queue() {
    return queue;
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = AttuneAgent.class.getResourceAsStream("agent.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      LOG.debug("The agent's version could not be read", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
