package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.statistics.RemovalCause;
import io.attune.schemas.AgentReport;
import io.attune.schemas.ApplicationStarted;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.RunContext;
import io.attune.schemas.RunningTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything kept about one application apart from its tasks, in bounded space.
 *
 * <p>Facts merge: a repeated, late or missing event changes nothing but what it knows itself, and
 * the content does not depend on the order in which events came. Beyond the bounds (4,096 completed
 * stage attempts, jobs; 8,192 RDDs and executors; 512 SQL executions) the shortest completed stages
 * fold into totals and the oldest of the rest are forgotten.
 *
 * <p>Not thread-safe.
 */
public final class ApplicationState {
  private final Content content;

  /** Of a unit inside an application; null for the application itself. */
  private final transient @Nullable UnitPart unit;

  /** What follows from the content, until the next event; null before it is asked for. */
  private transient @Nullable Conclusions conclusions;

  /** Starts empty, for the application of an id. */
  public ApplicationState(String applicationId) {
    this(new Content(requireNonNull(applicationId, "applicationId is null")));
  }

  ApplicationState(Content content) {
    this.content = content;
    this.unit = null;
  }

  /** A unit of an application, for as long as it is judged; it is not stored. */
  ApplicationState(Content content, UnitPart unit) {
    this.content = content;
    this.unit = requireNonNull(unit, "unit is null");
  }

  Content content() {
    return content;
  }

  private Conclusions conclusions() {
    if (conclusions == null) {
      conclusions = new Conclusions(this, content);
    }
    return conclusions;
  }

  /**
   * Takes an event. One whose payload is missing, or of a kind that this build does not know,
   * changes nothing but the time of the last event.
   */
  public void apply(LifecycleEvent event) {
    requireNonNull(event, "event is null");
    requireOwn(event.getApplicationId());
    conclusions = null;
    content.apply(event);
  }

  /** Takes peaks of an executor or of the driver, whether for one stage or in all. */
  public void apply(ExecutorMetrics event) {
    requireNonNull(event, "event is null");
    requireOwn(event.getApplicationId());
    conclusions = null;
    content.seen(event.getEventTime());
    content.executor(event.getExecutorId()).apply(event);
  }

  private void requireOwn(String applicationId) {
    if (!content.applicationId.equals(applicationId)) {
      throw new IllegalArgumentException(
          "An event of " + applicationId + " was given to the state of " + content.applicationId);
    }
  }

  /** Spark's own id. */
  public String applicationId() {
    return content.applicationId;
  }

  /** spark.app.name; empty while unknown. */
  public String name() {
    return content.started().map(ApplicationStarted::getApplicationName).orElse("");
  }

  /** What recurs from run to run; an application that names no workload is one by itself. */
  public String workload() {
    return unit == null ? identity().workload() : unit.workload();
  }

  /** Who it is, and by what that is known. */
  public Identity identity() {
    return conclusions().identity();
  }

  /** What kind of thing ran: a session or a program, on which engine. */
  public Environment environment() {
    return conclusions().environment();
  }

  /** Where the application came from. */
  public Optional<RunContext> context() {
    return content.environment().map(EnvironmentUpdated::getContext);
  }

  /** Version of Spark; on Databricks, where the log does not tell, that of its runtime. */
  public Optional<String> sparkVersion() {
    return content
        .started()
        .map(ApplicationStarted::getSparkVersion)
        .or(() -> DatabricksCluster.sparkVersion(properties()));
  }

  /** Start. */
  public Optional<Instant> start() {
    return content.started().map(ApplicationStarted::getStartTime).flatMap(Facts::known);
  }

  /** Whether and how it ended. */
  public Ending ending() {
    return conclusions().ending();
  }

  /** End; empty while it runs. */
  public Optional<Instant> end() {
    return ending().time();
  }

  /** Whether it has ended: Spark said so, or there is evidence. */
  public boolean ended() {
    return end().isPresent();
  }

  void silence(Ending.@Nullable ByEvidence shown) {
    content.silence = shown;
    conclusions = null;
  }

  /** Exit code, Spark 4 and later. */
  public OptionalLong exitCode() {
    return content.exitCode();
  }

  /** Start to end, or to the last event while it runs, milliseconds; empty without a start. */
  public OptionalLong durationMs() {
    Optional<Instant> until = end().or(this::lastEventTime);
    return start().isEmpty() || until.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, Duration.between(start().get(), until.get()).toMillis()));
  }

  /** Time of the newest event of any kind that was applied. */
  public Optional<Instant> lastEventTime() {
    return content.lastEventTime();
  }

  /** A property as the application set it; empty when it did not. */
  public Optional<String> property(String name) {
    return Optional.ofNullable(properties().get(name));
  }

  /** All that the application set. */
  public Map<String, String> properties() {
    return content.environment().map(EnvironmentUpdated::getSparkProperties).orElse(Map.of());
  }

  /** Whether the configuration is known. */
  public boolean hasEnvironment() {
    return content.environment().isPresent();
  }

  /** Settings of the application as a whole. */
  public SparkSettings settings() {
    return conclusions().settings();
  }

  /** Settings in force for a stage: those of its job, over its SQL execution's, over the rest. */
  public SparkSettings settingsFor(StageDescriptor stage) {
    requireNonNull(stage, "stage is null");
    return new SettingsLayers(this, content).of(stage);
  }

  /** Settings in force for an SQL execution. */
  public SparkSettings settingsFor(SqlExecution execution) {
    requireNonNull(execution, "execution is null");
    return new SettingsLayers(this, content).of(execution);
  }

  /** Settings of the application, with what a resource profile says over them. */
  SparkSettings settingsOfProfile(int resourceProfileId) {
    SettingsLayers layers = new SettingsLayers(this, content);
    return resourceProfileId == 0 ? settings() : layers.ofProfile(resourceProfileId);
  }

  /** Whether tasks ran in the driver's own process (master local or local[n]). */
  public boolean isLocal() {
    return SparkSettings.isLocal(property("spark.master").orElse(null));
  }

  /**
   * Executors in the order in which they came, dead ones included; in local mode the driver is the
   * only one, else it is not among them.
   */
  public List<ExecutorState> executors() {
    return conclusions().executors();
  }

  /**
   * Why an executor was removed; empty while it lives. One that goes when the last job and SQL
   * execution had ended, and nothing has run since, goes with its application, although Spark's
   * words are those of a loss: a cluster that is taken down loses its workers one by one. Where the
   * words tell of memory they stand, as that comes late: after the job that it ended.
   */
  public Optional<RemovalCause> removalCause(ExecutorState executor) {
    requireNonNull(executor, "executor is null");
    return conclusions().removalCause(executor);
  }

  /** An executor, or the driver, by id. */
  public Optional<ExecutorState> executor(String executorId) {
    return Optional.ofNullable(content.executors.get(executorId));
  }

  /** The driver, once something about it is known. */
  public Optional<ExecutorState> driver() {
    return executor(ExecutorState.DRIVER);
  }

  /** Resource profiles by id; 0 is the default one. */
  public Map<Integer, ResourceProfile> resourceProfiles() {
    return Collections.unmodifiableMap(content.resourceProfiles);
  }

  /** Jobs by ascending id. Times that Spark did not tell (1.2) are those of the job's stages. */
  public Collection<JobDescriptor> jobs() {
    return Collections.unmodifiableCollection(conclusions().jobs().values());
  }

  /** A job by id. */
  public Optional<JobDescriptor> job(int jobId) {
    return Optional.ofNullable(conclusions().jobs().get(jobId));
  }

  /** Jobs that hold a stage, ascending: a later one may have skipped it. */
  public List<JobDescriptor> jobsOf(int stageId) {
    return conclusions().jobsOf(stageId);
  }

  /** Stage attempts kept whole, ascending, those that were never submitted included. */
  public List<StageDescriptor> stages() {
    return conclusions().stages();
  }

  /** A stage attempt. */
  public Optional<StageDescriptor> stage(int stageId, int stageAttempt) {
    return content.stages.get(new StageKey(stageId, stageAttempt));
  }

  /** Completed stage attempts that were folded because there are too many. */
  public long foldedStages() {
    return content.stages.foldedCount();
  }

  /** Sum of the wall times of the folded stages, milliseconds. */
  public long foldedStageWallMs() {
    return content.stages.foldedWallMs();
  }

  /** SQL execution of a stage: its own word, else that of its first job. */
  public OptionalLong sqlExecutionIdOf(StageDescriptor stage) {
    return conclusions().sqlExecutionIdOf(stage);
  }

  /** SQL executions by ascending id, their plans joined with the values that stages reported. */
  public List<SqlExecution> sqlExecutions() {
    return conclusions().sqlExecutions();
  }

  /** An SQL execution by id. */
  public Optional<SqlExecution> sqlExecution(long executionId) {
    return sqlExecutions().stream()
        .filter(execution -> execution.executionId() == executionId)
        .findFirst();
  }

  /** Plan nodes that a stage ran; empty for a stage without SQL. */
  public List<SqlNode> sqlNodesOf(StageDescriptor stage) {
    return conclusions().sqlNodesOf(stage);
  }

  /** Streaming queries by id, those of which a start or a batch was seen; at most 32. */
  public Collection<StreamingQueryState> streamingQueries() {
    return content.streams.all();
  }

  /** What failed: SQL executions by id, then jobs that belong to none. */
  public List<Failure> failures() {
    return conclusions().failures();
  }

  /** RDDs by id. */
  public Map<Integer, RddDescriptor> rdds() {
    return Collections.unmodifiableMap(content.rdds);
  }

  /** RDDs that a stage computes, those that are known. */
  public List<RddDescriptor> rddsOf(StageDescriptor stage) {
    return stage.rddIds().stream().map(content.rdds::get).filter(Objects::nonNull).toList();
  }

  /** What block updates told about persisted RDDs, by RDD; empty without block updates. */
  public Map<Integer, CacheUse> caches() {
    return Collections.unmodifiableMap(content.caches);
  }

  /** Kinds of executors; more than one with several resource profiles, or nodes that differ. */
  public List<ExecutorShape> executorShapes() {
    return conclusions().executorShapes();
  }

  /** Slots over time. */
  public Slots slots() {
    return conclusions().slots();
  }

  /** First job start to last job end, or to the last event while one runs; empty without a job. */
  public Optional<TimeSpan> span() {
    return new Timeline(this).span();
  }

  /** Length of the span, milliseconds, without the time in which only other units' jobs ran. */
  public long spanMs() {
    return span().map(all -> all.durationMs() - (unit == null ? 0 : unit.othersMs())).orElse(0L);
  }

  /**
   * As {@link #span()}, and on to the end of the SQL executions whose jobs those are: the commit of
   * a write comes after its last job.
   */
  public Optional<TimeSpan> workSpan() {
    return new Timeline(this).workSpan();
  }

  /** Time in which no stage ran, and the longest gaps. */
  public DriverTime driverTime() {
    return conclusions().driverTime();
  }

  /** Tasks that run for long, as executors told last, the longest first; see {@link InProgress}. */
  public List<RunningTask> runningTasks() {
    return ended() ? List.of() : content.running.tasks();
  }

  /** The newest report of whoever sends the events. */
  public Optional<AgentReport> agentReport() {
    return content.agentReport();
  }

  /** Task attempts known to be lost on the way, as the sender reports. */
  public long taskEventsLost() {
    return agentReport().map(AgentReport::getTaskEventsLost).map(n -> Math.max(0, n)).orElse(0L);
  }

  /** The binary form: equal content gives equal bytes; the first byte is the version. */
  public byte[] toBytes() {
    return ApplicationCodec.FORMAT.toBytes(content);
  }

  /**
   * Reads the binary form.
   *
   * @throws io.attune.advisor.state.StateFormatException when the bytes are damaged or of an
   *     unknown version
   */
  public static ApplicationState fromBytes(byte[] bytes) {
    return new ApplicationState(ApplicationCodec.FORMAT.fromBytes(bytes));
  }
}
