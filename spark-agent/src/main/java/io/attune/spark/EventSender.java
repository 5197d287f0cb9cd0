package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.events.MapperOptions;
import io.attune.events.MemoryPeaks;
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

/**
 * The agent's sender thread: takes events from the queue, maps them to records, hands these to the
 * {@link RecordDelivery}, and sends an {@code AgentReport} at a fixed interval.
 */
final class EventSender implements Runnable {
  private static final int BATCH = 512;
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final String applicationId;
  private final Topics topics;
  private final Duration reportInterval;
  private final PendingEvents queue;
  private final Output output;
  private final RecordDelivery delivery;
  private final Tally tally;
  private final ErrorLog errors;
  private final Clock clock;
  private final EventClock eventClock = new EventClock();
  private final Target target = new Target();
  private final SparkEventMapper mapper;
  private final ExecutorWidePeaks executors = new ExecutorWidePeaks();
  private final CountDownLatch settled = new CountDownLatch(1);
  private final String version;

  private final Object interruption = new Object();

  /** The thread that {@link #abandon()} interrupts; guarded by {@link #interruption}. */
  private Thread thread;

  private long lastReportMillis;
  private long seenAtLastReport;

  EventSender(
      String applicationId,
      AgentConfig config,
      MapperOptions options,
      PendingEvents queue,
      Output output,
      Tally tally,
      ErrorLog errors,
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
    this.delivery = new RecordDelivery(applicationId, output, tally, errors, clock);
    this.lastReportMillis = clock.millis();
  }

  @Override
  public void run() {
    synchronized (interruption) {
      thread = Thread.currentThread();
    }
    try {
      delivery.awaitOutput(queue::isClosed);
      while (!delivery.isAbandoned() && !queue.isDone()) {
        List<QueuedEvent> batch = queue.take(BATCH, PendingEvents.pollNanos());
        for (QueuedEvent event : batch) {
          process(event);
        }
        if (batch.isEmpty()) {
          delivery.idle();
        }
        reportIfDue();
      }
      finish();
    } catch (InterruptedException e) {
      // Abandoned while waiting; close() counts what is left.
      Thread.currentThread().interrupt();
    } catch (UnusableOutputException e) {
      errors.report("The Attune agent is off; the application continues without it", e);
    } catch (Throwable e) {
      errors.report("The Attune agent has ended early; the application continues without it", e);
    } finally {
      close();
    }
  }

  /** Stops sending; what has not been acknowledged is counted as lost. Returns at once. */
  void abandon() {
    synchronized (interruption) {
      delivery.abandon();
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** Waits until every event has been delivered, or discarded and counted as lost. */
  boolean awaitSettled(long millis) throws InterruptedException {
    return settled.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Whether the thread has ended, normally or not. */
  boolean hasEnded() {
    return settled.getCount() == 0;
  }

  /** Delivery of the records, for its state. */
  RecordDelivery delivery() {
    return delivery;
  }

  private void process(QueuedEvent event) {
    tally.skip(event.gapBefore());
    if (delivery.isAbandoned()) {
      discard(event);
      return;
    }
    eventClock.set(event.arrivalMillis());
    try {
      event.deliverTo(target);
    } catch (UnusableOutputException e) {
      discard(event);
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      errors.report("A Spark event was lost", e);
      discard(event);
    }
  }

  /** Counts an event that will not become a record as lost. */
  private void discard(QueuedEvent event) {
    tally.next();
    tally.lost(event.kind() == EventKind.TASK);
  }

  private void finish() throws InterruptedException {
    if (delivery.isAbandoned()) {
      return;
    }
    mapper.finish();
    reportExecutorPeaks();
    delivery.awaitAcknowledgements();
    tally.skip(queue.takeGap());
    report(true);
    delivery.awaitAcknowledgements();
  }

  private void close() {
    queue.close();
    // From here on an interrupt would leave events uncounted and make the producer's close return
    // before its callbacks have run.
    synchronized (interruption) {
      thread = null;
      Thread.interrupted();
    }
    discardQueue();
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

  private void discardQueue() {
    try {
      while (!queue.isDone()) {
        for (QueuedEvent event : queue.take(BATCH, 0)) {
          tally.skip(event.gapBefore());
          discard(event);
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
      reportExecutorPeaks();
      if (tally.eventsSeen() != seenAtLastReport) {
        seenAtLastReport = tally.eventsSeen();
        report(false);
      }
    }
  }

  private void reportExecutorPeaks() {
    Instant now = clock.instant();
    executors
        .takeChanged(applicationId, now)
        .forEach(record -> delivery.deliver(topics.executorMetrics(), record));
  }

  private void report(boolean complete) {
    delivery.deliver(
        topics.lifecycle(),
        AgentReports.report(
            applicationId, clock.instant(), version, tally, queue, mapper.redacted(), complete));
  }

  /** Delivers the records that the mapper makes. */
  private final class Sink implements EventSink {
    @Override
    public void task(TaskMetrics event) {
      delivery.deliver(topics.taskMetrics(), event);
    }

    @Override
    public void executor(ExecutorMetrics event) {
      delivery.deliver(topics.executorMetrics(), event);
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      delivery.deliver(topics.lifecycle(), event);
    }
  }

  /** Maps and delivers events from the queue. */
  private final class Target implements QueuedEvent.Target {
    @Override
    public void task(TaskMetrics record, MemoryPeaks peaks) {
      if (peaks != null) {
        mapper
            .peaks()
            .raise(record.getExecutorId(), record.getStageId(), record.getStageAttempt(), peaks);
        executors.raise(record.getExecutorId(), peaks);
      }
      delivery.deliver(topics.taskMetrics(), record);
    }

    @Override
    public void lifecycle(LifecycleEvent record) {
      delivery.deliver(topics.lifecycle(), record);
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
          .forEach(record -> delivery.deliver(topics.executorMetrics(), record));
    }
  }
}
