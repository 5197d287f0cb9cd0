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
 * Turns Spark's event JSON (a line of an event log, or what {@code
 * JsonProtocol.sparkEventToJsonString} yields live) into Attune's records. Reads Spark 3.x and 4.x.
 * {@link EventParser} reads the JSON; here the events are brought in line, one after the other.
 *
 * <p>The little state it keeps is of one application: its id (records before the application start
 * are held back until it is known), its redaction patterns, the executor peaks of running stages,
 * and whether it has ended: what Spark tells afterwards, of jobs and stages that the end cut off,
 * reaches a log but no longer a listener that has said its last word, so it is left out of both.
 * Only peaks still go out, as a log holds back those of a cut-off stage until then. Not
 * thread-safe: one mapper serves one application from one thread.
 */
public final class SparkEventMapper {

  /** Unknown events are counted under this name once there are too many different ones. */
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
  private boolean started;
  private boolean ended;

  /**
   * Makes a mapper for one application.
   *
   * @param sink takes the records
   * @param options how to work
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
   * @throws MalformedEventException when it is none, or lacks what makes it an event; nothing was
   *     emitted then
   */
  public void accept(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    accept(bytes, 0, bytes.length);
  }

  /**
   * Maps one event.
   *
   * @param json holds one JSON object in UTF-8; not kept
   * @param offset where it begins
   * @param length bytes of it
   * @throws MalformedEventException when it is none, or lacks what makes it an event; nothing was
   *     emitted then
   */
  public void accept(byte[] json, int offset, int length) {
    accept(parser.parse(json, offset, length, redaction));
  }

  /**
   * Maps one event that was read before. It has to be read with the {@linkplain #redaction()
   * patterns} that are in force now.
   *
   * @throws MalformedEventException when too much would have to be held back because the log does
   *     not tell its application; the event is not counted then
   */
  public void accept(ParsedEvent event) {
    event.applyTo(this);
    events++;
  }

  void taskEnd(TaskMetrics task, LargestPeaks taskPeaks) {
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
    redaction = Redaction.of(properties);
    String id = properties.get("spark.app.id");
    if (id != null && !id.isEmpty()) {
      gate.fallBackTo(id);
    }
    payload.setContext(RunContexts.of(redaction.properties(properties)).orElse(null));
    Map<String, String> outgoing = redaction.properties(properties);
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

  /** The gate puts the id into what it holds back, once it is known. */
  private String idOrEmpty() {
    return gate.applicationId() == null ? "" : gate.applicationId();
  }

  /**
   * Written just before the completion of their stage; what comes for no running stage goes out.
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
   * Passes on a lifecycle event of the caller's own, such as an agent report: it gets its
   * application id and number, and a time if it has none, in line with all others.
   */
  public void emit(LifecycleEvent event) {
    gate.lifecycle(requireNonNull(event, "event is null"));
  }

  /**
   * The log is over: peaks of stages that never completed go out, and so does what is still held
   * back, if the options name an application id for it.
   *
   * @return whether everything could go out; false when no application id was ever known
   */
  public boolean finish() {
    gate.settle();
    peaks.applicationEnded(idOrEmpty(), gate.now()).forEach(gate::executor);
    return gate.applicationId() != null;
  }

  /**
   * Peaks gathered for running stages. The live side adds heartbeats and task ends to it, as those
   * do not pass through here.
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

  /** The patterns in force. */
  public Redaction redaction() {
    return redaction;
  }

  /** The application id; null until it is known. */
  public String applicationId() {
    return gate.applicationId();
  }

  /** Whether an application start was seen. */
  public boolean started() {
    return started;
  }

  /** Whether an application end was seen. */
  public boolean ended() {
    return ended;
  }

  /** Events read so far, ignored ones included. */
  public long events() {
    return events;
  }

  /** Number of the last record that went out, counted from 1. */
  public long sequence() {
    return gate.sequence();
  }

  /** Newest time seen in the log, or the clock's, where one was given. */
  public Instant now() {
    return gate.now();
  }

  /** Events of kinds that are not Spark's, or newer than this mapper, counted by name. */
  public Map<String, Long> ignored() {
    return Collections.unmodifiableMap(ignored);
  }
}
