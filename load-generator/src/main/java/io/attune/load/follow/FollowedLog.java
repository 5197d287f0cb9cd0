package io.attune.load.follow;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogException;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.GrowingLog;
import io.attune.load.RecordProducer;
import io.attune.load.ReplayException;
import io.attune.registry.ConnectionFailure;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LogPosition;
import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One log that is followed. Used by one thread at a time.
 *
 * <p>What was read of a log is not stored but the number of its records: after a restart, or when
 * it could not be read for a while, it is read again from its beginning, and what had been
 * acknowledged is not sent again.
 */
final class FollowedLog {

  private final String name;
  private final EventLogReader reader;
  private final Supplier<RecordProducer> producers;
  private final Positions positions;
  private Optional<Reading> reading = Optional.empty();
  private Optional<EventLog> last = Optional.empty();
  private boolean over;
  private String problem = "";

  /** A log that is being read. */
  private static final class Reading {
    private final RecordProducer producer;
    private final Resumed sink;
    private final GrowingLog log;

    Reading(EventLogReader reader, RecordProducer producer, EventLog log, long acknowledged) {
      this.producer = producer;
      this.sink = new Resumed(producer, acknowledged);
      this.log = reader.growing(log, () -> sink);
    }
  }

  FollowedLog(
      String name, EventLogReader reader, Supplier<RecordProducer> producers, Positions positions) {
    this.name = requireNonNull(name, "name is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.producers = requireNonNull(producers, "producers is null");
    this.positions = requireNonNull(positions, "positions is null");
  }

  /** Whether a look at the log as it is listed now may bring something. */
  boolean hasNews(EventLog log, Instant now) {
    if (last.isEmpty()) {
      Optional<LogPosition> position = positions.of(name);
      return position.isEmpty() || !position.get().getOver() || isNewer(log, position.get());
    }
    return isOther(log, last.get())
        || !over && log.mayHaveGrownUnseen()
        || reading.isPresent() && !over && reading.get().log.isOver(log, now);
  }

  private static boolean isNewer(EventLog log, LogPosition position) {
    return log.sizeBytes() > position.getReadBytes()
        || log.lastModified().toEpochMilli() > position.getLastModifiedTime().toEpochMilli();
  }

  private static boolean isOther(EventLog log, EventLog before) {
    return log.sizeBytes() != before.sizeBytes()
        || !log.lastModified().equals(before.lastModified())
        || log.inProgress() != before.inProgress()
        || log.files().size() != before.files().size();
  }

  /**
   * Reads what was added, sends it and remembers how far that was.
   *
   * @return records sent
   * @throws ReplayException when Kafka does not let this process in; anything else is tried again
   */
  long read(EventLog log, Instant now) {
    try {
      if (over || reading.isEmpty()) {
        long acknowledged = positions.of(name).map(LogPosition::getRecords).orElse(0L);
        reading = Optional.of(new Reading(reader, producers.get(), log, acknowledged));
        over = false;
      }
      long sent = advance(reading.get(), log, now);
      last = Optional.of(log);
      problem = "";
      return sent;
    } catch (EventLogException e) {
      give(EventLogs.reason(e));
      last = Optional.of(log);
    } catch (IOException e) {
      give(log.path() + " cannot be read (" + EventLogs.reason(e) + "); it is tried again.");
    } catch (ReplayException e) {
      give(EventLogs.reason(e));
      if (ConnectionFailure.ofKafka("", "WRITE", e).isPresent()) {
        throw e;
      }
    }
    return 0;
  }

  private long advance(Reading current, EventLog log, Instant now) throws IOException {
    long before = current.producer.acknowledged();
    current.log.read(log);
    current.producer.flush();
    long records = current.sink.records;
    over = current.log.isOver(log, now);
    if (over) {
      current.log.end(now);
      current.producer.flush();
      reading = Optional.empty();
    }
    LogPosition position = new LogPosition();
    position.setLog(name);
    position.setRecords(records);
    position.setReadBytes(current.log.readBytes());
    position.setOver(over);
    position.setLastModifiedTime(log.lastModified());
    position.setPositionTime(now);
    if (isNews(position)) {
      positions.store(position);
    }
    return current.producer.acknowledged() - before;
  }

  private boolean isNews(LogPosition position) {
    return positions
        .of(name)
        .map(
            known ->
                known.getRecords() != position.getRecords()
                    || known.getReadBytes() != position.getReadBytes()
                    || known.getOver() != position.getOver()
                    || !known.getLastModifiedTime().equals(position.getLastModifiedTime()))
        .orElse(true);
  }

  private void give(String sentence) {
    reading = Optional.empty();
    last = Optional.empty();
    problem = sentence;
  }

  /** Whether nothing is expected of it any more. */
  boolean isOver() {
    return over;
  }

  /** Why it could not be read at the last look, in a sentence; empty when it could. */
  String problem() {
    return problem;
  }

  /** Bytes as stored of a log that were not read yet. */
  long unread(EventLog log) {
    long read =
        reading
            .map(current -> current.log.readBytes())
            .or(() -> positions.of(name).map(LogPosition::getReadBytes))
            .orElse(0L);
    return over || !problem.isEmpty() ? 0 : Math.max(0, log.sizeBytes() - read);
  }

  /** Leaves out what was acknowledged before. */
  private static final class Resumed implements EventSink {
    private final EventSink target;
    private final long acknowledged;
    private long records;

    Resumed(EventSink target, long acknowledged) {
      this.target = target;
      this.acknowledged = acknowledged;
    }

    private boolean isNext() {
      return ++records > acknowledged;
    }

    @Override
    public void task(TaskMetrics event) {
      if (isNext()) {
        target.task(event);
      }
    }

    @Override
    public void executor(ExecutorMetrics event) {
      if (isNext()) {
        target.executor(event);
      }
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      if (isNext()) {
        target.lifecycle(event);
      }
    }
  }
}
