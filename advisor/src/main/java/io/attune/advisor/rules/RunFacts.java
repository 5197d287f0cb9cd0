package io.attune.advisor.rules;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Environment;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.Failure;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.Slots;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.PeakMetric;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.advisor.statistics.TaskMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What several rules need to know of a run, drawn once from its state. */
public final class RunFacts {
  /** The driver of an application that YARN kills asks once a second whether it still runs. */
  private static final long SHUTDOWN_MS = 2_000;

  private final Cluster cluster;
  private final List<StageFacts> stages;

  private final List<Removal> removals;
  private final long spanMs;
  private final boolean ended;
  private final long failedJobs;
  private final boolean streaming;
  private final boolean interactive;
  private final List<Failure> failures;
  private final Optional<Instant> lastSuccess;
  private final boolean cutShort;
  private final OptionalLong peakHeapBytes;
  private final OptionalLong peakRssBytes;

  /**
   * The shape of the cluster that ran it.
   *
   * @param isLocal whether the executor lives in the driver, so that the driver's memory is what
   *     counts
   * @param slots tasks that can run at once: executors × cores ÷ {@code spark.task.cpus}
   * @param executors executors that made up those slots
   * @param coresPerExecutor cores of an executor
   * @param slotsPerExecutor tasks that an executor runs at once
   * @param heapBytes maximum heap of an executor
   * @param overheadBytes memory an executor may take beside heap and off-heap
   * @param offHeapBytes off-heap memory of an executor
   * @param dynamic whether executors come and go by dynamic allocation
   */
  public record Cluster(
      boolean isLocal,
      long slots,
      long executors,
      int coresPerExecutor,
      int slotsPerExecutor,
      long heapBytes,
      long overheadBytes,
      long offHeapBytes,
      boolean dynamic) {

    /** Property that sets the heap in which tasks run. */
    public String heapProperty() {
      return isLocal ? "spark.driver.memory" : "spark.executor.memory";
    }
  }

  /**
   * An executor that went away.
   *
   * @param executorId executor
   * @param cause why
   * @param reason Spark's words
   */
  public record Removal(String executorId, RemovalCause cause, String reason) {}

  private RunFacts(Run run) {
    ApplicationState application = run.application();
    this.cluster = cluster(application);
    this.stages =
        run.stages().stream()
            .map(stage -> new StageFacts(run, stage))
            .sorted(Comparator.comparingInt(StageFacts::id).thenComparingInt(StageFacts::attempt))
            .toList();
    this.removals =
        application.executors().stream()
            .filter(executor -> executor.removalReason().isPresent())
            .filter(executor -> !isAfterEnd(application, executor))
            .map(
                executor ->
                    new Removal(
                        executor.executorId(),
                        application.removalCause(executor).orElse(RemovalCause.OTHER),
                        executor.removalReason().get()))
            .sorted(Comparator.comparing(Removal::executorId).thenComparing(Removal::reason))
            .toList();
    this.spanMs = application.spanMs();
    this.ended = application.ended();
    this.failedJobs =
        application.jobs().stream()
            .filter(job -> !job.succeeded().orElse(true) && !job.wasCancelled())
            .count();
    this.streaming =
        application.environment().streaming() || !application.streamingQueries().isEmpty();
    this.interactive = application.environment().use() == Environment.Use.INTERACTIVE;
    this.failures = application.failures();
    this.lastSuccess = lastSuccess(application, failures);
    this.cutShort = cutShort(application);
    this.peakHeapBytes = peak(application, PeakMetric.JVM_HEAP_MEMORY_BYTES);
    this.peakRssBytes = peakRss(application);
  }

  /**
   * When the last query or job that succeeded began; empty without a failure to hold it against.
   */
  private static Optional<Instant> lastSuccess(
      ApplicationState application, List<Failure> failures) {
    if (failures.isEmpty()) {
      return Optional.empty();
    }
    Set<Long> failed = new HashSet<>();
    failures.forEach(failure -> failure.sqlExecutionId().ifPresent(failed::add));
    Stream<Instant> queries =
        application.sqlExecutions().stream()
            .filter(query -> query.end().isPresent() && !failed.contains(query.executionId()))
            .flatMap(query -> query.start().stream());
    Stream<Instant> jobs =
        application.jobs().stream()
            .filter(job -> job.sqlExecutionId().isEmpty() && job.succeeded().orElse(false))
            .flatMap(job -> job.submissionTime().stream());
    return Stream.concat(queries, jobs).max(Comparator.naturalOrder());
  }

  private boolean cutShort(ApplicationState application) {
    return !failures.isEmpty()
        && application.environment().use() == Environment.Use.PROGRAM
        && application.ended()
        && failures.stream()
            .flatMap(failure -> endOf(application, failure).stream())
            .max(Comparator.naturalOrder())
            .map(end -> !succeededAfter(end))
            .orElse(true);
  }

  private static Optional<Instant> endOf(ApplicationState application, Failure failure) {
    return failure.sqlExecutionId().isPresent()
        ? application.sqlExecution(failure.sqlExecutionId().getAsLong()).flatMap(SqlExecution::end)
        : application.jobs().stream()
            .filter(job -> failure.jobIds().contains(job.jobId()))
            .flatMap(job -> job.completionTime().stream())
            .max(Comparator.naturalOrder());
  }

  /** Draws the facts of a run. */
  public static RunFacts of(Run run) {
    return new RunFacts(run);
  }

  private static Cluster cluster(ApplicationState application) {
    SparkSettings settings = application.settings();
    Slots slots = application.slots();
    return new Cluster(
        settings.isLocal(),
        slots.peak(),
        slots.peakExecutors(),
        slots.coresPerExecutor(),
        Math.max(1, slots.perExecutor()),
        settings.executorHeapBytes(),
        settings.executorOverheadBytes(),
        settings.offHeapBytes(),
        settings.dynamicAllocation());
  }

  /** Executors that go when the application has ended are not lost. */
  private static boolean isAfterEnd(ApplicationState application, ExecutorState executor) {
    return application.end().isPresent()
        && executor.removed().isPresent()
        && !executor
            .removed()
            .get()
            .isBefore(
                application.end().get().minusMillis(wasShutDown(application) ? SHUTDOWN_MS : 0));
  }

  /** Whether it went down with a job in its midst, as when a person or a queue kills it. */
  private static boolean wasShutDown(ApplicationState application) {
    return application.jobs().stream()
        .anyMatch(
            job ->
                job.succeeded().isEmpty()
                    || job.failure().filter(RunFacts::tellsOfShutdown).isPresent());
  }

  private static boolean tellsOfShutdown(String words) {
    return words.contains("cancelled because SparkContext was shut down");
  }

  private static OptionalLong peak(ApplicationState application, PeakMetric metric) {
    return application.executors().stream()
        .map(executor -> executor.peaks().get(metric))
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .max();
  }

  /**
   * Resident memory of a process and its children. The parts peak at times of their own, so their
   * sum is the peak or somewhat more.
   */
  private static OptionalLong peakRss(ApplicationState application) {
    return application.executors().stream()
        .map(ExecutorState::peaks)
        .filter(peaks -> peaks.get(PeakMetric.PROCESS_TREE_JVM_RSS_MEMORY_BYTES).isPresent())
        .mapToLong(
            peaks ->
                peaks.get(PeakMetric.PROCESS_TREE_JVM_RSS_MEMORY_BYTES).getAsLong()
                    + peaks.get(PeakMetric.PROCESS_TREE_PYTHON_RSS_MEMORY_BYTES).orElse(0)
                    + peaks.get(PeakMetric.PROCESS_TREE_OTHER_RSS_MEMORY_BYTES).orElse(0))
        .max();
  }

  /** Shape of the cluster. */
  public Cluster cluster() {
    return cluster;
  }

  /** Stage attempts, by id and attempt. */
  public List<StageFacts> stages() {
    return stages;
  }

  /** Executors that went away, normal removals included. */
  public List<Removal> removals() {
    return removals;
  }

  /** Executors that went away by fault, by cause. */
  public Map<RemovalCause, List<Removal>> faults() {
    Map<RemovalCause, List<Removal>> faults = new EnumMap<>(RemovalCause.class);
    for (Removal removal : removals) {
      if (!removal.cause().isNormal()) {
        faults.computeIfAbsent(removal.cause(), c -> new ArrayList<>()).add(removal);
      }
    }
    return faults;
  }

  /** First job start to last job end, or to the newest event while it runs, milliseconds. */
  public long spanMs() {
    return spanMs;
  }

  /** Whether the application has ended. */
  public boolean ended() {
    return ended;
  }

  /** Whether it ran batches of a streaming query. */
  public boolean isStreaming() {
    return streaming;
  }

  /** Whether a person typed what it ran, in a shell or a notebook. */
  public boolean isInteractive() {
    return interactive;
  }

  /** Jobs that failed; those that somebody cancelled did not. */
  public long failedJobs() {
    return failedJobs;
  }

  /** SQL executions and jobs that failed; what somebody cancelled did not. */
  public List<Failure> failures() {
    return failures;
  }

  /** Whether a query or job that began at this time or later succeeded. */
  public boolean succeededAfter(Instant time) {
    return lastSuccess.map(began -> !began.isBefore(time)).orElse(false);
  }

  /**
   * Whether a program ended with a failure, so that the run is not the whole of its work. Nobody
   * knows that of a session: a person may have seen the error and stopped.
   */
  public boolean isCutShort() {
    return cutShort;
  }

  /**
   * Jobs that the application's end cut off, as when its driver is told to terminate: Spark's end
   * event then has exit code 0, or none. Zero while it runs.
   */
  public static long cutOffJobs(ApplicationState application) {
    return application.ended()
        ? application.jobs().stream().filter(job -> job.succeeded().isEmpty()).count()
        : 0;
  }

  /** Highest heap peak over executors, garbage included; empty when none was reported. */
  public OptionalLong peakHeapBytes() {
    return peakHeapBytes;
  }

  /** Highest resident memory over executors; empty when none was reported. */
  public OptionalLong peakRssBytes() {
    return peakRssBytes;
  }

  /** Sum over the successful attempts of all stages. */
  public long sum(TaskMetric metric) {
    return stages.stream().mapToLong(stage -> stage.sum(metric)).sum();
  }

  /** Time of all successful attempts, milliseconds. */
  public long taskTimeMs() {
    return sum(TaskMetric.DURATION_MS);
  }

  /** Attempts that succeeded or failed; kills on purpose do not count. */
  public long attempts() {
    return stages.stream()
        .mapToLong(s -> s.state().tasksSucceeded() + s.state().tasksFailed())
        .sum();
  }

  /** Attempts that succeeded. */
  public long tasksSucceeded() {
    return stages.stream().mapToLong(s -> s.state().tasksSucceeded()).sum();
  }

  /** Failed attempts of one cause. */
  public long failures(FailureCause cause) {
    return stages.stream().mapToLong(s -> s.state().failures(cause)).sum();
  }

  /** Share of the run time that the collector took, 0 when nothing ran. */
  public double gcShare() {
    long run = sum(TaskMetric.EXECUTOR_RUN_TIME_MS);
    return run == 0 ? 0 : (double) sum(TaskMetric.JVM_GC_TIME_MS) / run;
  }

  /** Highest heap peak as a share of the heap; 0 when it is unknown. */
  public double heapUse() {
    return peakHeapBytes.isEmpty() || cluster.heapBytes() == 0
        ? 0
        : (double) peakHeapBytes.getAsLong() / cluster.heapBytes();
  }
}
