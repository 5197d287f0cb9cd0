package io.attune.events;

import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sets the application id, sequence number and, if missing, time of records, and passes them to the
 * sink. An event log contains the application id only after some other events, so records before it
 * are held back.
 */
final class RecordGate {

  /** Maximum number of records held back, for a log without an application start. */
  static final int MAX_HELD = 10_000;

  private final EventSink sink;
  private final Clock clock;
  private final boolean numbered;
  private final Deque<Object> held = new ArrayDeque<>();

  private String applicationId;
  private String fallbackApplicationId;
  private Instant newest;
  private long sequence;

  RecordGate(EventSink sink, MapperOptions options) {
    this.sink = sink;
    this.clock = options.clock().orElse(null);
    this.numbered = options.numbered();
    this.applicationId = options.applicationId().orElse(null);
    this.fallbackApplicationId = options.fallbackApplicationId().orElse(null);
  }

  String applicationId() {
    return applicationId;
  }

  /** Sequence number of the last record passed to the sink. */
  long sequence() {
    return sequence;
  }

  /** The newest time so far, or the clock's; the epoch if there is neither. */
  Instant now() {
    if (clock != null) {
      return Instant.ofEpochMilli(clock.millis());
    }
    return newest == null ? Instant.EPOCH : newest;
  }

  /** Sets the id to use if the log has none. */
  void fallBackTo(String id) {
    fallbackApplicationId = id;
  }

  /** Sets the application id and releases the records held back. */
  void identify(String id, Instant startTime) {
    if (applicationId != null) {
      return;
    }
    String known = id == null ? fallbackApplicationId : id;
    if (known == null) {
      return;
    }
    applicationId = known;
    saw(startTime);
    release();
  }

  /** Uses the fallback id, at the end of the log or when too many records are held back. */
  void settle() {
    if (applicationId == null && fallbackApplicationId != null) {
      identify(fallbackApplicationId, null);
    }
  }

  void lifecycle(LifecycleEvent event) {
    saw(event.getEventTime());
    if (mayPass(event)) {
      pass(event);
    }
  }

  void task(TaskMetrics event) {
    saw(event.getFinishTime());
    if (mayPass(event)) {
      pass(event);
    }
  }

  void executor(ExecutorMetrics event) {
    if (mayPass(event)) {
      pass(event);
    }
  }

  /** Takes note of a time. */
  void saw(Instant time) {
    if (time != null && (newest == null || time.isAfter(newest))) {
      newest = time;
    }
  }

  private boolean mayPass(Object event) {
    if (applicationId != null) {
      return true;
    }
    if (held.size() == MAX_HELD) {
      settle();
      if (applicationId == null) {
        throw new MalformedEventException(
            "no SparkListenerApplicationStart among the first "
                + MAX_HELD
                + " records, so the application is unknown");
      }
      return true;
    }
    held.add(event);
    return false;
  }

  private void release() {
    while (!held.isEmpty()) {
      Object event = held.poll();
      if (event instanceof TaskMetrics) {
        pass((TaskMetrics) event);
      } else if (event instanceof ExecutorMetrics) {
        pass((ExecutorMetrics) event);
      } else {
        pass((LifecycleEvent) event);
      }
    }
  }

  private void pass(LifecycleEvent event) {
    event.setApplicationId(applicationId);
    event.setSequence(next());
    if (event.getEventTime() == null) {
      event.setEventTime(now());
    }
    sink.lifecycle(event);
  }

  private void pass(TaskMetrics event) {
    event.setApplicationId(applicationId);
    event.setSequence(next());
    sink.task(event);
  }

  private void pass(ExecutorMetrics event) {
    event.setApplicationId(applicationId);
    event.setSequence(next());
    sink.executor(event);
  }

  private Long next() {
    sequence++;
    return numbered ? sequence : null;
  }
}
