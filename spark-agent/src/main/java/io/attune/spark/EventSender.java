package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.events.LargestPeaks;
import io.attune.events.MapperOptions;
import io.attune.events.SparkEventMapper;
import io.attune.events.StageExecutorPeaks;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;

/**
 * The agent's own thread: takes events from the queue, maps what is not mapped yet, numbers the
 * records and hands them over; reports now and then what it did.
 *
 * <p>While Kafka or the registry is away it stays with one record and tries again, so the queue
 * fills up and the loss happens there, where it is counted by kind, and what waited goes out first
 * when they are back. {@link #abandon()} ends that.
 */
final class EventSender implements Runnable {
  private static final int BATCH = 512;
  private static final Duration CLOSE = Duration.ofSeconds(2);

  /** A shorter absence is none: the first metadata of a slow cluster takes a few seconds. */
  private static final long WORTH_SAYING_MILLIS = 10_000;

  private final String applicationId;
  private final Topics topics;
  private final Duration reportInterval;
  private final PendingEvents queue;
  private final Output output;
  private final Tally tally;
  private final ErrorCounts errors;
  private final Clock clock;
  private final EventClock eventClock = new EventClock();
  private final Target target = new Target();
  private final SparkEventMapper mapper;
  private final ExecutorWidePeaks executors = new ExecutorWidePeaks();
  private final CountDownLatch abandoned = new CountDownLatch(1);
  private final CountDownLatch settled = new CountDownLatch(1);
  private final Object delivery = new Object();
  private final String version;

  private final Object interruption = new Object();

  /** Who may be interrupted; guarded by {@link #interruption}. */
  private Thread thread;

  private volatile boolean refused;
  private volatile long lastGoodMillis;
  private long lastReportMillis;
  private long seenAtLastReport;
  private boolean said;
  private volatile String obstacle;

  EventSender(
      String applicationId,
      AgentConfig config,
      MapperOptions options,
      PendingEvents queue,
      Output output,
      Tally tally,
      ErrorCounts errors,
      Clock clock,
      String version) {
    this.applicationId = requireNonNull(applicationId, "applicationId is null");
    this.topics = config.topics();
    this.reportInterval = config.reportInterval();
    this.queue = requireNonNull(queue, "queue is null");
    this.output = requireNonNull(output, "output is null");
    this.tally = requireNonNull(tally, "tally is null");
    this.errors = requireNonNull(errors, "errors is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.version = requireNonNull(version, "version is null");
    this.mapper =
        new SparkEventMapper(
            new Sink(),
            options.withApplicationId(applicationId).withoutSequence().withClock(eventClock));
    this.lastGoodMillis = clock.millis();
    this.lastReportMillis = lastGoodMillis;
  }

  @Override
  public void run() {
    synchronized (interruption) {
      thread = Thread.currentThread();
    }
    try {
      awaitOutput();
      while (!isAbandoned() && !queue.isDone()) {
        List<QueuedEvent> batch = queue.take(BATCH, PendingEvents.lookNanos());
        for (QueuedEvent event : batch) {
          process(event);
        }
        if (batch.isEmpty() && tally.inFlight() == 0) {
          lastGoodMillis = clock.millis();
        }
        reportIfDue();
      }
      finish();
    } catch (InterruptedException e) {
      // Abandoned while waiting; what is left is counted below.
      Thread.currentThread().interrupt();
    } catch (UnusableOutputException e) {
      errors.report("The Attune agent is off; the application goes on without it", e);
    } catch (Throwable e) {
      errors.report("The Attune agent has ended early; the application goes on without it", e);
    } finally {
      close();
    }
  }

  /** Stops trying: what has not arrived is counted as lost. Returns at once. */
  void abandon() {
    synchronized (interruption) {
      abandoned.countDown();
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** Waits until nothing is under way any more: delivered, or given up and counted. */
  boolean awaitSettled(long millis) throws InterruptedException {
    return settled.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Whether it has ended, for whatever reason. */
  boolean hasEnded() {
    return settled.getCount() == 0;
  }

  /** When Kafka last took something, or nothing was waiting for it; epoch milliseconds. */
  long lastGoodMillis() {
    return lastGoodMillis;
  }

  /** Whether nobody has listened yet where Kafka and the registry should be, when last looked. */
  boolean isRefused() {
    return refused;
  }

  /** What kept the sender from sending when it was last heard of; null when nothing did. */
  String obstacle() {
    return obstacle;
  }

  private boolean isAbandoned() {
    return abandoned.getCount() == 0;
  }

  private void process(QueuedEvent event) {
    tally.skip(event.gapBefore());
    if (isAbandoned()) {
      giveUp(event);
      return;
    }
    eventClock.set(event.arrivalMillis());
    try {
      event.deliverTo(target);
    } catch (UnusableOutputException e) {
      giveUp(event);
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      errors.report("An event of Spark was lost", e);
      giveUp(event);
    }
  }

  /** Counts an event that will not become a record. */
  private void giveUp(QueuedEvent event) {
    tally.next();
    tally.lost(event.kind() == EventKind.TASK);
  }

  private void finish() throws InterruptedException {
    if (isAbandoned()) {
      return;
    }
    mapper.finish();
    executorNews();
    awaitArrival();
    tally.skip(queue.takeGap());
    report(true);
    awaitArrival();
  }

  /** Leaves the events where they are until there is somebody to send them to. */
  private void awaitOutput() {
    ReconnectBackoff backoff = new ReconnectBackoff(abandoned);
    while (!isAbandoned()) {
      boolean last = queue.isClosed();
      try {
        output.open();
        refused = false;
        backAgain();
        return;
      } catch (OutputUnavailableException e) {
        refused = true;
        unavailable(e);
        if (last) {
          // The application has ended, and nobody was there at any time.
          abandoned.countDown();
          return;
        }
        backoff.pause();
      }
    }
  }

  private void awaitArrival() throws InterruptedException {
    synchronized (delivery) {
      while (tally.inFlight() > 0 && !isAbandoned()) {
        delivery.wait(ReconnectBackoff.LONGEST_MILLIS);
      }
    }
  }

  private void close() {
    queue.close();
    // An interrupt from here on would leave events uncounted, and make the producer's close return
    // before its callbacks.
    synchronized (interruption) {
      thread = null;
      Thread.interrupted();
    }
    giveUpTheRest();
    boolean clean = tally.inFlight() == 0;
    if (clean) {
      settled.countDown();
    }
    try {
      output.close(clean ? CLOSE : Duration.ZERO);
    } catch (RuntimeException | LinkageError e) {
      errors.report("The Kafka producer did not close", e);
    }
    settled.countDown();
  }

  private void giveUpTheRest() {
    try {
      while (!queue.isDone()) {
        for (QueuedEvent event : queue.take(BATCH, 0)) {
          tally.skip(event.gapBefore());
          giveUp(event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tally.skip(queue.takeGap());
  }

  private void reportIfDue() {
    long now = clock.millis();
    if (now - lastReportMillis >= reportInterval.toMillis()) {
      lastReportMillis = now;
      executorNews();
      if (tally.eventsSeen() != seenAtLastReport) {
        seenAtLastReport = tally.eventsSeen();
        report(false);
      }
    }
  }

  private void executorNews() {
    Instant now = clock.instant();
    executors.news(applicationId, now).forEach(record -> deliver(topics.executorMetrics(), record));
  }

  private void report(boolean complete) {
    deliver(
        topics.lifecycle(),
        AgentReports.report(applicationId, clock.instant(), version, tally, queue, complete));
  }

  /** Numbers a record and stays with it until it is handed over, given up, or abandoned. */
  private void deliver(Topics.Topic topic, SpecificRecord record) {
    boolean task = record instanceof TaskMetrics;
    SequenceNumbers.set(record, tally.next());
    ReconnectBackoff backoff = new ReconnectBackoff(abandoned);
    while (!isAbandoned()) {
      try {
        tally.handedOver();
        output.send(topic, applicationId, record, error -> completed(error, task));
        backAgain();
        return;
      } catch (OutputUnavailableException e) {
        tally.takenBack();
        unavailable(e);
        backoff.pause();
      } catch (UnusableOutputException e) {
        tally.failed(task);
        throw e;
      } catch (RuntimeException | LinkageError e) {
        tally.failed(task);
        errors.report("A record for " + topic + " was lost", e);
        return;
      }
    }
    tally.lost(task);
  }

  private void unavailable(OutputUnavailableException e) {
    if (isAbandoned()) {
      return;
    }
    obstacle = e.getMessage();
    if (clock.millis() - lastGoodMillis >= WORTH_SAYING_MILLIS) {
      said = true;
      errors.report("The Attune agent cannot send now", e);
    }
  }

  private void backAgain() {
    obstacle = null;
    if (said) {
      said = false;
      errors.note("The Attune agent can send again.");
    }
  }

  private void completed(Exception error, boolean task) {
    if (error == null) {
      tally.sent();
      lastGoodMillis = clock.millis();
    } else {
      tally.failed(task);
      if (!isAbandoned()) {
        errors.report("Kafka did not take a record", error);
      }
    }
    if (tally.inFlight() == 0) {
      synchronized (delivery) {
        delivery.notifyAll();
      }
    }
  }

  /** Records that the mapper made. */
  private final class Sink implements EventSink {
    @Override
    public void task(TaskMetrics event) {
      deliver(topics.taskMetrics(), event);
    }

    @Override
    public void executor(ExecutorMetrics event) {
      deliver(topics.executorMetrics(), event);
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      deliver(topics.lifecycle(), event);
    }
  }

  /** Events that waited. */
  private final class Target implements QueuedEvent.Target {
    @Override
    public void task(TaskMetrics record, LargestPeaks peaks) {
      if (peaks != null) {
        mapper
            .peaks()
            .raise(record.getExecutorId(), record.getStageId(), record.getStageAttempt(), peaks);
        executors.raise(record.getExecutorId(), peaks);
      }
      deliver(topics.taskMetrics(), record);
    }

    @Override
    public void json(String json) {
      mapper.accept(json);
    }

    @Override
    public void heartbeat(String executorId, List<QueuedEvent.StagePeaks> heartbeat) {
      for (QueuedEvent.StagePeaks stage : heartbeat) {
        mapper
            .peaks()
            .raise(
                executorId,
                stage.stageId < 0 ? StageExecutorPeaks.NO_STAGE : stage.stageId,
                stage.stageAttempt,
                stage.peaks);
        executors.raise(executorId, stage.peaks);
      }
    }

    @Override
    public void executorRemoved(String executorId) {
      executors
          .removed(applicationId, executorId, eventClock.instant())
          .forEach(record -> deliver(topics.executorMetrics(), record));
    }
  }
}
