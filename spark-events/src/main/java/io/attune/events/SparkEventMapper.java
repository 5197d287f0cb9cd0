package io.attune.events;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.StageInfo;
import io.attune.schemas.TaskMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Maps Spark's event JSON (a line of an event log, or the result of {@code
 * JsonProtocol.sparkEventToJsonString} for a live event) to Attune's records. Reads events of Spark
 * 3.x and 4.x. {@link EventParser} parses the JSON; the mapper applies the events in order.
 *
 * <p>Its state is that of one application: the application id (records before the application start
 * are held back until it is known), the redaction patterns, the executor peaks of running stages,
 * and whether the application has ended. Events after the application's end, of jobs and stages
 * that the end interrupted, are ignored, because they reach an event log but not the agent; only
 * peaks are still emitted, because a log has those of an interrupted stage after its end. Not
 * thread-safe.
 */
public final class SparkEventMapper {

  /** Name under which unknown events are counted when there are too many different names. */
  public static final String OTHER_EVENTS = "(other)";

  private static final int MAX_IGNORED_NAMES = 100;

  private final EventParser parser = new EventParser();
  private final RecordGate gate;
  private final boolean user;
  private final StageExecutorPeaks peaks = new StageExecutorPeaks();
  private final Map<String, Long> ignored = new TreeMap<>();
  private final OpenWork openWork = new OpenWork();
  private Redaction redaction;
  private String sparkVersion;
  private long events;
  private long redacted;
  private boolean started;
  private boolean named;
  private boolean ended;

  /**
   * Creates a mapper for one application.
   *
   * @param sink receives the records
   * @param options the options
   */
  public SparkEventMapper(EventSink sink, MapperOptions options) {
    requireNonNull(options, "options is null");
    this.gate = new RecordGate(requireNonNull(sink, "sink is null"), options);
    this.user = options.user();
    this.redaction = options.redaction();
    this.sparkVersion = options.sparkVersion().orElse(null);
  }

  /**
   * Maps one event.
   *
   * @param json one JSON object
   * @throws MalformedEventException if it is not JSON, or lacks a required field; nothing is
   *     emitted then
   */
  public void accept(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    accept(bytes, 0, bytes.length);
  }

  /**
   * Maps one event.
   *
   * @param json buffer with one JSON object in UTF-8; not retained
   * @param offset offset of the object
   * @param length length of the object, bytes
   * @throws MalformedEventException if it is not JSON, or lacks a required field; nothing is
   *     emitted then
   */
  public void accept(byte[] json, int offset, int length) {
    accept(parser.parse(json, offset, length, redaction));
  }

  /**
   * Maps a parsed event, which must have been parsed with the current {@linkplain #redaction()
   * redaction}.
   *
   * @throws MalformedEventException if too many records would be held back because the log has no
   *     application id; the event is not counted then
   */
  public void accept(ParsedEvent event) {
    event.applyTo(this);
    events++;
    redacted += event.redacted();
  }

  void taskEnd(TaskMetrics task, MemoryPeaks taskPeaks) {
    if (ended) {
      return;
    }
    peaks.raise(task.getExecutorId(), task.getStageId(), task.getStageAttempt(), taskPeaks);
    gate.task(task);
  }

  void logStart(ApplicationReader.LogStart start) {
    sparkVersion = start.sparkVersion == null ? sparkVersion : start.sparkVersion;
    gate.saw(start.time);
  }

  void lifecycle(LifecycleEvent event) {
    if (!ended) {
      if (!user && event.getJobStarted() != null && event.getJobStarted().getContext() != null) {
        JobContexts.leaveOutUser(event.getJobStarted().getContext());
      }
      String id = event.getApplicationId();
      if (id != null && !id.isEmpty()) {
        gate.fallBackTo(id);
        named = true;
      }
      openWork.note(event);
      gate.lifecycle(event);
    }
  }

  void heartbeat(List<ExecutorReader.StagePeaks> updates) {
    for (ExecutorReader.StagePeaks update : updates) {
      peaks.raise(update.executorId, update.stageId, update.stageAttempt, update.peaks);
    }
  }

  void applicationStart(ApplicationReader.Start start) {
    if (!user) {
      start.payload.setSparkUser(null);
    }
    start.payload.setSparkVersion(sparkVersion);
    LifecycleEvent event =
        LifecycleReader.event(
            LifecycleKind.APPLICATION_STARTED, LifecycleReader.known(start.payload.getStartTime()));
    event.setApplicationStarted(start.payload);
    started = true;
    named = true;
    gate.identify(start.applicationId, start.payload.getStartTime());
    lifecycle(event);
  }

  void applicationEnd(ApplicationEnded payload) {
    if (LifecycleReader.known(payload.getEndTime()) == null) {
      payload.setEndTime(gate.now());
    }
    peaks.applicationEnded(idOrEmpty(), payload.getEndTime()).forEach(gate::executor);
    LifecycleEvent event =
        LifecycleReader.event(LifecycleKind.APPLICATION_ENDED, payload.getEndTime());
    event.setApplicationEnded(payload);
    lifecycle(event);
    ended = true;
  }

  void environmentUpdate(EnvironmentUpdated payload) {
    Map<String, String> properties = payload.getSparkProperties();
    redaction = redaction.forApplication(properties);
    String id = properties.get("spark.app.id");
    if (id != null && !id.isEmpty()) {
      gate.fallBackTo(id);
      named = true;
    }
    Map<String, String> outgoing =
        redaction.counting(found -> redacted += found).properties(properties);
    payload.setContext(RunContexts.of(outgoing, payload.getContext()).orElse(null));
    outgoing.replaceAll((key, value) -> Redaction.cut(value, ApplicationReader.MAX_PROPERTY));
    payload.setSparkProperties(outgoing);
    LifecycleEvent event = LifecycleReader.event(LifecycleKind.ENVIRONMENT_UPDATED, null);
    event.setEnvironmentUpdated(payload);
    lifecycle(event);
  }

  void stageSubmitted(LifecycleEvent event) {
    StageInfo stage = event.getStageSubmitted().getStage();
    if (!ended) {
      peaks.stageSubmitted(stage.getStageId(), stage.getStageAttempt());
    }
    lifecycle(event);
  }

  void stageCompleted(LifecycleEvent event) {
    StageInfo stage = event.getStageCompleted().getStage();
    Instant time = event.getEventTime() == null ? gate.now() : event.getEventTime();
    peaks
        .stageCompleted(idOrEmpty(), stage.getStageId(), stage.getStageAttempt(), time)
        .forEach(gate::executor);
    lifecycle(event);
  }

  /** The gate sets the id of records held back once it is known. */
  private String idOrEmpty() {
    return gate.applicationId() == null ? "" : gate.applicationId();
  }

  /**
   * Spark writes these just before the stage's completion. Peaks of a stage that is not running are
   * emitted directly.
   */
  void stageExecutorMetrics(ExecutorReader.StagePeaks update) {
    if (update.peaks.known()
        && !peaks.raise(update.executorId, update.stageId, update.stageAttempt, update.peaks)) {
      ExecutorMetrics event =
          update.peaks.toRecord(
              idOrEmpty(), update.executorId, update.stageId, update.stageAttempt, gate.now());
      gate.executor(event);
    }
  }

  void ignore(String fullName) {
    String key = Redaction.cut(fullName, 256);
    if (!ignored.containsKey(key) && ignored.size() >= MAX_IGNORED_NAMES) {
      key = OTHER_EVENTS;
    }
    ignored.merge(key, 1L, Long::sum);
  }

  /**
   * Emits a lifecycle event of the caller, such as an agent report, with application id, sequence
   * number and, if it has none, time.
   */
  public void emit(LifecycleEvent event) {
    gate.lifecycle(requireNonNull(event, "event is null"));
  }

  /**
   * Ends the log: emits the peaks of stages that never completed, and the records held back if the
   * options have a fallback application id.
   *
   * @return whether everything was emitted; false if no application id is known
   */
  public boolean finish() {
    gate.settle();
    peaks.applicationEnded(idOrEmpty(), gate.now()).forEach(gate::executor);
    return gate.applicationId() != null;
  }

  /**
   * Peaks of the running stages. The agent adds those of heartbeats and task ends, which it does
   * not map here.
   */
  public StageExecutorPeaks peaks() {
    return peaks;
  }

  /**
   * The log is over without the application's end, but something says that it has ended: as {@link
   * #applicationEnd}, at the newest time that was seen.
   *
   * @param evidence what says so, in a clause
   */
  public void endByEvidence(String evidence) {
    requireNonNull(evidence, "evidence is null");
    ApplicationEnded payload = new ApplicationEnded();
    payload.setEndTime(gate.now());
    payload.setEvidence(Redaction.cut(evidence, 256));
    applicationEnd(payload);
  }

  /** Whether something had run, and nothing runs any more: neither a job nor an SQL execution. */
  public boolean isIdle() {
    return openWork.isIdle();
  }

  /** Whether a job or an SQL execution runs. */
  public boolean hasOpenWork() {
    return openWork.isOpen();
  }

  /** The current redaction. */
  public Redaction redaction() {
    return redaction;
  }

  /** The application id; null until it is known. */
  public String applicationId() {
    return gate.applicationId();
  }

  /** Whether the application's start was mapped. */
  public boolean started() {
    return started;
  }

  /** Whether an event named the application: its start, its configuration or a job of it. */
  public boolean named() {
    return named;
  }

  /** Whether the application's end was mapped. */
  public boolean ended() {
    return ended;
  }

  /** Number of events so far, including ignored ones. */
  public long events() {
    return events;
  }

  /** Number of secrets removed so far. */
  public long redacted() {
    return redacted;
  }

  /** Sequence number of the last record emitted, from 1. */
  public long sequence() {
    return gate.sequence();
  }

  /** The newest time in the log so far, or the clock's if there is one. */
  public Instant now() {
    return gate.now();
  }

  /** Number of unknown events (a vendor's, or of a newer Spark), by name. */
  public Map<String, Long> ignored() {
    return Collections.unmodifiableMap(ignored);
  }
}
