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
 * The way out: gives records their application id, number and, where they have none, their time. As
 * a log names the application only in its fifth line or so, records before that are held back.
 */
final class RecordGate {

  /** A log whose start is missing is held back no further than this. */
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

  /** Number of the last record that went out. */
  long sequence() {
    return sequence;
  }

  /** The newest time seen, or the clock's; the epoch when there is neither. */
  Instant now() {
    if (clock != null) {
      return Instant.ofEpochMilli(clock.millis());
    }
    return newest == null ? Instant.EPOCH : newest;
  }

  /** The id to use when the log never tells. */
  void fallBackTo(String id) {
    fallbackApplicationId = id;
  }

  /** The id is known: what was held back goes out first. */
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

  /** The log is over, or too much is held: the fallback has to do. */
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
