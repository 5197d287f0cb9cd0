package io.attune.advisor.application;

import io.attune.schemas.AgentReport;
import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.ApplicationStarted;
import io.attune.schemas.BlockUpdated;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.JobStarted;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.ResourceProfileAdded;
import io.attune.schemas.StageCompleted;
import io.attune.schemas.StageInfo;
import io.attune.schemas.StageSubmitted;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The facts themselves, and how an event adds to them. */
final class Content {
  static final int STAGE_LIMIT = 4096;
  static final int JOB_LIMIT = 4096;
  static final int RDD_LIMIT = 8192;
  static final int SQL_LIMIT = 512;
  static final int EXECUTOR_LIMIT = 8192;
  static final int PROFILE_LIMIT = 64;
  static final int CACHE_LIMIT = 256;

  final String applicationId;
  private @Nullable ApplicationStarted started;
  private @Nullable EnvironmentUpdated environment;
  private long environmentTime = Long.MIN_VALUE;
  private @Nullable AgentReport agentReport;
  private Optional<Instant> end = Optional.empty();
  private Optional<Ending.ByEvidence> evidence = Optional.empty();

  /** What Observe takes for an end by its clock, until something comes again; null for nothing. */
  Ending.@Nullable ByEvidence silence;

  private OptionalLong exitCode = OptionalLong.empty();
  private Optional<Instant> lastEventTime = Optional.empty();
  final TreeMap<Integer, ResourceProfile> resourceProfiles = new TreeMap<>();
  final TreeMap<String, ExecutorState> executors = new TreeMap<>();
  final TreeMap<Integer, JobDescriptor> jobs = new TreeMap<>();
  final TreeMap<Integer, RddDescriptor> rdds = new TreeMap<>();
  final TreeMap<Integer, CacheUse> caches = new TreeMap<>();
  final TreeMap<Long, SqlFacts> sql = new TreeMap<>();
  final StreamingQueries streams = new StreamingQueries();
  StageTable stages = new StageTable(STAGE_LIMIT);

  RunningFacts running = new RunningFacts();

  /** Whether more was reported than is kept. */
  private boolean thinned;

  /** Size when it was last measured, not deflated; see {@link Thinning}. */
  int measuredBytes;

  /** Size of the events since. */
  long unmeasuredBytes;

  Content(String applicationId) {
    this.applicationId = applicationId;
  }

  /** The same application and cluster without its jobs, stages and SQL executions. */
  Content withoutWork() {
    Content other = new Content(applicationId);
    other.started = started;
    other.environment = environment;
    other.environmentTime = environmentTime;
    other.agentReport = agentReport;
    other.end = end;
    other.evidence = evidence;
    other.exitCode = exitCode;
    other.lastEventTime = lastEventTime;
    other.resourceProfiles.putAll(resourceProfiles);
    other.executors.putAll(executors);
    other.rdds.putAll(rdds);
    other.caches.putAll(caches);
    other.thinned = thinned;
    return other;
  }

  void seen(Instant eventTime) {
    lastEventTime = Facts.greatest(lastEventTime, Optional.of(eventTime));
  }

  /** Each payload stands for itself: a kind that is unknown here says nothing about the others. */
  void apply(LifecycleEvent event) {
    seen(event.getEventTime());
    applyToApplication(event);
    applyToExecutors(event, event.getEventTime());
    applyToJobs(event, event.getEventTime());
    applyToSql(event, event.getEventTime());
    streams.apply(event);
  }

  private void applyToApplication(LifecycleEvent event) {
    if (event.getApplicationStarted() != null) {
      start(event.getApplicationStarted());
    }
    if (event.getApplicationEnded() != null) {
      end(event.getApplicationEnded());
    }
    if (event.getEnvironmentUpdated() != null) {
      environment(event.getEnvironmentUpdated(), event.getEventTime().toEpochMilli());
    }
    if (event.getAgentReport() != null) {
      report(event.getAgentReport());
    }
    if (event.getRunningTasks() != null) {
      running.apply(event.getRunningTasks(), event.getEventTime());
    }
  }

  private void applyToExecutors(LifecycleEvent event, Instant time) {
    if (event.getResourceProfileAdded() != null) {
      profile(event.getResourceProfileAdded());
    }
    if (event.getExecutorAdded() != null) {
      executor(event.getExecutorAdded().getExecutorId()).apply(event.getExecutorAdded(), time);
    }
    if (event.getExecutorRemoved() != null) {
      executor(event.getExecutorRemoved().getExecutorId()).apply(event.getExecutorRemoved(), time);
    }
    if (event.getBlockManagerAdded() != null) {
      executor(event.getBlockManagerAdded().getExecutorId()).apply(event.getBlockManagerAdded());
    }
    if (event.getBlockUpdated() != null) {
      block(event.getBlockUpdated());
    }
  }

  private void applyToJobs(LifecycleEvent event, Instant time) {
    if (event.getJobStarted() != null) {
      job(event.getJobStarted());
    }
    if (event.getJobEnded() != null) {
      job(JobDescriptor.of(event.getJobEnded()));
    }
    if (event.getStageSubmitted() != null) {
      submitted(event.getStageSubmitted());
    }
    if (event.getStageCompleted() != null) {
      completed(event.getStageCompleted(), time);
    }
  }

  private void applyToSql(LifecycleEvent event, Instant time) {
    long sequence = event.getSequence() == null ? -1 : event.getSequence();
    if (event.getSqlExecutionStarted() != null) {
      sql(event.getSqlExecutionStarted().getExecutionId())
          .apply(event.getSqlExecutionStarted(), time, sequence);
    }
    if (event.getSqlPlanChanged() != null) {
      sql(event.getSqlPlanChanged().getExecutionId())
          .replan(event.getSqlPlanChanged().getPlan(), time, sequence);
    }
    if (event.getSqlExecutionEnded() != null) {
      sql(event.getSqlExecutionEnded().getExecutionId()).apply(event.getSqlExecutionEnded());
    }
    if (event.getDriverAccumulators() != null) {
      sql(event.getDriverAccumulators().getExecutionId()).apply(event.getDriverAccumulators());
    }
  }

  /** Of several starts (an application that its cluster manager restarted) the latest. */
  void start(ApplicationStarted said) {
    ApplicationStarted event = ApplicationCodec.bounded(said);
    if (started == null
        || compare(event.getStartTime(), started.getStartTime(), event, started) > 0) {
      started = event;
    }
  }

  private static int compare(
      Instant a, Instant b, ApplicationStarted first, ApplicationStarted second) {
    int order = a.compareTo(b);
    return order != 0
        ? order
        : Arrays.compare(ApplicationCodec.bytesOf(first), ApplicationCodec.bytesOf(second));
  }

  private void end(ApplicationEnded event) {
    if (event.getEvidence() == null) {
      end(Optional.of(event.getEndTime()), exitCodeOf(event));
    } else {
      evidence(new Ending.ByEvidence(event.getEndTime(), Facts.cut(event.getEvidence(), 256)));
    }
  }

  private static OptionalLong exitCodeOf(ApplicationEnded event) {
    return event.getExitCode() == null
        ? OptionalLong.empty()
        : OptionalLong.of(event.getExitCode());
  }

  void end(Optional<Instant> time, OptionalLong code) {
    end = Facts.greatest(end, time);
    exitCode = Facts.greatest(exitCode, code);
  }

  /** The newest evidence of an end. */
  void evidence(Ending.ByEvidence event) {
    if (evidence.isEmpty()
        || event.at().isAfter(evidence.get().at())
        || event.at().equals(evidence.get().at())
            && event.evidence().compareTo(evidence.get().evidence()) > 0) {
      evidence = Optional.of(event);
    }
  }

  /** The newest configuration is the whole of it. */
  void environment(EnvironmentUpdated event, long time) {
    EnvironmentUpdated kept = ApplicationCodec.bounded(event);
    if (environment == null
        || time > environmentTime
        || time == environmentTime
            && Arrays.compare(ApplicationCodec.bytesOf(kept), ApplicationCodec.bytesOf(environment))
                > 0) {
      environment = kept;
      environmentTime = time;
    }
  }

  private void profile(ResourceProfileAdded event) {
    profile(ResourceProfile.of(event));
  }

  void profile(ResourceProfile profile) {
    resourceProfiles.merge(profile.resourceProfileId(), profile, ResourceProfile::merge);
    if (resourceProfiles.size() > PROFILE_LIMIT) {
      resourceProfiles.pollLastEntry();
    }
  }

  ExecutorState executor(String executorId) {
    ExecutorState executor = executors.get(executorId);
    if (executor == null) {
      executor = new ExecutorState(executorId);
      executors.put(executorId, executor);
      if (executors.size() > EXECUTOR_LIMIT) {
        // The driver sorts behind all numbers and has to stay.
        executors.remove(
            executors.lastKey().equals(ExecutorState.DRIVER)
                ? executors.lowerKey(ExecutorState.DRIVER)
                : executors.lastKey());
      }
    }
    return executor;
  }

  private void job(JobStarted event) {
    job(JobDescriptor.of(event));
    for (StageInfo stage : event.getStages()) {
      stage(stage);
    }
  }

  void job(JobDescriptor job) {
    jobs.merge(job.jobId(), job, JobDescriptor::merge);
    if (jobs.size() > JOB_LIMIT) {
      jobs.pollFirstEntry();
    }
  }

  private void stage(StageInfo info) {
    stages.merge(StageDescriptor.of(info));
    info.getRdds().forEach(rdd -> rdd(RddDescriptor.of(rdd)));
  }

  void rdd(RddDescriptor rdd) {
    rdds.merge(rdd.rddId(), rdd, RddDescriptor::merge);
    if (rdds.size() > RDD_LIMIT) {
      rdds.pollFirstEntry();
    }
  }

  private void submitted(StageSubmitted event) {
    stage(event.getStage());
    // Up to Spark 2.2 only the completion tells when it was submitted.
    stages.merge(
        StageDescriptor.of(event.getStage())
            .submitted(
                Optional.ofNullable(event.getSubmissionTime()),
                Facts.optional(event.getSqlExecutionId())));
  }

  private void completed(StageCompleted event, Instant time) {
    event.getStage().getRdds().forEach(rdd -> rdd(RddDescriptor.of(rdd)));
    stages.merge(
        StageDescriptor.of(event.getStage())
            .completed(
                Optional.ofNullable(event.getSubmissionTime()),
                event.getCompletionTime() == null ? time : event.getCompletionTime(),
                Facts.message(event.getFailure()),
                AccumulatorValues.of(event.getAccumulables())));
  }

  private SqlFacts sql(long executionId) {
    SqlFacts facts = sql.get(executionId);
    if (facts == null) {
      facts = new SqlFacts(executionId);
      sql(facts);
    }
    return facts;
  }

  void sql(SqlFacts facts) {
    sql.put(facts.executionId, facts);
    if (sql.size() > SQL_LIMIT) {
      sql.pollFirstEntry();
    }
  }

  private void block(BlockUpdated event) {
    CacheUse cache = caches.computeIfAbsent(event.getRddId(), id -> new CacheUse());
    cache.apply(event);
    if (caches.size() > CACHE_LIMIT) {
      caches.pollFirstEntry();
    }
  }

  /** The report with the highest sequence number; of equals the one that has seen more. */
  void report(AgentReport report) {
    if (agentReport == null || compare(report, agentReport) > 0) {
      agentReport = report;
    }
  }

  private static int compare(AgentReport a, AgentReport b) {
    int order = Boolean.compare(a.getComplete(), b.getComplete());
    order = order != 0 ? order : Long.compare(a.getLastSequence(), b.getLastSequence());
    order = order != 0 ? order : Long.compare(a.getEventsSeen(), b.getEventsSeen());
    return order != 0
        ? order
        : Arrays.compare(ApplicationCodec.bytesOf(a), ApplicationCodec.bytesOf(b));
  }

  boolean isThinned() {
    return thinned;
  }

  void markThinned() {
    thinned = true;
  }

  Optional<ApplicationStarted> started() {
    return Optional.ofNullable(started);
  }

  Optional<EnvironmentUpdated> environment() {
    return Optional.ofNullable(environment);
  }

  long environmentTime() {
    return environmentTime;
  }

  Optional<AgentReport> agentReport() {
    return Optional.ofNullable(agentReport);
  }

  /** The end that Spark told. */
  Optional<Instant> end() {
    return end;
  }

  /** What shows that it has ended, whatever came since. */
  Optional<Ending.ByEvidence> evidence() {
    return evidence;
  }

  OptionalLong exitCode() {
    return exitCode;
  }

  Optional<Instant> lastEventTime() {
    return lastEventTime;
  }

  Map<String, String> modifiedConfigs(long executionId) {
    SqlFacts facts = sql.get(executionId);
    return facts == null ? Map.of() : facts.modifiedConfigs();
  }
}
