package io.attune.load.follow;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EmittedApplication;
import io.attune.eventlog.EventLogReader;
import io.attune.events.EmittedEvent;
import io.attune.events.MalformedEventException;
import io.attune.schemas.EventSink;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The applications whose events come from a topic, and from where on the topic has to be read again
 * when this process ends: from the first event of each application that goes on. Its events are
 * then sent twice and count once. Not thread-safe.
 */
final class FollowedApplications {
  /** Events of other partitions may come after the end. */
  private static final Duration AFTER_END = Duration.ofMinutes(5);

  /** As long as an event log without an end is waited for. */
  static final Duration SILENCE = Duration.ofHours(24);

  /** More applications than one platform runs at a time. */
  private static final int MAX_APPLICATIONS = 10_000;

  private final EventLogReader reader;
  private final EventSink sink;
  private final Map<String, Followed> applications = new HashMap<>();

  private static final class Followed {
    private final EmittedApplication application;
    private final Map<TopicPartition, Long> first = new HashMap<>();
    private Instant last;
    private boolean over;

    Followed(EmittedApplication application, Instant now) {
      this.application = application;
      this.last = now;
    }

    void accept(EmittedEvent event, Instant now) {
      last = now;
      application.accept(event);
      if (application.ended() && !over) {
        over = true;
        first.clear();
        application.end();
      }
    }
  }

  FollowedApplications(EventLogReader reader, EventSink sink) {
    this.reader = requireNonNull(reader, "reader is null");
    this.sink = requireNonNull(sink, "sink is null");
  }

  /**
   * Takes a record.
   *
   * @throws MalformedEventException when something in it cannot be used; the rest was taken
   */
  void take(ConsumerRecord<String, byte[]> record, Instant now) {
    if (record.value() == null) {
      return;
    }
    List<EmittedEvent> events = EmittedEvent.of(record.value(), record.key());
    MalformedEventException unusable = null;
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    for (EmittedEvent event : events) {
      Followed followed = of(event.applicationId(), now);
      if (!followed.over) {
        followed.first.putIfAbsent(partition, record.offset());
      }
      try {
        followed.accept(event, now);
      } catch (MalformedEventException e) {
        unusable = e;
      }
    }
    if (unusable != null) {
      throw unusable;
    }
  }

  private Followed of(String applicationId, Instant now) {
    Followed known = applications.get(applicationId);
    if (known != null) {
      return known;
    }
    if (applications.size() >= MAX_APPLICATIONS) {
      applications.entrySet().stream()
          .min(Map.Entry.comparingByValue(Comparator.comparing(one -> one.last)))
          .ifPresent(silent -> applications.remove(silent.getKey()));
    }
    Followed begun = new Followed(reader.emitted(applicationId, sink), now);
    applications.put(applicationId, begun);
    return begun;
  }

  /** Lets go of those of which nothing is expected any more. */
  void tidy(Instant now) {
    for (Iterator<Followed> all = applications.values().iterator(); all.hasNext(); ) {
      Followed one = all.next();
      if (one.over && one.last.plus(AFTER_END).isBefore(now)) {
        all.remove();
      } else if (one.last.plus(SILENCE).isBefore(now)) {
        if (one.application.started()) {
          one.application.giveUp(SILENCE);
        }
        all.remove();
      }
    }
  }

  /** Where the topic is to be read from when this process ends now. */
  Map<TopicPartition, OffsetAndMetadata> safe(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, OffsetAndMetadata> safe = new HashMap<>();
    positions.forEach(
        (partition, position) -> {
          long from = position;
          for (Followed one : applications.values()) {
            from = Math.min(from, one.first.getOrDefault(partition, position));
          }
          safe.put(partition, new OffsetAndMetadata(from));
        });
    return safe;
  }

  /** Of these, applications that go on. */
  int running() {
    return (int) applications.values().stream().filter(one -> !one.over).count();
  }

  /** Another process goes on with all of them. */
  void forget() {
    applications.clear();
  }
}
