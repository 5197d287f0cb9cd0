package io.attune.events;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Parses Spark's event JSON: the expensive part of the mapping. It does not depend on other events,
 * so several parsers can read one log in parallel. Unused fields are skipped without being
 * materialised. Reads events of Spark 3.x and 4.x.
 *
 * <p>Not thread-safe: a parser caches field names.
 */
public final class EventParser {

  /** Kinds that come before the application's start too. */
  private static final Set<LifecycleKind> PREAMBLE =
      EnumSet.of(
          LifecycleKind.RESOURCE_PROFILE_ADDED,
          LifecycleKind.EXECUTOR_ADDED,
          LifecycleKind.BLOCK_MANAGER_ADDED);

  private final JsonCursor cursor = new JsonCursor();
  private Redaction patterns;
  private Redaction counting;
  private int redacted;

  /**
   * Parses one event.
   *
   * @param json buffer with one JSON object in UTF-8; not retained
   * @param offset offset of the object
   * @param length length of the object, bytes
   * @param redaction the redaction in force when the event is applied
   * @return the event, for {@link SparkEventMapper#accept(ParsedEvent)}
   * @throws MalformedEventException if it is not JSON, or lacks a required field
   */
  public ParsedEvent parse(byte[] json, int offset, int length, Redaction redaction) {
    requireNonNull(redaction, "redaction is null");
    if (redaction != patterns) {
      patterns = redaction;
      counting = redaction.counting(found -> redacted += found);
    }
    redacted = 0;
    ParsedEvent event = parse(json, offset, length);
    return redacted == 0 ? event : event.withRedacted(redacted);
  }

  private ParsedEvent parse(byte[] json, int offset, int length) {
    JsonCursor p = cursor.begin(json, offset, length);
    if (p.isAtEnd() || !p.enterObject()) {
      p.requireEnd();
      throw new MalformedEventException("it is not a JSON object");
    }
    String first = p.nextField();
    if ("Event".equals(first) && p.kind() == JsonCursor.Kind.STRING) {
      return event(p.text(), p, counting);
    }
    String name = name(p, first);
    p.begin(json, offset, length).enterObject();
    return event(name, p, counting);
  }

  /** Spark writes the event's name first; otherwise it is searched for. */
  private static String name(JsonCursor p, String first) {
    String name = null;
    for (String field = first; field != null; field = p.nextField()) {
      if (field.equals("Event") && p.kind() == JsonCursor.Kind.STRING) {
        name = p.text();
      }
    }
    if (name == null) {
      throw new MalformedEventException("it has no field \"Event\"");
    }
    return name;
  }

  private static ParsedEvent event(String fullName, JsonCursor p, Redaction redaction) {
    String name = EventNames.simple(fullName);
    switch (name) {
      case "SparkListenerTaskEnd":
        MemoryPeaks taskPeaks = new MemoryPeaks();
        TaskMetrics task = TaskReader.read(p, redaction, taskPeaks);
        return new ParsedEvent(mapper -> mapper.taskEnd(task, taskPeaks));
      case "SparkListenerTaskStart":
        return ParsedEvent.UNUSED;
      case "SparkListenerLogStart":
        return logStart(ParsedEvent.Part.LOG_START, p);
      case "DBCEventLoggingListenerMetadata":
        // Databricks writes it where others write the log's start, and again at each new file.
        return logStart(ParsedEvent.Part.PREAMBLE, p);
      case "SparkListenerApplicationStart":
        return ParsedEvent.start(ApplicationReader.start(p, redaction));
      case "SparkListenerApplicationEnd":
        ApplicationEnded end = ApplicationReader.end(p);
        return new ParsedEvent(mapper -> mapper.applicationEnd(end));
      case "SparkListenerEnvironmentUpdate":
        return ParsedEvent.environment(ApplicationReader.environment(p), redaction.uncounted());
      case "SparkListenerStageSubmitted":
        LifecycleEvent submitted = LifecycleReader.stageSubmitted(p, redaction);
        return new ParsedEvent(mapper -> mapper.stageSubmitted(submitted));
      case "SparkListenerStageCompleted":
        LifecycleEvent completed = LifecycleReader.stageCompleted(p, redaction);
        return new ParsedEvent(mapper -> mapper.stageCompleted(completed));
      case "SparkListenerStageExecutorMetrics":
        ExecutorReader.StagePeaks peaks = ExecutorReader.stagePeaks(p);
        return new ParsedEvent(mapper -> mapper.stageExecutorMetrics(peaks));
      case "SparkListenerExecutorMetricsUpdate":
        List<ExecutorReader.StagePeaks> updates = ExecutorReader.heartbeat(p);
        // The driver's first ones come before the application's start.
        return new ParsedEvent(ParsedEvent.Part.PREAMBLE, mapper -> mapper.heartbeat(updates));
      default:
        return otherEvent(name, fullName, p, redaction);
    }
  }

  private static ParsedEvent logStart(ParsedEvent.Part part, JsonCursor p) {
    ApplicationReader.LogStart start = ApplicationReader.logStart(p);
    return new ParsedEvent(part, mapper -> mapper.logStart(start));
  }

  private static ParsedEvent otherEvent(
      String name, String fullName, JsonCursor p, Redaction redaction) {
    if (!LifecycleReader.knows(name)) {
      return EventNames.unused(name)
          ? ParsedEvent.UNUSED
          : new ParsedEvent(ParsedEvent.Part.NOTHING, mapper -> mapper.ignore(fullName));
    }
    LifecycleEvent event = LifecycleReader.read(name, p, redaction);
    if (event == null) {
      return ParsedEvent.UNUSED;
    }
    ParsedEvent.Part part =
        PREAMBLE.contains(event.getKind()) ? ParsedEvent.Part.PREAMBLE : ParsedEvent.Part.WORK;
    return new ParsedEvent(part, mapper -> mapper.lifecycle(event));
  }
}
