package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The units inside one application, and each of them as an application of its own: with the
 * cluster, the configuration and the lifetime of the whole, and with the jobs, stages and SQL
 * executions of the unit.
 */
public final class Units {
  /** Units told apart; what jobs of further ones did belongs to the application itself. */
  public static final int LIMIT = 256;

  private final ApplicationState application;
  private final Map<Integer, JobUnit> byJob;

  private Units(ApplicationState application) {
    this.application = application;
    this.byJob = new UnitFinder(application).find();
  }

  /** The units of an application. */
  public static Units of(ApplicationState application) {
    return new Units(requireNonNull(application, "application is null"));
  }

  /**
   * Those that have jobs, in the order of their first; the empty one is the application itself.
   * Where there is only one, the application is not divided.
   */
  public List<Optional<JobUnit>> all() {
    Set<Optional<JobUnit>> units = new LinkedHashSet<>();
    application.jobs().forEach(job -> units.add(of(job)));
    return List.copyOf(units);
  }

  /** Whether jobs of the application belong to different units. */
  public boolean isDivided() {
    return all().size() > 1;
  }

  /** The unit of a job; empty when it is the application itself. */
  public Optional<JobUnit> of(JobDescriptor job) {
    return Optional.ofNullable(byJob.get(job.jobId()));
  }

  /** A run of one unit alone. The statistics of the stages are shared with the whole. */
  public Run of(Run run, Optional<JobUnit> unit) {
    Content content = application.content().withoutWork();
    Set<Integer> stages = stagesOf(unit);
    Set<Long> executions = executionsOf(unit);
    for (JobDescriptor job : application.content().jobs.values()) {
      if (of(job).equals(unit)) {
        content.job(job);
      }
    }
    application.stages().stream()
        .filter(stage -> stages.contains(stage.stageId()))
        .forEach(content.stages::merge);
    application.content().sql.values().stream()
        .filter(sql -> executions.contains(sql.executionId))
        .forEach(content::sql);
    return new Run(
        new ApplicationState(
            content,
            new UnitPart(
                unit.map(u -> u.workload(application.workload())).orElse(application.workload()),
                othersMs(unit))),
        run.stages().stream().filter(stage -> stages.contains(stage.stageId())).toList());
  }

  /** Time between its first and its last job in which only jobs of other units ran. */
  private long othersMs(Optional<JobUnit> unit) {
    List<JobDescriptor> own = application.jobs().stream().filter(j -> of(j).equals(unit)).toList();
    Optional<TimeSpan> span = new Timeline(application).span(own);
    return span.isEmpty()
        ? 0
        : new Timeline(application).busyMs(application.jobs(), span.get())
            - new Timeline(application).busyMs(own, span.get());
  }

  /** A stage that several jobs hold belongs to the first: the others have skipped it. */
  private Set<Integer> stagesOf(Optional<JobUnit> unit) {
    Set<Integer> taken = new HashSet<>();
    Set<Integer> stages = new TreeSet<>();
    for (JobDescriptor job : application.jobs()) {
      for (int stage : job.stageIds()) {
        if (taken.add(stage) && of(job).equals(unit)) {
          stages.add(stage);
        }
      }
    }
    if (unit.isEmpty()) {
      // What no job holds, as when its job's start was not seen.
      application.stages().stream()
          .map(StageDescriptor::stageId)
          .filter(id -> !taken.contains(id))
          .forEach(stages::add);
    }
    return stages;
  }

  private Set<Long> executionsOf(Optional<JobUnit> unit) {
    Set<Long> taken = new HashSet<>();
    Set<Long> executions = new HashSet<>();
    for (JobDescriptor job : application.jobs()) {
      if (job.sqlExecutionId().isPresent()
          && taken.add(job.sqlExecutionId().getAsLong())
          && of(job).equals(unit)) {
        executions.add(job.sqlExecutionId().getAsLong());
      }
    }
    // A command whose work another execution does has no job: it goes with that one, or else with
    // the application.
    List<SqlFacts> without = new ArrayList<>(application.content().sql.values());
    without.removeIf(sql -> taken.contains(sql.executionId));
    for (SqlFacts sql : without) {
      boolean goesAlong =
          application.content().sql.values().stream()
              .filter(other -> other.rootIs(sql.executionId))
              .anyMatch(other -> executions.contains(other.executionId));
      boolean alone =
          application.content().sql.values().stream()
              .noneMatch(
                  other -> other.rootIs(sql.executionId) && taken.contains(other.executionId));
      if (goesAlong || unit.isEmpty() && alone) {
        executions.add(sql.executionId);
      }
    }
    return executions;
  }
}
