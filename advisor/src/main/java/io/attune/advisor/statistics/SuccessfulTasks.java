package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is kept of the successful task attempts of a stage attempt: their metrics.
 *
 * <p>A part of {@link StageState} by inheritance and not an object of its own, because there can be
 * a hundred thousand stages alive, and each object that a task leads to is memory to be fetched.
 */
abstract class SuccessfulTasks {
  /** Larger numbers are taken for damage (2^53: 9 PB, 285,000 years of milliseconds). */
  private static final long LARGEST_VALUE = 1L << 53;

  private long succeeded;
  private long anomalies;
  private MetricTotals totals = new MetricTotals();
  private LogHistogram durationMs = new LogHistogram();
  private LogHistogram inputBytes = new LogHistogram();
  private LogHistogram shuffleReadBytes = new LogHistogram();
  private LogHistogram expansionPermille = new LogHistogram();
  private Correlation durationBytes = new Correlation();
  private LongestTasks longest = new LongestTasks();
  private HostTallies hosts = new HostTallies();

  /** See {@link StageState#look}. */
  long lookAtMetrics() {
    return succeeded
        + totals.look()
        + durationMs.count()
        + inputBytes.count()
        + shuffleReadBytes.count()
        + expansionPermille.count()
        + durationBytes.look()
        + longest.look()
        + hosts.look();
  }

  /** See {@link StageState#lookDeeper}. */
  long lookDeeperAtMetrics() {
    return durationMs.look()
        + inputBytes.look()
        + shuffleReadBytes.look()
        + expansionPermille.look();
  }

  /** Counts a successful attempt. */
  final void addSuccess(TaskMetrics task, long duration) {
    succeeded++;
    totals.add(TaskMetric.DURATION_MS, duration);
    durationMs.add(duration);
    TaskMetricValues m = task.getMetrics();
    if (m == null) {
      anomalies++;
      hosts.add(task.getHost(), 1);
      return;
    }
    addWork(task, m, duration);
    long memory = addMemory(m);
    long input = addStorage(m);
    long shuffleRead = addShuffle(m);
    inputBytes.add(input);
    shuffleReadBytes.add(shuffleRead);
    if (shuffleRead > 0 && memory > 0) {
      expansionPermille.add(permille(memory, shuffleRead));
    }
    durationBytes.add(duration, input + shuffleRead);
    hosts.add(task.getHost(), 1);
    if (longest.wants(duration, task.getTaskId())) {
      longest.add(largeTask(task, m, duration));
    }
  }

  private void addWork(TaskMetrics task, TaskMetricValues m, long duration) {
    long run = record(TaskMetric.EXECUTOR_RUN_TIME_MS, m.getExecutorRunTimeMs());
    record(TaskMetric.EXECUTOR_CPU_TIME_NS, m.getExecutorCpuTimeNs());
    long read = record(TaskMetric.EXECUTOR_DESERIALIZE_TIME_MS, m.getExecutorDeserializeTimeMs());
    record(TaskMetric.EXECUTOR_DESERIALIZE_CPU_TIME_NS, m.getExecutorDeserializeCpuTimeNs());
    record(TaskMetric.JVM_GC_TIME_MS, m.getJvmGcTimeMs());
    long written =
        record(TaskMetric.RESULT_SERIALIZATION_TIME_MS, m.getResultSerializationTimeMs());
    Instant asked = task.getGettingResultTime();
    long fetched = 0;
    if (asked != null) {
      long time =
          LogHistogram.saturatedDifference(
              task.getFinishTime().toEpochMilli(), asked.toEpochMilli());
      fetched = record(TaskMetric.GETTING_RESULT_TIME_MS, time);
    }
    totals.add(
        TaskMetric.SCHEDULER_DELAY_MS, Math.max(0, duration - run - read - written - fetched));
    record(TaskMetric.RESULT_SIZE_BYTES, m.getResultSizeBytes());
  }

  /** Returns what memory was asked for: the peak, and what was spilled for want of it. */
  private long addMemory(TaskMetricValues m) {
    long peak = record(TaskMetric.PEAK_EXECUTION_MEMORY_BYTES, m.getPeakExecutionMemoryBytes());
    long spilled = record(TaskMetric.MEMORY_BYTES_SPILLED, m.getMemoryBytesSpilled());
    record(TaskMetric.DISK_BYTES_SPILLED, m.getDiskBytesSpilled());
    return peak + spilled;
  }

  /** Returns the bytes read. */
  private long addStorage(TaskMetricValues m) {
    long input = record(TaskMetric.INPUT_BYTES, m.getInputBytes());
    record(TaskMetric.INPUT_RECORDS, m.getInputRecords());
    record(TaskMetric.OUTPUT_BYTES, m.getOutputBytes());
    record(TaskMetric.OUTPUT_RECORDS, m.getOutputRecords());
    return input;
  }

  /** Returns the bytes read. */
  private long addShuffle(TaskMetricValues m) {
    long remote = record(TaskMetric.SHUFFLE_REMOTE_READ_BYTES, m.getShuffleRemoteBytesRead());
    long read = remote + clean(m.getShuffleLocalBytesRead());
    totals.add(TaskMetric.SHUFFLE_READ_BYTES, read);
    record(TaskMetric.SHUFFLE_REMOTE_READ_TO_DISK_BYTES, m.getShuffleRemoteBytesReadToDisk());
    record(TaskMetric.SHUFFLE_READ_RECORDS, m.getShuffleRecordsRead());
    totals.add(
        TaskMetric.SHUFFLE_BLOCKS_FETCHED,
        clean(m.getShuffleRemoteBlocksFetched()) + clean(m.getShuffleLocalBlocksFetched()));
    record(TaskMetric.SHUFFLE_FETCH_WAIT_TIME_MS, m.getShuffleFetchWaitTimeMs());
    record(TaskMetric.SHUFFLE_WRITE_BYTES, m.getShuffleBytesWritten());
    record(TaskMetric.SHUFFLE_WRITE_RECORDS, m.getShuffleRecordsWritten());
    record(TaskMetric.SHUFFLE_WRITE_TIME_NS, m.getShuffleWriteTimeNs());
    return read;
  }

  /** Parts of 1,000, rounded to the nearest. */
  private static long permille(long part, long whole) {
    return (long) Math.min(LARGEST_VALUE, Math.rint(1000.0 * part / whole));
  }

  private static LargeTask largeTask(TaskMetrics task, TaskMetricValues m, long duration) {
    return new LargeTask(
        new LargeTask.Attempt(task.getTaskId(), task.getTaskIndex(), task.getTaskAttempt()),
        HostTallies.cut(task.getHost()),
        task.getLaunchTime(),
        new LargeTask.Times(duration, bound(m.getExecutorRunTimeMs()), bound(m.getJvmGcTimeMs())),
        new LargeTask.Read(bound(m.getInputBytes()), bound(m.getInputRecords())),
        new LargeTask.Read(
            bound(m.getShuffleRemoteBytesRead()) + bound(m.getShuffleLocalBytesRead()),
            bound(m.getShuffleRecordsRead())));
  }

  /** Adds a value, cleaned, and returns it so. */
  private long record(TaskMetric metric, long value) {
    long clean = clean(value);
    totals.add(metric, clean);
    return clean;
  }

  final long clean(long value) {
    if (value < 0 || value > LARGEST_VALUE) {
      anomalies++;
      return bound(value);
    }
    return value;
  }

  private static long bound(long value) {
    return Math.max(0, Math.min(LARGEST_VALUE, value));
  }

  final void clearMetrics() {
    succeeded = 0;
    anomalies = 0;
    totals.clear();
    durationMs = new LogHistogram();
    inputBytes = new LogHistogram();
    shuffleReadBytes = new LogHistogram();
    expansionPermille = new LogHistogram();
    durationBytes = new Correlation();
    longest = new LongestTasks();
    hosts = new HostTallies();
  }

  final void addMetrics(SuccessfulTasks other) {
    succeeded += other.succeeded;
    anomalies += other.anomalies;
    totals.merge(other.totals);
    durationMs.merge(other.durationMs);
    inputBytes.merge(other.inputBytes);
    shuffleReadBytes.merge(other.shuffleReadBytes);
    expansionPermille.merge(other.expansionPermille);
    durationBytes.merge(other.durationBytes);
    longest.merge(other.longest);
    hosts.merge(other.hosts);
  }

  /** Attempts that succeeded; after a loss of shuffle output a task can succeed twice. */
  public long tasksSucceeded() {
    return succeeded;
  }

  /**
   * Values that were impossible (negative, absurdly large, missing) and were bounded or ignored.
   */
  public long anomalies() {
    return anomalies;
  }

  /** Sum over successful attempts, exact up to {@link Long#MAX_VALUE}. */
  public long sum(TaskMetric metric) {
    return totals.sum(metric);
  }

  /** Maximum over successful attempts, 0 before the first. */
  public long max(TaskMetric metric) {
    return totals.max(metric);
  }

  /** Mean over successful attempts, 0 before the first. */
  public double mean(TaskMetric metric) {
    return succeeded == 0 ? 0 : (double) sum(metric) / succeeded;
  }

  /** Durations of successful attempts, milliseconds. */
  public LogHistogram durationMs() {
    return durationMs;
  }

  /** Bytes read from storage per successful attempt. */
  public LogHistogram inputBytes() {
    return inputBytes;
  }

  /** Shuffle bytes read per successful attempt. */
  public LogHistogram shuffleReadBytes() {
    return shuffleReadBytes;
  }

  /**
   * (Peak execution memory + bytes spilled from memory) ÷ shuffle bytes read, in parts of 1,000, of
   * the successful attempts that read a shuffle and used execution memory.
   */
  public LogHistogram expansionPermille() {
    return expansionPermille;
  }

  /** The 16 longest successful attempts, longest first; of equals the lower task id first. */
  public List<LargeTask> longestTasks() {
    return longest.list();
  }

  /**
   * Correlation of duration with input and shuffle bytes read, -1 to 1; empty with fewer than three
   * successful attempts or when one of the two does not vary.
   */
  public OptionalDouble durationBytesCorrelation() {
    return durationBytes.coefficient();
  }

  /** Milliseconds of duration by bytes read; empty as above. */
  public Optional<Line> durationByBytes() {
    return durationBytes.line();
  }

  /** Successful attempts by host: the first 32 hosts in alphabetical order. */
  public List<HostTally> hosts() {
    return hosts.list();
  }

  /** The counts stand apart from the rest in the binary form. */
  final void readCounts(long attemptsSucceeded, long impossibleValues) {
    succeeded = attemptsSucceeded;
    anomalies = impossibleValues;
  }

  final void writeMetrics(StateWriter out) {
    totals.write(out);
    durationMs.write(out);
    inputBytes.write(out);
    shuffleReadBytes.write(out);
    expansionPermille.write(out);
    durationBytes.write(out);
    if (out.version() == 1) {
      // Correlation with records, which nobody asked for: one of no pairs.
      new Correlation().write(out);
    }
    longest.write(out);
    hosts.write(out);
  }

  final void readMetrics(StateReader in) {
    totals = MetricTotals.read(in);
    durationMs = LogHistogram.read(in);
    inputBytes = LogHistogram.read(in);
    shuffleReadBytes = LogHistogram.read(in);
    expansionPermille = LogHistogram.read(in);
    durationBytes = Correlation.read(in);
    if (in.version() == 1) {
      Correlation.read(in);
    }
    longest = LongestTasks.read(in);
    hosts = HostTallies.read(in);
  }
}
