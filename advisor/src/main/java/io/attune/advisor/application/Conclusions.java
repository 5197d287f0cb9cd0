package io.attune.advisor.application;

import io.attune.advisor.statistics.RemovalCause;
import io.attune.schemas.ApplicationStarted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the facts about an application, each worked out when it is first asked for. For
 * one state of the facts: after the next event there are others.
 */
final class Conclusions {
  /** What Spark says of the workers of a cluster that is taken down. */
  private static final Set<RemovalCause> GOES_WITH_CLUSTER =
      EnumSet.of(RemovalCause.OTHER, RemovalCause.PREEMPTED, RemovalCause.HEARTBEAT);

  /** A loss that ends the last job can be seen as much later than its end, milliseconds. */
  private static final long SETTLE_MS = 1_000;

  private final ApplicationState application;
  private final Content content;
  private @Nullable List<Failure> failures;
  private @Nullable Identity identity;
  private @Nullable Environment environment;
  private @Nullable Ending ending;
  private @Nullable Optional<Instant> lastWorkEnd;
  private @Nullable SparkSettings settings;
  private @Nullable List<ExecutorState> executors;
  private @Nullable List<StageDescriptor> stages;
  private @Nullable List<SqlExecution> sqlExecutions;
  private @Nullable Map<Integer, JobDescriptor> jobs;
  private @Nullable Map<Integer, List<JobDescriptor>> jobsByStage;
  private @Nullable Slots slots;
  private @Nullable List<ExecutorShape> shapes;
  private @Nullable DriverTime driverTime;

  Conclusions(ApplicationState application, Content content) {
    this.application = application;
    this.content = content;
  }

  Identity identity() {
    if (identity == null) {
      Optional<String> name =
          content
              .started()
              .map(ApplicationStarted::getApplicationName)
              .or(() -> application.property("spark.app.name"));
      identity =
          Identity.of(
              application.applicationId(), name, application.context(), application.properties());
    }
    return identity;
  }

  Environment environment() {
    if (environment == null) {
      environment = Environment.of(application);
    }
    return environment;
  }

  /** How it ended: evidence stands until something runs again. */
  Ending ending() {
    if (ending == null) {
      ending =
          content
              .end()
              .<Ending>map(Ending.Said::new)
              .or(() -> content.evidence().filter(this::nothingRanSince))
              .or(() -> Optional.ofNullable(content.silence))
              .orElse(Ending.UNKNOWN);
    }
    return ending;
  }

  private boolean nothingRanSince(Ending.ByEvidence shown) {
    if (content.lastEventTime().map(last -> !last.isAfter(shown.at())).orElse(true)) {
      return true;
    }
    return content.jobs.values().stream()
        .allMatch(
            job ->
                job.ended() && job.submissionTime().map(t -> !t.isAfter(shown.at())).orElse(true));
  }

  SparkSettings settings() {
    if (settings == null) {
      settings = new SettingsLayers(application, content).ofProfile(0);
    }
    return settings;
  }

  List<ExecutorState> executors() {
    if (executors == null) {
      boolean local = application.isLocal();
      executors =
          content.executors.values().stream()
              .filter(executor -> local ? executor.isDriver() : !executor.isDriver())
              .sorted(
                  Comparator.comparing((ExecutorState e) -> e.added().orElse(Instant.MIN))
                      .thenComparing(ExecutorState::executorId))
              .toList();
    }
    return executors;
  }

  Optional<RemovalCause> removalCause(ExecutorState executor) {
    return executor
        .removalCause()
        .map(
            cause ->
                GOES_WITH_CLUSTER.contains(cause)
                        && executor.removed().map(this::isAllDoneAt).orElse(false)
                    ? RemovalCause.APPLICATION_END
                    : cause);
  }

  private boolean isAllDoneAt(Instant time) {
    return lastWorkEnd().map(last -> !time.isBefore(last.plusMillis(SETTLE_MS))).orElse(false);
  }

  private Optional<Instant> lastWorkEnd() {
    if (lastWorkEnd == null) {
      lastWorkEnd = findLastWorkEnd();
    }
    return lastWorkEnd;
  }

  /** End of the last job or SQL execution; empty while one runs, and when there was no job. */
  private Optional<Instant> findLastWorkEnd() {
    Optional<Instant> last = Optional.empty();
    for (JobDescriptor job : jobs().values()) {
      if (job.completionTime().isEmpty()) {
        return Optional.empty();
      }
      last = Facts.greatest(last, job.completionTime());
    }
    if (last.isEmpty()) {
      return last;
    }
    for (SqlFacts execution : content.sql.values()) {
      if (execution.isRunning()) {
        return Optional.empty();
      }
      last = Facts.greatest(last, execution.end());
    }
    return last;
  }

  /**
   * Jobs by id. Where Spark did not say when one began and ended (1.2), the first and the last
   * moment of its stages stand for it.
   */
  Map<Integer, JobDescriptor> jobs() {
    if (jobs == null) {
      jobs = new TreeMap<>(content.jobs);
      jobs.replaceAll((id, job) -> job.submissionTime().isPresent() ? job : timed(job));
    }
    return jobs;
  }

  private JobDescriptor timed(JobDescriptor job) {
    Optional<Instant> begin = Optional.empty();
    Optional<Instant> last = Optional.empty();
    for (StageDescriptor stage : stages()) {
      if (job.stageIds().contains(stage.stageId())) {
        begin = Facts.least(begin, stage.submissionTime());
        last = Facts.greatest(last, stage.completionTime());
      }
    }
    return job.withTimes(begin, job.ended() ? last : Optional.empty());
  }

  List<JobDescriptor> jobsOf(int stageId) {
    if (jobsByStage == null) {
      jobsByStage = new HashMap<>();
      for (JobDescriptor job : jobs().values()) {
        for (int id : job.stageIds()) {
          jobsByStage.computeIfAbsent(id, key -> new ArrayList<>(1)).add(job);
        }
      }
    }
    return jobsByStage.getOrDefault(stageId, List.of());
  }

  OptionalLong sqlExecutionIdOf(StageDescriptor stage) {
    if (stage.sqlExecutionId().isPresent()) {
      return stage.sqlExecutionId();
    }
    for (JobDescriptor job : jobsOf(stage.stageId())) {
      if (job.sqlExecutionId().isPresent()) {
        return job.sqlExecutionId();
      }
    }
    return OptionalLong.empty();
  }

  List<SqlNode> sqlNodesOf(StageDescriptor stage) {
    OptionalLong execution = sqlExecutionIdOf(stage);
    return execution.isEmpty()
        ? List.of()
        : application
            .sqlExecution(execution.getAsLong())
            .map(sql -> sql.nodesOf(stage.key()))
            .orElse(List.of());
  }

  List<StageDescriptor> stages() {
    if (stages == null) {
      stages = content.stages.list();
    }
    return stages;
  }

  List<SqlExecution> sqlExecutions() {
    if (sqlExecutions == null) {
      sqlExecutions = content.sql.isEmpty() ? List.of() : joined();
    }
    return sqlExecutions;
  }

  private List<SqlExecution> joined() {
    AccumulatorIndex index = new AccumulatorIndex(stages());
    return content.sql.values().stream().map(facts -> facts.view(index)).toList();
  }

  List<Failure> failures() {
    if (failures == null) {
      failures = new FailureFinder(application).find();
    }
    return failures;
  }

  List<ExecutorShape> executorShapes() {
    if (shapes == null) {
      shapes = new Timeline(application).shapes();
    }
    return shapes;
  }

  Slots slots() {
    if (slots == null) {
      slots = new Timeline(application).slots();
    }
    return slots;
  }

  DriverTime driverTime() {
    if (driverTime == null) {
      driverTime = new Timeline(application).driverTime();
    }
    return driverTime;
  }
}
