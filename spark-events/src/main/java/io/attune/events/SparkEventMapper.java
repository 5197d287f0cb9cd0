package io.attune.events;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.BlockManagerAdded;
import io.attune.schemas.BlockUpdated;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.ExecutorAdded;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.ExecutorRemoved;
import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.RddUnpersisted;
import io.attune.schemas.SpeculativeTaskSubmitted;
import io.attune.schemas.SqlExecutionEnded;
import io.attune.schemas.SqlExecutionStarted;
import io.attune.schemas.StageCompleted;
import io.attune.schemas.StageSubmitted;
import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns Spark's event JSON (a line of an event log, or what {@code
 * JsonProtocol.sparkEventToJsonString} yields live) into Attune's records. Reads Spark 3.x and 4.x;
 * what nothing needs is skipped without being materialised.
 *
 * <p>The little state it keeps is of one application: its id (records before the application start
 * are held back until it is known), its redaction patterns, and the executor peaks of running
 * stages. Not thread-safe: one mapper serves one application from one thread.
 */
public final class SparkEventMapper {

  /** Unknown events are counted under this name once there are too many different ones. */
  public static final String OTHER_EVENTS = "(other)";

  private static final int MAX_IGNORED_NAMES = 100;
  private static final String SCHEDULER = "org.apache.spark.scheduler.";
  private static final String SQL = "org.apache.spark.sql.execution.ui.";

  /** Spark's own events that nothing here needs. */
  private static final Set<String> UNUSED =
      Set.of(
          "SparkListenerTaskStart",
          "SparkListenerTaskGettingResult",
          "SparkListenerBlockManagerRemoved",
          "SparkListenerExecutorBlacklisted",
          "SparkListenerExecutorBlacklistedForStage",
          "SparkListenerExecutorUnblacklisted",
          "SparkListenerExecutorExcluded",
          "SparkListenerExecutorExcludedForStage",
          "SparkListenerExecutorUnexcluded",
          "SparkListenerNodeBlacklisted",
          "SparkListenerNodeBlacklistedForStage",
          "SparkListenerNodeUnblacklisted",
          "SparkListenerNodeExcluded",
          "SparkListenerNodeExcludedForStage",
          "SparkListenerNodeUnexcluded",
          "SparkListenerUnschedulableTaskSetAdded",
          "SparkListenerUnschedulableTaskSetRemoved",
          "SparkListenerMiscellaneousProcessAdded",
          "SparkListenerSQLAdaptiveSQLMetricUpdates");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              // A plan nests two levels a node; limits on size are the line reader's business.
              StreamReadConstraints.builder()
                  .maxNestingDepth(100_000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final RecordGate gate;
  private final boolean user;
  private final StageExecutorPeaks peaks = new StageExecutorPeaks();
  private final Map<String, Long> ignored = new TreeMap<>();
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
    try (JsonParser p = JSON.createParser(json, offset, length)) {
      if (p.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedEventException("it is not a JSON object");
      }
      String first = p.nextFieldName();
      if ("Event".equals(first) && p.nextToken() == JsonToken.VALUE_STRING) {
        event(p.getText(), p);
      } else {
        unordered(json, offset, length);
      }
    } catch (JsonEOFException e) {
      throw new MalformedEventException("the JSON ends early", e);
    } catch (JsonProcessingException e) {
      throw new MalformedEventException("it is not valid JSON: " + oneLine(e), e);
    } catch (IOException e) {
      throw new MalformedEventException("it cannot be read: " + e.getMessage(), e);
    }
  }

  private static String oneLine(JsonProcessingException e) {
    return Redaction.cut(e.getOriginalMessage().replaceAll("\\s+", " "), 200);
  }

  /** Spark writes the name first; where someone does not, it is looked for. */
  private void unordered(byte[] json, int offset, int length) throws IOException {
    String name = null;
    try (JsonParser p = JSON.createParser(json, offset, length)) {
      p.nextToken();
      for (String field = p.nextFieldName(); field != null; field = p.nextFieldName()) {
        p.nextToken();
        if (field.equals("Event")) {
          name = Json.text(p);
        } else {
          p.skipChildren();
        }
      }
    }
    if (name == null) {
      throw new MalformedEventException("it has no field \"Event\"");
    }
    try (JsonParser p = JSON.createParser(json, offset, length)) {
      p.nextToken();
      event(name, p);
    }
  }

  private void event(String fullName, JsonParser p) throws IOException {
    String name = fullName;
    if (name.startsWith(SQL)) {
      name = name.substring(SQL.length());
    } else if (name.startsWith(SCHEDULER)) {
      name = name.substring(SCHEDULER.length());
    }
    switch (name) {
      case "SparkListenerTaskEnd":
        taskEnd(p);
        break;
      case "SparkListenerTaskStart":
        break;
      case "SparkListenerLogStart":
        String version = ApplicationReader.sparkVersion(p);
        sparkVersion = version == null ? sparkVersion : version;
        break;
      case "SparkListenerApplicationStart":
        applicationStart(p);
        break;
      case "SparkListenerApplicationEnd":
        applicationEnd(p);
        break;
      case "SparkListenerEnvironmentUpdate":
        environmentUpdate(p);
        break;
      case "SparkListenerStageSubmitted":
        stageSubmitted(p);
        break;
      case "SparkListenerStageCompleted":
        stageCompleted(p);
        break;
      case "SparkListenerStageExecutorMetrics":
        stageExecutorMetrics(p);
        break;
      case "SparkListenerExecutorMetricsUpdate":
        ExecutorReader.heartbeat(p, peaks);
        break;
      default:
        if (!rareEvent(name, p)) {
          ignore(name, fullName);
          return;
        }
    }
    events++;
  }

  private boolean rareEvent(String name, JsonParser p) throws IOException {
    LifecycleEvent event;
    switch (name) {
      case "SparkListenerResourceProfileAdded":
        event = lifecycle(LifecycleKind.RESOURCE_PROFILE_ADDED, null);
        event.setResourceProfileAdded(ApplicationReader.resourceProfile(p));
        break;
      case "SparkListenerExecutorAdded":
        ExecutorReader.Timed<ExecutorAdded> added = ExecutorReader.added(p);
        event = lifecycle(LifecycleKind.EXECUTOR_ADDED, added.time);
        event.setExecutorAdded(added.payload);
        break;
      case "SparkListenerExecutorRemoved":
        ExecutorReader.Timed<ExecutorRemoved> removed = ExecutorReader.removed(p, redaction);
        event = lifecycle(LifecycleKind.EXECUTOR_REMOVED, removed.time);
        event.setExecutorRemoved(removed.payload);
        break;
      case "SparkListenerBlockManagerAdded":
        ExecutorReader.Timed<BlockManagerAdded> manager = ExecutorReader.blockManager(p);
        event = lifecycle(LifecycleKind.BLOCK_MANAGER_ADDED, manager.time);
        event.setBlockManagerAdded(manager.payload);
        break;
      case "SparkListenerJobStart":
        JobStarted started = JobReader.started(p, redaction);
        event = lifecycle(LifecycleKind.JOB_STARTED, started.getSubmissionTime());
        event.setJobStarted(started);
        break;
      case "SparkListenerJobEnd":
        JobEnded jobEnded = JobReader.ended(p, redaction);
        event = lifecycle(LifecycleKind.JOB_ENDED, jobEnded.getCompletionTime());
        event.setJobEnded(jobEnded);
        break;
      case "SparkListenerSQLExecutionStart":
        SqlExecutionStarted sql = SqlReader.started(p, redaction);
        event = lifecycle(LifecycleKind.SQL_EXECUTION_STARTED, sql.getStartTime());
        event.setSqlExecutionStarted(sql);
        break;
      case "SparkListenerSQLExecutionEnd":
        SqlExecutionEnded sqlEnded = SqlReader.ended(p, redaction);
        event = lifecycle(LifecycleKind.SQL_EXECUTION_ENDED, sqlEnded.getEndTime());
        event.setSqlExecutionEnded(sqlEnded);
        break;
      case "SparkListenerSQLAdaptiveExecutionUpdate":
        event = lifecycle(LifecycleKind.SQL_PLAN_CHANGED, null);
        event.setSqlPlanChanged(SqlReader.planChanged(p, redaction));
        break;
      case "SparkListenerDriverAccumUpdates":
        event = lifecycle(LifecycleKind.DRIVER_ACCUMULATORS, null);
        event.setDriverAccumulators(SqlReader.driverAccumulators(p));
        break;
      case "SparkListenerBlockUpdated":
        BlockUpdated block = ExecutorReader.block(p);
        if (block == null) {
          return true;
        }
        event = lifecycle(LifecycleKind.BLOCK_UPDATED, null);
        event.setBlockUpdated(block);
        break;
      case "SparkListenerUnpersistRDD":
        event = lifecycle(LifecycleKind.RDD_UNPERSISTED, null);
        event.setRddUnpersisted(new RddUnpersisted(onlyInt(p, "RDD ID")));
        break;
      case "SparkListenerSpeculativeTaskSubmitted":
        event = lifecycle(LifecycleKind.SPECULATIVE_TASK_SUBMITTED, null);
        event.setSpeculativeTaskSubmitted(speculative(p));
        break;
      default:
        return false;
    }
    gate.lifecycle(event);
    return true;
  }

  private static LifecycleEvent lifecycle(LifecycleKind kind, Instant time) {
    LifecycleEvent event = new LifecycleEvent();
    event.setKind(kind);
    event.setEventTime(time);
    return event;
  }

  private void taskEnd(JsonParser p) throws IOException {
    ExecutorPeaks taskPeaks = new ExecutorPeaks();
    TaskMetrics task = TaskReader.read(p, redaction, taskPeaks);
    peaks.raise(task.getExecutorId(), task.getStageId(), task.getStageAttempt(), taskPeaks);
    gate.task(task);
  }

  private void applicationStart(JsonParser p) throws IOException {
    ApplicationReader.Start start = ApplicationReader.start(p, user);
    start.payload.setSparkVersion(sparkVersion);
    LifecycleEvent event =
        lifecycle(LifecycleKind.APPLICATION_STARTED, start.payload.getStartTime());
    event.setApplicationStarted(start.payload);
    started = true;
    gate.identify(start.applicationId, start.payload.getStartTime());
    gate.lifecycle(event);
  }

  private void applicationEnd(JsonParser p) throws IOException {
    ApplicationEnded payload = ApplicationReader.end(p);
    peaks.applicationEnded(gate.applicationId(), payload.getEndTime()).forEach(gate::executor);
    LifecycleEvent event = lifecycle(LifecycleKind.APPLICATION_ENDED, payload.getEndTime());
    event.setApplicationEnded(payload);
    ended = true;
    gate.lifecycle(event);
  }

  private void environmentUpdate(JsonParser p) throws IOException {
    EnvironmentUpdated payload = ApplicationReader.environment(p);
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
    LifecycleEvent event = lifecycle(LifecycleKind.ENVIRONMENT_UPDATED, null);
    event.setEnvironmentUpdated(payload);
    gate.lifecycle(event);
  }

  private void stageSubmitted(JsonParser p) throws IOException {
    StageReader reader = new StageReader(redaction, false);
    StageReader.Stage stage = null;
    Long sqlExecutionId = null;
    for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
      p.nextToken();
      if (name.equals("Stage Info")) {
        stage = reader.read(p);
      } else if (name.equals("Properties")) {
        sqlExecutionId =
            JobReader.sqlExecutionId(
                Json.texts(p, (key, value) -> key.equals("spark.sql.execution.id") ? value : null));
      } else {
        p.skipChildren();
      }
    }
    require(stage, "SparkListenerStageSubmitted");
    peaks.stageSubmitted(stage.info.getStageId(), stage.info.getStageAttempt());
    LifecycleEvent event = lifecycle(LifecycleKind.STAGE_SUBMITTED, stage.submissionTime);
    event.setStageSubmitted(new StageSubmitted(stage.info, stage.submissionTime, sqlExecutionId));
    gate.lifecycle(event);
  }

  private void stageCompleted(JsonParser p) throws IOException {
    StageReader reader = new StageReader(redaction, true);
    StageReader.Stage stage = null;
    for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
      p.nextToken();
      if (name.equals("Stage Info")) {
        stage = reader.read(p);
      } else {
        p.skipChildren();
      }
    }
    require(stage, "SparkListenerStageCompleted");
    Instant time = stage.completionTime == null ? gate.now() : stage.completionTime;
    peaks
        .stageCompleted(
            gate.applicationId(), stage.info.getStageId(), stage.info.getStageAttempt(), time)
        .forEach(gate::executor);
    LifecycleEvent event = lifecycle(LifecycleKind.STAGE_COMPLETED, stage.completionTime);
    event.setStageCompleted(
        new StageCompleted(
            stage.info,
            stage.submissionTime,
            stage.completionTime,
            stage.failure,
            stage.accumulables));
    gate.lifecycle(event);
  }

  private static void require(Object stage, String event) {
    if (stage == null) {
      throw new MalformedEventException(event + " has no field \"Stage Info\"");
    }
  }

  /**
   * Written just before the completion of their stage; what comes for no running stage goes out.
   */
  private void stageExecutorMetrics(JsonParser p) throws IOException {
    ExecutorReader.StagePeaks update = ExecutorReader.stagePeaks(p);
    if (update.peaks.known()
        && !peaks.raise(update.executorId, update.stageId, update.stageAttempt, update.peaks)) {
      ExecutorMetrics event =
          update.peaks.toRecord(
              gate.applicationId(),
              update.executorId,
              update.stageId,
              update.stageAttempt,
              gate.now());
      gate.executor(event);
    }
  }

  private static int onlyInt(JsonParser p, String field) throws IOException {
    int result = -1;
    for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
      p.nextToken();
      if (name.equals(field)) {
        result = Json.intValue(p, -1);
      } else {
        p.skipChildren();
      }
    }
    return result;
  }

  private static SpeculativeTaskSubmitted speculative(JsonParser p) throws IOException {
    SpeculativeTaskSubmitted payload = new SpeculativeTaskSubmitted();
    for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
      p.nextToken();
      switch (name) {
        case "stageId":
          payload.setStageId(Json.intValue(p, -1));
          break;
        case "stageAttemptId":
          payload.setStageAttempt(Json.intValue(p, 0));
          break;
        case "taskIndex":
          int index = Json.intValue(p, -1);
          payload.setTaskIndex(index < 0 ? null : (Integer) index);
          break;
        default:
          p.skipChildren();
      }
    }
    return payload;
  }

  private void ignore(String name, String fullName) {
    events++;
    if (UNUSED.contains(name)) {
      return;
    }
    String key = Redaction.cut(fullName, 256);
    if (!ignored.containsKey(key) && ignored.size() >= MAX_IGNORED_NAMES) {
      key = OTHER_EVENTS;
    }
    ignored.merge(key, 1L, Long::sum);
  }

  /**
   * The log is over: peaks of stages that never completed go out, and so does what is still held
   * back, if the options name an application id for it.
   *
   * @return whether everything could go out; false when no application id was ever known
   */
  public boolean finish() {
    gate.settle();
    peaks.applicationEnded(gate.applicationId(), gate.now()).forEach(gate::executor);
    return gate.applicationId() != null;
  }

  /**
   * Peaks gathered for running stages. The live side adds heartbeats and task ends to it, as those
   * do not pass through here.
   */
  public StageExecutorPeaks peaks() {
    return peaks;
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
