package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.schemas.RunningTask;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One run of a workload: what is known about the application and about each stage attempt of which
 * a task was seen.
 *
 * @param application the application
 * @param stages stage attempts, ascending
 * @param counted task attempts that have not ended and are in the statistics of their stages as far
 *     as they have come; see {@link InProgress}
 */
public record Run(
    ApplicationState application, List<StageState> stages, List<RunningTask> counted) {
  private static final Comparator<StageState> ORDER =
      Comparator.comparingInt(StageState::stageId).thenComparingInt(StageState::stageAttempt);

  /** Sorts and copies the stages. */
  public Run {
    requireNonNull(application, "application is null");
    stages = stages.stream().sorted(ORDER).toList();
    counted = List.copyOf(counted);
  }

  /** A run whose statistics are those of tasks that have ended. */
  public Run(ApplicationState application, List<StageState> stages) {
    this(application, stages, List.of());
  }

  /** A run of which no stage is known yet. */
  public static Run of(ApplicationState application) {
    return new Run(application, List.of());
  }

  /** Spark's own application id. */
  public String applicationId() {
    return application.applicationId();
  }

  /** What recurs from run to run. */
  public String workload() {
    return application.workload();
  }

  /** The statistics of a stage attempt; empty before its first task. */
  public Optional<StageState> stage(int stageId, int stageAttempt) {
    return stages.stream()
        .filter(stage -> stage.stageId() == stageId && stage.stageAttempt() == stageAttempt)
        .findFirst();
  }

  /** The statistics that belong to a descriptor; empty before its first task. */
  public Optional<StageState> stage(StageDescriptor descriptor) {
    return stage(descriptor.stageId(), descriptor.stageAttempt());
  }

  /** What is known about a stage attempt apart from its tasks; empty when that has not come. */
  public Optional<StageDescriptor> descriptor(StageState stage) {
    return application.stage(stage.stageId(), stage.stageAttempt());
  }

  /** Settings in force for a stage; the application's own where nothing else is known. */
  public SparkSettings settingsFor(StageState stage) {
    return descriptor(stage).map(application::settingsFor).orElseGet(application::settings);
  }

  /** Plan nodes that a stage ran; empty without SQL. */
  public List<SqlNode> sqlNodesOf(StageState stage) {
    return descriptor(stage).map(application::sqlNodesOf).orElse(List.of());
  }

  /**
   * Tasks seen as a share of tasks that ran, 0 to 1. Exact for a stage attempt that has succeeded:
   * distinct tasks seen to succeed ÷ its tasks. For others (running, failed) how many ran is not
   * known, and the share of task events that the sender reports as delivered stands in.
   */
  public double completeness(StageState stage) {
    OptionalDouble exact = exactCompleteness(stage);
    if (exact.isPresent()) {
      return exact.getAsDouble();
    }
    return delivered();
  }

  /** As {@link #completeness(StageState)}, but empty where how many tasks ran is not known. */
  public OptionalDouble exactCompleteness(StageState stage) {
    Optional<StageDescriptor> descriptor = descriptor(stage);
    if (descriptor.isEmpty() || !descriptor.get().succeeded() || descriptor.get().numTasks() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Math.min(1, (double) stage.distinctTasksSucceeded() / descriptor.get().numTasks()));
  }

  /**
   * Highest peak of execution memory over a stage's tasks; empty before the first task, and where
   * the version keeps it elsewhere: Spark's events have it since 3.0.
   */
  public OptionalLong peakExecutionMemoryBytes(StageState stage) {
    long peak = stage.max(TaskMetric.PEAK_EXECUTION_MEMORY_BYTES);
    boolean reported =
        peak > 0
            || application.settings().isSparkAtLeast(3, 0)
            || application.sparkVersion().isEmpty();
    return stage.tasksSucceeded() == 0 || !reported ? OptionalLong.empty() : OptionalLong.of(peak);
  }

  private double delivered() {
    long lost = application.taskEventsLost();
    long seen = stages.stream().mapToLong(StageState::attemptsSeen).sum();
    return lost == 0 ? 1 : (double) seen / (seen + lost);
  }

  /**
   * Tasks seen as a share of tasks that ran over all stages that have succeeded, those of which no
   * task was seen included, 0 to 1; the delivered share while no stage has succeeded.
   */
  public double completeness() {
    long ran = 0;
    long seen = 0;
    for (StageDescriptor descriptor : application.stages()) {
      if (descriptor.succeeded()) {
        ran += descriptor.numTasks();
        seen +=
            Math.min(
                descriptor.numTasks(),
                stage(descriptor).map(StageState::distinctTasksSucceeded).orElse(0));
      }
    }
    return ran == 0 ? delivered() : (double) seen / ran;
  }

  /** Time of the newest event of application and tasks. */
  public Optional<Instant> lastEventTime() {
    Optional<Instant> latest = application.lastEventTime();
    for (StageState stage : stages) {
      Optional<Instant> finish = stage.lastFinish();
      if (finish.isPresent() && (latest.isEmpty() || finish.get().isAfter(latest.get()))) {
        latest = finish;
      }
    }
    return latest;
  }
}
