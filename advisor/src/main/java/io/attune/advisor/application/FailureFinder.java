package io.attune.advisor.application;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what failed in an application: SQL executions first, then jobs of none. */
final class FailureFinder {
  /** DAGScheduler: "Task 3 in stage 5.0 failed 4 times", "ResultStage 4 (…) has failed". */
  private static final Pattern STAGE = Pattern.compile("\\bin stage (\\d+)\\.(\\d+)\\b");

  private static final String TIMED_OUT =
      "The job of a broadcast exchange was cancelled after spark.sql.broadcastTimeout of %d secs.";

  private final ApplicationState application;

  FailureFinder(ApplicationState application) {
    this.application = application;
  }

  List<Failure> find() {
    List<JobDescriptor> unsuccessful =
        application.jobs().stream().filter(job -> !job.succeeded().orElse(true)).toList();
    Map<Long, List<JobDescriptor>> byExecution = new HashMap<>();
    for (JobDescriptor job : unsuccessful) {
      job.sqlExecutionId()
          .ifPresent(id -> byExecution.computeIfAbsent(id, key -> new ArrayList<>()).add(job));
    }
    List<Failure> failures = new ArrayList<>();
    for (SqlExecution execution : application.sqlExecutions()) {
      List<JobDescriptor> jobs = byExecution.getOrDefault(execution.executionId(), List.of());
      ofExecution(execution, jobs).ifPresent(failures::add);
    }
    for (JobDescriptor job : unsuccessful) {
      boolean ofKnownExecution =
          job.sqlExecutionId().isPresent()
              && application.sqlExecution(job.sqlExecutionId().getAsLong()).isPresent();
      if (!ofKnownExecution && failed(job)) {
        failures.add(failure(OptionalLong.empty(), List.of(job), job.failure().orElse("")));
      }
    }
    return List.copyOf(failures);
  }

  private static boolean failed(JobDescriptor job) {
    return !job.succeeded().orElse(true) && !job.wasCancelled();
  }

  /** Up to Spark 3.3 an execution has no error of its own: it failed when one of its jobs did. */
  private Optional<Failure> ofExecution(SqlExecution execution, List<JobDescriptor> unsuccessful) {
    OptionalLong id = OptionalLong.of(execution.executionId());
    if (execution.error().isPresent()) {
      String error = execution.error().get();
      boolean cancelled =
          JobDescriptor.isCancellation(error)
              && unsuccessful.stream().allMatch(JobDescriptor::wasCancelled);
      return cancelled ? Optional.empty() : Optional.of(failure(id, unsuccessful, error));
    }
    List<JobDescriptor> failed = unsuccessful.stream().filter(FailureFinder::failed).toList();
    return failed.isEmpty()
        ? timedOut(execution, unsuccessful)
        : Optional.of(failure(id, failed, failed.get(0).failure().orElse("")));
  }

  /**
   * A broadcast that took as long as it may, where Spark tells no error: it cancels the job of the
   * broadcast just then (BroadcastExchangeExec.doExecuteBroadcast). A broadcast that adaptive
   * execution no longer wants, or a query that somebody stops, is cancelled at another time.
   */
  private Optional<Failure> timedOut(SqlExecution execution, List<JobDescriptor> unsuccessful) {
    List<JobDescriptor> broadcasts =
        unsuccessful.stream()
            .filter(job -> job.description().startsWith("broadcast exchange"))
            .filter(job -> job.submissionTime().isPresent() && job.completionTime().isPresent())
            .toList();
    if (broadcasts.isEmpty()) {
      return Optional.empty();
    }
    long limit = application.settingsFor(execution).millis("spark.sql.broadcastTimeout").orElse(0);
    return broadcasts.stream()
        .filter(job -> limit > 0 && Math.abs(durationMs(job) - limit) <= Math.max(2000, limit / 50))
        .findFirst()
        .map(
            job ->
                failure(
                    OptionalLong.of(execution.executionId()),
                    List.of(job),
                    TIMED_OUT.formatted(limit / 1000)));
  }

  private static long durationMs(JobDescriptor job) {
    return Duration.between(job.submissionTime().get(), job.completionTime().get()).toMillis();
  }

  /** The words of the execution may name no exception where those of its job do. */
  private Failure failure(OptionalLong execution, List<JobDescriptor> jobs, String message) {
    Optional<ErrorRoot> root =
        ErrorRoot.of(message)
            .or(
                () ->
                    jobs.stream()
                        .filter(FailureFinder::failed)
                        .flatMap(job -> job.failure().stream())
                        .flatMap(text -> ErrorRoot.of(text).stream())
                        .findFirst());
    return new Failure(
        execution,
        jobs.stream().map(JobDescriptor::jobId).toList(),
        stages(jobs, message),
        message,
        root);
  }

  private List<StageKey> stages(List<JobDescriptor> jobs, String message) {
    TreeSet<StageKey> stages = new TreeSet<>();
    named(message).ifPresent(stages::add);
    for (JobDescriptor job : jobs) {
      job.failure().flatMap(FailureFinder::named).ifPresent(stages::add);
    }
    if (stages.isEmpty()) {
      for (StageDescriptor stage : application.stages()) {
        boolean ofJobs = jobs.stream().anyMatch(job -> job.stageIds().contains(stage.stageId()));
        if (ofJobs && stage.failure().isPresent()) {
          stages.add(stage.key());
        }
      }
    }
    return List.copyOf(stages);
  }

  private static Optional<StageKey> named(String message) {
    Matcher matcher = STAGE.matcher(message);
    try {
      return matcher.find()
          ? Optional.of(
              new StageKey(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
