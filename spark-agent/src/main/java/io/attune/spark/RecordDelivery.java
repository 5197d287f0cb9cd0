package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * Numbers records and hands them to the {@link Output}, in order.
 *
 * <p>While Kafka or the schema registry is unavailable, the same record is retried until {@link
 * #abandon()}. The queue fills up meanwhile and drops new events, counted by kind; what it holds is
 * sent first afterwards.
 *
 * <p>Used by the sender's thread; {@link #abandon()}, {@link #lastProgressMillis()}, {@link
 * #isRefused()} and {@link #obstacle()} may be called from any thread.
 */
final class RecordDelivery {
  /** An outage is logged after this time: a slow cluster's first metadata takes a few seconds. */
  private static final long LOG_OUTAGE_AFTER_MILLIS = 10_000;

  private final String applicationId;
  private final Output output;
  private final Tally tally;
  private final ErrorLog errors;
  private final Clock clock;
  private final CountDownLatch abandoned = new CountDownLatch(1);
  private final Object acknowledgement = new Object();

  private volatile boolean refused;
  private volatile long lastProgressMillis;
  private volatile String obstacle;
  private boolean outageLogged;

  RecordDelivery(String applicationId, Output output, Tally tally, ErrorLog errors, Clock clock) {
    this.applicationId = requireNonNull(applicationId, "applicationId is null");
    this.output = requireNonNull(output, "output is null");
    this.tally = requireNonNull(tally, "tally is null");
    this.errors = requireNonNull(errors, "errors is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.lastProgressMillis = clock.millis();
  }

  /** Stops retrying and waiting. */
  void abandon() {
    abandoned.countDown();
  }

  boolean isAbandoned() {
    return abandoned.getCount() == 0;
  }

  /**
   * When Kafka last acknowledged a record, or when there was last nothing to send; epoch
   * milliseconds.
   */
  long lastProgressMillis() {
    return lastProgressMillis;
  }

  /** Whether the last attempt to open the output found nothing listening at its address. */
  boolean isRefused() {
    return refused;
  }

  /** Why nothing can be sent now; null when nothing prevents it. */
  String obstacle() {
    return obstacle;
  }

  /** Records that there was nothing to send. */
  void idle() {
    if (tally.inFlight() == 0) {
      lastProgressMillis = clock.millis();
    }
  }

  /**
   * Waits until the output can be opened. Abandons when it still cannot be opened after the
   * application has ended.
   *
   * @param applicationEnded whether the application has ended
   */
  void awaitOutput(BooleanSupplier applicationEnded) {
    ReconnectBackoff backoff = new ReconnectBackoff(abandoned);
    while (!isAbandoned()) {
      boolean lastAttempt = applicationEnded.getAsBoolean();
      try {
        output.open();
        refused = false;
        available();
        return;
      } catch (OutputUnavailableException e) {
        refused = true;
        unavailable(e);
        if (lastAttempt) {
          abandon();
          return;
        }
        backoff.pause();
      }
    }
  }

  /** Numbers a record and retries until the output takes it, it is lost, or this is abandoned. */
  void deliver(Topics.Topic topic, SpecificRecord record) {
    boolean task = record instanceof TaskMetrics;
    SequenceNumbers.set(record, tally.next());
    ReconnectBackoff backoff = new ReconnectBackoff(abandoned);
    while (!isAbandoned()) {
      try {
        tally.handedOver();
        output.send(topic, applicationId, record, error -> completed(error, task));
        available();
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

  /** Waits until every record handed over is acknowledged or lost, or this is abandoned. */
  void awaitAcknowledgements() throws InterruptedException {
    synchronized (acknowledgement) {
      while (tally.inFlight() > 0 && !isAbandoned()) {
        acknowledgement.wait(ReconnectBackoff.LONGEST_MILLIS);
      }
    }
  }

  private void unavailable(OutputUnavailableException e) {
    if (isAbandoned()) {
      return;
    }
    obstacle = e.getMessage();
    if (clock.millis() - lastProgressMillis >= LOG_OUTAGE_AFTER_MILLIS) {
      outageLogged = true;
      errors.report("The Attune agent cannot send now", e);
    }
  }

  private void available() {
    obstacle = null;
    if (outageLogged) {
      outageLogged = false;
      errors.note("The Attune agent can send again.");
    }
  }

  private void completed(Exception error, boolean task) {
    if (error == null) {
      tally.sent();
      lastProgressMillis = clock.millis();
    } else {
      tally.failed(task);
      if (!isAbandoned()) {
        errors.report("Kafka did not take a record", error);
      }
    }
    if (tally.inFlight() == 0) {
      synchronized (acknowledgement) {
        acknowledgement.notifyAll();
      }
    }
  }
}
