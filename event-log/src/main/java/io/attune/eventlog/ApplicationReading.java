package io.attune.eventlog;

import io.attune.events.MalformedEventException;
import io.attune.events.MapperOptions;
import io.attune.events.ParsedEvent;
import io.attune.events.Redaction;
import io.attune.events.SparkEventMapper;
import io.attune.schemas.AgentReport;
import io.attune.schemas.EventSink;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reading one application of a log. */
final class ApplicationReading {

  private final CountingSink counts;
  private final SparkEventMapper mapper;
  private final boolean namedByLog;
  private final List<String> warnings = new ArrayList<>();
  private boolean begun;
  private long unreadable;
  private @Nullable String firstUnreadable;
  private boolean damaged;

  /**
   * Begins one.
   *
   * @param namedByLog whether the fallback id of the options is an application id that the name of
   *     the log has, not a name of last resort
   */
  ApplicationReading(EventSink sink, MapperOptions options, boolean namedByLog) {
    this.namedByLog = namedByLog;
    this.counts = new CountingSink(sink);
    this.mapper = new SparkEventMapper(counts, options);
  }

  /**
   * Takes an event.
   *
   * @throws MalformedEventException when it cannot be used
   */
  void event(ParsedEvent event) {
    mapper.accept(event);
    begun |=
        event.part() == ParsedEvent.Part.WORK || event.part() == ParsedEvent.Part.APPLICATION_START;
  }

  /** Whether there was more than what stands before an application's start. */
  boolean begun() {
    return begun;
  }

  /** Whether the application's end was read. */
  boolean ended() {
    return mapper.ended();
  }

  /** Whether its application id is known, from its events or the name of the log. */
  boolean named() {
    return namedByLog || mapper.named();
  }

  /** Whether records of it have left, under whatever id. */
  boolean passedOn() {
    return mapper.applicationId() != null;
  }

  boolean started() {
    return mapper.started();
  }

  /** Time of the newest event; the epoch when none has a time. */
  Instant newestEvent() {
    return mapper.now();
  }

  Redaction redaction() {
    return mapper.redaction();
  }

  /** Whether an application's start is that of another application. */
  boolean isOther(ParsedEvent start) {
    return mapper.started()
        && start
            .applicationId()
            .map(id -> !id.equals(mapper.applicationId()))
            .orElse(mapper.ended());
  }

  void warn(String sentence) {
    warnings.add(sentence);
  }

  /** Something is missing from here on, so that what ran is unknown. */
  void damaged(String sentence) {
    damaged = true;
    warnings.add(sentence);
  }

  /** A line that is not an event. */
  void unreadable(String where, String reason, boolean last) {
    unreadable++;
    if (!last && firstUnreadable == null) {
      firstUnreadable = where + ": " + reason;
    }
  }

  /**
   * The application's part of the log is over.
   *
   * @param log the log, as it is now
   * @param rest whether the log is no longer written to
   * @return empty when it is not known which application it is of; its records are lost
   */
  Optional<ReadReport> finish(EventLog log, Rest rest) {
    if (!finish(rest, log.inProgress())) {
      return Optional.empty();
    }
    warnings.addAll(warningsAtEnd(log));
    return Optional.of(
        new ReadReport(
            log.path(),
            mapper.applicationId(),
            mapper.events(),
            counts.tasks(),
            counts.executorMetrics(),
            counts.lifecycle(),
            unreadable,
            mapper.ended(),
            mapper.redacted(),
            mapper.ignored(),
            warnings));
  }

  /**
   * Nothing more comes of it.
   *
   * @param rest whether it is no longer written
   * @param open whether it was never said to be complete: then a killed driver left what is open
   * @return false when it is not known which application it is; its records are lost
   */
  boolean finish(Rest rest, boolean open) {
    if (!named() && !begun) {
      return false;
    }
    if (!mapper.ended() && !damaged && rest.known()) {
      if (mapper.isIdle()) {
        mapper.endByEvidence("its last job had ended, and " + rest.evidence());
      } else if (open && mapper.hasOpenWork()) {
        mapper.endByEvidence("a job or query of it had not ended, and " + rest.evidence());
      }
    }
    if (!mapper.finish()) {
      return false;
    }
    LifecycleEvent event = new LifecycleEvent();
    event.setKind(LifecycleKind.AGENT_REPORT);
    event.setEventTime(mapper.now());
    event.setAgentReport(report());
    mapper.emit(event);
    return true;
  }

  private List<String> warningsAtEnd(EventLog log) {
    List<String> more = new ArrayList<>();
    if (!mapper.started()) {
      more.add(
          log.path()
              + " lacks the application's start; "
              + (named()
                  ? "its id was taken from its events or the log's name"
                  : "not even its id is known, so that it is judged by itself")
              + ". What stood before is unknown: the name, executors, and jobs and tasks that had"
              + " begun.");
    }
    if (firstUnreadable != null) {
      more.add(
          "Lines that are no events were left out of "
              + log.path()
              + " ("
              + firstUnreadable
              + ").");
    }
    if (!mapper.ended()) {
      more.add(
          log.path()
              + (log.inProgress()
                  ? " is still being written: the application had not ended."
                  : " lacks the application's end: it was killed, or the log is incomplete."));
    }
    return more;
  }

  private AgentReport report() {
    String version = EventLogReader.class.getPackage().getImplementationVersion();
    AgentReport report = new AgentReport();
    report.setProducerName(EventLogReader.PRODUCER);
    report.setProducerVersion(version == null ? "development" : version);
    report.setEventsSeen(mapper.events());
    report.setEventsSent(mapper.sequence());
    report.setLastSequence(mapper.sequence());
    report.setComplete(mapper.ended());
    report.setSecretsRedacted(mapper.redacted());
    return report;
  }
}
