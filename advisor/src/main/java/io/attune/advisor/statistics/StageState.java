package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Everything kept about one stage attempt, in bounded space.
 *
 * <p>The content is a function of the <em>set</em> of task attempts and peaks that went in: neither
 * their order nor repeated delivery changes it, down to the bytes. Every value is cleaned first: a
 * negative one counts as 0 and one above 2^53 as 2^53, both counted in {@link #anomalies()}.
 *
 * <p>{@link #add} allocates only while something grows for the first time. Not thread-safe.
 */
public final class StageState {
  /** Small states are not worth deflating; in large ones names and messages repeat. */
  private static final int DEFLATE_FROM = 6 * 1024;

  /** Binary form. */
  static final StateFormat<StageState> FORMAT =
      StateFormat.deflated(
          "stage state", Versions.only(1), DEFLATE_FROM, StageState::write, StageState::read);

  /** Larger numbers are taken for damage (2^53: 9 PB, 285,000 years of milliseconds). */
  private static final long LARGEST_VALUE = 1L << 53;

  private final int stageId;
  private final int stageAttempt;
  private AttemptSet seen = new AttemptSet();
  private AttemptSet unsuccessful = new AttemptSet();
  private AttemptSet resubmitted = new AttemptSet();
  private long succeeded;
  private long failed;
  private long killed;
  private long speculative;
  private long failedDurationMs;
  private long killedDurationMs;
  private long anomalies;
  private long firstLaunch = Long.MAX_VALUE;
  private long lastFinish = Long.MIN_VALUE;
  private MetricTotals totals = new MetricTotals();
  private LogHistogram durationMs = new LogHistogram();
  private LogHistogram inputBytes = new LogHistogram();
  private LogHistogram shuffleReadBytes = new LogHistogram();
  private LogHistogram expansionPermille = new LogHistogram();
  private Correlation durationBytes = new Correlation();
  private Correlation durationRecords = new Correlation();
  private LongestTasks longest = new LongestTasks();
  private HostTallies hosts = new HostTallies();
  private FailureTallies failures;
  private PeakValues peaks = new PeakValues();
  private ExecutorPeaks heapPeaks;

  /**
   * Starts empty.
   *
   * @param stageId stage
   * @param stageAttempt attempt of the stage, from 0
   */
  public StageState(int stageId, int stageAttempt) {
    this.stageId = stageId;
    this.stageAttempt = stageAttempt;
  }

  /**
   * Counts a finished task attempt.
   *
   * @param task an attempt of this stage attempt
   * @return false when that attempt was counted already, or cannot be told apart from others (a
   *     negative index or attempt number, an attempt number beyond 255) and is ignored
   */
  public boolean add(TaskMetrics task) {
    requireNonNull(task, "task is null");
    if (task.getStageId() != stageId || task.getStageAttempt() != stageAttempt) {
      throw new IllegalArgumentException(
          String.format(
              "A task of stage %d attempt %d was given to the state of stage %d attempt %d.",
              task.getStageId(), task.getStageAttempt(), stageId, stageAttempt));
    }
    int index = task.getTaskIndex();
    int attempt = task.getTaskAttempt();
    if (!AttemptSet.accepts(index, attempt)) {
      return false;
    }
    TaskEndReason reason = task.getEndReason();
    if (reason == TaskEndReason.RESUBMITTED) {
      // A second end of an attempt that had succeeded: its shuffle output is gone.
      return resubmitted.add(index, attempt);
    }
    if (!seen.add(index, attempt)) {
      return false;
    }
    long launch = task.getLaunchTime().toEpochMilli();
    long finish = task.getFinishTime().toEpochMilli();
    firstLaunch = Math.min(firstLaunch, launch);
    lastFinish = Math.max(lastFinish, finish);
    long duration = clean(finish - launch);
    if (task.getSpeculative()) {
      speculative++;
    }
    if (reason == TaskEndReason.SUCCESS) {
      succeeded++;
      addSuccess(task, duration, finish);
    } else {
      unsuccessful.add(index, attempt);
      addUnsuccessful(task, reason, duration);
    }
    return true;
  }

  /**
   * Reads what {@link #add} is going to need first, and changes nothing: for who is going to add
   * tasks of many stages, one to each, and has the processor fetch them all at once this way.
   *
   * @return something that depends on all that was read
   */
  public long look() {
    return firstLaunch
        + succeeded
        + seen.look()
        + totals.look()
        + durationMs.count()
        + inputBytes.count()
        + shuffleReadBytes.count()
        + expansionPermille.count()
        + durationBytes.look()
        + durationRecords.look()
        + longest.look()
        + hosts.look();
  }

  /** The same for what can only be found once that is there. */
  public long lookDeeper() {
    return seen.lookDeeper()
        + durationMs.look()
        + inputBytes.look()
        + shuffleReadBytes.look()
        + expansionPermille.look();
  }

  private void addUnsuccessful(TaskMetrics task, TaskEndReason reason, long duration) {
    TaskFailure failure = task.getFailure();
    FailureCause cause = FailureCause.of(reason, failure);
    if (cause.isFailure()) {
      failed++;
      failedDurationMs = LogHistogram.saturatedSum(failedDurationMs, duration);
    } else {
      killed++;
      killedDurationMs = LogHistogram.saturatedSum(killedDurationMs, duration);
    }
    if (failures == null) {
      failures = new FailureTallies();
    }
    failures.add(
        cause,
        task.getHost(),
        failure == null ? null : failure.getErrorClass(),
        failure == null ? null : failure.getMessage());
  }

  private void addSuccess(TaskMetrics task, long duration, long finish) {
    record(TaskMetric.DURATION_MS, duration);
    durationMs.add(duration);
    TaskMetricValues m = task.getMetrics();
    if (m == null) {
      anomalies++;
      hosts.add(task.getHost(), 1, duration, 0);
      return;
    }
    long runTime = record(TaskMetric.EXECUTOR_RUN_TIME_MS, clean(m.getExecutorRunTimeMs()));
    record(TaskMetric.EXECUTOR_CPU_TIME_NS, clean(m.getExecutorCpuTimeNs()));
    long deserialize =
        record(TaskMetric.EXECUTOR_DESERIALIZE_TIME_MS, clean(m.getExecutorDeserializeTimeMs()));
    record(TaskMetric.EXECUTOR_DESERIALIZE_CPU_TIME_NS, clean(m.getExecutorDeserializeCpuTimeNs()));
    record(TaskMetric.JVM_GC_TIME_MS, clean(m.getJvmGcTimeMs()));
    long serialize =
        record(TaskMetric.RESULT_SERIALIZATION_TIME_MS, clean(m.getResultSerializationTimeMs()));
    Instant gettingResult = task.getGettingResultTime();
    long fetching = gettingResult == null ? 0 : clean(finish - gettingResult.toEpochMilli());
    record(TaskMetric.GETTING_RESULT_TIME_MS, fetching);
    record(
        TaskMetric.SCHEDULER_DELAY_MS,
        Math.max(0, duration - runTime - deserialize - serialize - fetching));
    record(TaskMetric.RESULT_SIZE_BYTES, clean(m.getResultSizeBytes()));
    long peak =
        record(TaskMetric.PEAK_EXECUTION_MEMORY_BYTES, clean(m.getPeakExecutionMemoryBytes()));
    long spilled = record(TaskMetric.MEMORY_BYTES_SPILLED, clean(m.getMemoryBytesSpilled()));
    record(TaskMetric.DISK_BYTES_SPILLED, clean(m.getDiskBytesSpilled()));
    long input = record(TaskMetric.INPUT_BYTES, clean(m.getInputBytes()));
    long inputRecords = record(TaskMetric.INPUT_RECORDS, clean(m.getInputRecords()));
    record(TaskMetric.OUTPUT_BYTES, clean(m.getOutputBytes()));
    record(TaskMetric.OUTPUT_RECORDS, clean(m.getOutputRecords()));
    long remote = clean(m.getShuffleRemoteBytesRead());
    record(TaskMetric.SHUFFLE_REMOTE_READ_BYTES, remote);
    long shuffleRead =
        record(TaskMetric.SHUFFLE_READ_BYTES, remote + clean(m.getShuffleLocalBytesRead()));
    record(
        TaskMetric.SHUFFLE_REMOTE_READ_TO_DISK_BYTES, clean(m.getShuffleRemoteBytesReadToDisk()));
    long shuffleRecords = record(TaskMetric.SHUFFLE_READ_RECORDS, clean(m.getShuffleRecordsRead()));
    record(
        TaskMetric.SHUFFLE_BLOCKS_FETCHED,
        clean(m.getShuffleRemoteBlocksFetched()) + clean(m.getShuffleLocalBlocksFetched()));
    record(TaskMetric.SHUFFLE_FETCH_WAIT_TIME_MS, clean(m.getShuffleFetchWaitTimeMs()));
    record(TaskMetric.SHUFFLE_WRITE_BYTES, clean(m.getShuffleBytesWritten()));
    record(TaskMetric.SHUFFLE_WRITE_RECORDS, clean(m.getShuffleRecordsWritten()));
    record(TaskMetric.SHUFFLE_WRITE_TIME_NS, clean(m.getShuffleWriteTimeNs()));

    inputBytes.add(input);
    shuffleReadBytes.add(shuffleRead);
    if (shuffleRead > 0 && peak + spilled > 0) {
      expansionPermille.add(permille(peak + spilled, shuffleRead));
    }
    long read = input + shuffleRead;
    durationBytes.add(duration, read);
    durationRecords.add(duration, inputRecords + shuffleRecords);
    hosts.add(task.getHost(), 1, duration, read);
    if (longest.wants(duration, task.getTaskId())) {
      longest.add(largeTask(task, m, duration));
    }
  }

  /** Parts of 1,000, rounded to the nearest. */
  private static long permille(long part, long whole) {
    return (long) Math.min(LARGEST_VALUE, Math.rint(1000.0 * part / whole));
  }

  private LargeTask largeTask(TaskMetrics task, TaskMetricValues m, long duration) {
    long fetching =
        task.getGettingResultTime() == null
            ? 0
            : bound(
                task.getFinishTime().toEpochMilli() - task.getGettingResultTime().toEpochMilli());
    long delay =
        duration
            - bound(m.getExecutorRunTimeMs())
            - bound(m.getExecutorDeserializeTimeMs())
            - bound(m.getResultSerializationTimeMs())
            - fetching;
    return new LargeTask(
        task.getTaskId(),
        task.getTaskIndex(),
        task.getTaskAttempt(),
        cut(task.getExecutorId()),
        cut(task.getHost()),
        task.getSpeculative(),
        task.getLaunchTime(),
        duration,
        bound(m.getExecutorRunTimeMs()),
        bound(m.getExecutorCpuTimeNs()),
        bound(m.getJvmGcTimeMs()),
        Math.max(0, delay),
        bound(m.getInputBytes()),
        bound(m.getInputRecords()),
        bound(m.getOutputBytes()),
        bound(m.getShuffleRemoteBytesRead()) + bound(m.getShuffleLocalBytesRead()),
        bound(m.getShuffleRecordsRead()),
        bound(m.getShuffleBytesWritten()),
        bound(m.getMemoryBytesSpilled()),
        bound(m.getDiskBytesSpilled()),
        bound(m.getPeakExecutionMemoryBytes()));
  }

  private static String cut(String text) {
    return text.length() > HostTallies.NAME_LIMIT
        ? text.substring(0, HostTallies.NAME_LIMIT)
        : text;
  }

  private long record(TaskMetric metric, long value) {
    totals.add(metric, value);
    return value;
  }

  private long clean(long value) {
    if (value < 0 || value > LARGEST_VALUE) {
      anomalies++;
      return bound(value);
    }
    return value;
  }

  private static long bound(long value) {
    return Math.max(0, Math.min(LARGEST_VALUE, value));
  }

  /**
   * Takes the peaks of one executor during this stage attempt.
   *
   * @param event peaks; whether they name this stage is the caller's business
   */
  public void mergePeaks(ExecutorMetrics event) {
    peaks.merge(event);
    long heap = PeakMetric.JVM_HEAP_MEMORY_BYTES.of(event);
    if (heap >= 0) {
      if (heapPeaks == null) {
        heapPeaks = new ExecutorPeaks();
      }
      heapPeaks.add(event.getExecutorId(), heap);
    }
  }

  /**
   * Adds what another state of the same stage attempt knows. When one of the two has counted all
   * that the other has, the richer one is the result; when they have no attempt in common, their
   * sum.
   *
   * @throws IllegalArgumentException for another stage attempt, or when the two have counted some
   *     attempts in common and each has others as well: sums cannot be taken apart again
   */
  public void merge(StageState other) {
    requireNonNull(other, "other is null");
    if (other.stageId != stageId || other.stageAttempt != stageAttempt) {
      throw new IllegalArgumentException(
          String.format(
              "The state of stage %d attempt %d cannot be merged into that of stage %d attempt %d.",
              other.stageId, other.stageAttempt, stageId, stageAttempt));
    }
    peaks.merge(other.peaks);
    if (other.heapPeaks != null) {
      if (heapPeaks == null) {
        heapPeaks = new ExecutorPeaks();
      }
      heapPeaks.merge(other.heapPeaks);
    }
    resubmitted.addAll(other.resubmitted);
    if (seen.contains(other.seen)) {
      return;
    }
    if (other.seen.contains(seen)) {
      StageState copy = fromBytes(other.toBytes());
      clearCounts();
      addCounts(copy);
      return;
    }
    if (seen.intersects(other.seen)) {
      throw new IllegalArgumentException(
          String.format(
              "Two states of stage %d attempt %d have counted partly the same task attempts and"
                  + " cannot be merged.",
              stageId, stageAttempt));
    }
    addCounts(other);
  }

  private void clearCounts() {
    StageState empty = new StageState(stageId, stageAttempt);
    seen = empty.seen;
    unsuccessful = empty.unsuccessful;
    succeeded = 0;
    failed = 0;
    killed = 0;
    speculative = 0;
    failedDurationMs = 0;
    killedDurationMs = 0;
    anomalies = 0;
    firstLaunch = empty.firstLaunch;
    lastFinish = empty.lastFinish;
    totals.clear();
    durationMs = empty.durationMs;
    inputBytes = empty.inputBytes;
    shuffleReadBytes = empty.shuffleReadBytes;
    expansionPermille = empty.expansionPermille;
    durationBytes = empty.durationBytes;
    durationRecords = empty.durationRecords;
    longest = empty.longest;
    hosts = empty.hosts;
    failures = null;
  }

  private void addCounts(StageState other) {
    seen.addAll(other.seen);
    unsuccessful.addAll(other.unsuccessful);
    succeeded += other.succeeded;
    failed += other.failed;
    killed += other.killed;
    speculative += other.speculative;
    failedDurationMs = LogHistogram.saturatedSum(failedDurationMs, other.failedDurationMs);
    killedDurationMs = LogHistogram.saturatedSum(killedDurationMs, other.killedDurationMs);
    anomalies += other.anomalies;
    firstLaunch = Math.min(firstLaunch, other.firstLaunch);
    lastFinish = Math.max(lastFinish, other.lastFinish);
    totals.merge(other.totals);
    durationMs.merge(other.durationMs);
    inputBytes.merge(other.inputBytes);
    shuffleReadBytes.merge(other.shuffleReadBytes);
    expansionPermille.merge(other.expansionPermille);
    durationBytes.merge(other.durationBytes);
    durationRecords.merge(other.durationRecords);
    longest.merge(other.longest);
    hosts.merge(other.hosts);
    if (other.failures != null) {
      if (failures == null) {
        failures = new FailureTallies();
      }
      failures.merge(other.failures);
    }
  }

  /** Stage. */
  public int stageId() {
    return stageId;
  }

  /** Attempt of the stage, from 0. */
  public int stageAttempt() {
    return stageAttempt;
  }

  /** Attempts that succeeded; after a loss of shuffle output a task can succeed twice. */
  public long tasksSucceeded() {
    return succeeded;
  }

  /** Distinct tasks of which an attempt succeeded: what completeness is measured by. */
  public int distinctTasksSucceeded() {
    return seen.distinctIndexesWithout(unsuccessful);
  }

  /** Attempts that failed; kills on purpose and denied commits are not among them. */
  public long tasksFailed() {
    return failed;
  }

  /** Attempts that were killed on purpose or whose commit was denied. */
  public long tasksKilled() {
    return killed;
  }

  /** Successful attempts whose shuffle output was lost afterwards, so that the task ran again. */
  public long tasksResubmitted() {
    return resubmitted.size();
  }

  /** Speculative copies seen to end, however they ended. */
  public long speculativeTasks() {
    return speculative;
  }

  /** Distinct attempts counted: succeeded, failed and killed. */
  public long attemptsSeen() {
    return succeeded + failed + killed;
  }

  /**
   * Values that were impossible (negative, absurdly large, missing) and were bounded or ignored.
   */
  public long anomalies() {
    return anomalies;
  }

  /** Time spent in attempts that failed, milliseconds. */
  public long failedDurationMs() {
    return failedDurationMs;
  }

  /** Time spent in attempts that were killed, milliseconds. */
  public long killedDurationMs() {
    return killedDurationMs;
  }

  /** Sum over successful attempts, exact up to {@link Long#MAX_VALUE}. */
  public long sum(TaskMetric metric) {
    return totals.sum(metric);
  }

  /**
   * Bytes spilled to disk; empty where they are not known: what was spilled from memory is on disk,
   * but Spark up to 1.6 was seen to write 0 for it.
   */
  public OptionalLong diskBytesSpilled() {
    long disk = sum(TaskMetric.DISK_BYTES_SPILLED);
    return disk == 0 && sum(TaskMetric.MEMORY_BYTES_SPILLED) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(disk);
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

  /** Correlation of duration with input and shuffle records read; empty as above. */
  public OptionalDouble durationRecordsCorrelation() {
    return durationRecords.coefficient();
  }

  /** Milliseconds of duration by bytes read; empty as above. */
  public Optional<Line> durationByBytes() {
    return durationBytes.line();
  }

  /** Unsuccessful attempts by cause, host and error class, at most 24 combinations. */
  public List<FailureTally> failures() {
    return failures == null ? List.of() : failures.list();
  }

  /** Unsuccessful attempts of one cause, exact. */
  public long failures(FailureCause cause) {
    return failures == null ? 0 : failures.total(cause);
  }

  /** Successful attempts by host: the first 32 hosts in alphabetical order. */
  public List<HostTally> hosts() {
    return hosts.list();
  }

  /** Successful attempts on hosts that {@link #hosts()} leaves out. */
  public long attemptsOnOtherHosts() {
    return hosts.others();
  }

  /** PeakValues over all executors during the stage. */
  public PeakValues peaks() {
    return peaks;
  }

  /** Highest heap peak over executors; empty when none was reported. */
  public OptionalLong peakHeapBytes() {
    return peaks.heapBytes();
  }

  /** The 16 executors with the highest heap peaks, highest first. */
  public List<ExecutorPeak> executorHeapPeaks() {
    return heapPeaks == null ? List.of() : heapPeaks.list();
  }

  /** Earliest launch of an attempt. */
  public Optional<Instant> firstLaunch() {
    return attemptsSeen() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(firstLaunch));
  }

  /** Latest finish of an attempt. */
  public Optional<Instant> lastFinish() {
    return attemptsSeen() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastFinish));
  }

  /** The binary form: equal content gives equal bytes; the first byte is the version. */
  public byte[] toBytes() {
    return FORMAT.toBytes(this);
  }

  private void write(StateWriter out) {
    out.writeSigned(stageId).writeSigned(stageAttempt);
    seen.write(out);
    unsuccessful.differenceFromRetried(seen).write(out);
    resubmitted.write(out);
    out.writeUnsigned(succeeded).writeUnsigned(failed).writeUnsigned(killed);
    out.writeUnsigned(speculative).writeUnsigned(failedDurationMs).writeUnsigned(killedDurationMs);
    out.writeUnsigned(anomalies);
    if (attemptsSeen() > 0) {
      out.writeSigned(firstLaunch).writeSigned(lastFinish - firstLaunch);
    }
    totals.write(out);
    durationMs.write(out);
    inputBytes.write(out);
    shuffleReadBytes.write(out);
    expansionPermille.write(out);
    durationBytes.write(out);
    durationRecords.write(out);
    longest.write(out);
    hosts.write(out);
    out.writeBoolean(failures != null);
    if (failures != null) {
      failures.write(out);
    }
    peaks.write(out);
    out.writeBoolean(heapPeaks != null);
    if (heapPeaks != null) {
      heapPeaks.write(out);
    }
  }

  /**
   * Reads the binary form.
   *
   * @throws io.attune.advisor.state.StateFormatException when the bytes are damaged or of an
   *     unknown version
   */
  public static StageState fromBytes(byte[] bytes) {
    return FORMAT.fromBytes(bytes);
  }

  private static StageState read(StateReader in) {
    StageState state = new StageState(in.readInt(), in.readInt());
    state.seen = AttemptSet.read(in);
    state.unsuccessful = AttemptSet.read(in).differenceFromRetried(state.seen);
    state.resubmitted = AttemptSet.read(in);
    state.succeeded = in.readUnsigned();
    state.failed = in.readUnsigned();
    state.killed = in.readUnsigned();
    state.speculative = in.readUnsigned();
    state.failedDurationMs = in.readUnsigned();
    state.killedDurationMs = in.readUnsigned();
    state.anomalies = in.readUnsigned();
    if (state.attemptsSeen() > 0) {
      state.firstLaunch = in.readSigned();
      state.lastFinish = state.firstLaunch + in.readSigned();
    }
    state.totals = MetricTotals.read(in);
    state.durationMs = LogHistogram.read(in);
    state.inputBytes = LogHistogram.read(in);
    state.shuffleReadBytes = LogHistogram.read(in);
    state.expansionPermille = LogHistogram.read(in);
    state.durationBytes = Correlation.read(in);
    state.durationRecords = Correlation.read(in);
    state.longest = LongestTasks.read(in);
    state.hosts = HostTallies.read(in);
    if (in.readBoolean()) {
      state.failures = FailureTallies.read(in);
    }
    state.peaks = PeakValues.read(in);
    if (in.readBoolean()) {
      state.heapPeaks = ExecutorPeaks.read(in);
    }
    return state;
  }
}
