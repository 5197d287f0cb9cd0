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
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything kept about one stage attempt, in bounded space.
 *
 * <p>The content is a function of the <em>set</em> of task attempts and peaks that went in: neither
 * their order nor repeated delivery changes it, down to the bytes. Every value is cleaned first: a
 * negative one counts as 0 and one above 2^53 as 2^53, both counted in {@link #anomalies()}.
 *
 * <p>{@link #add} allocates only while something grows for the first time. Not thread-safe.
 */
public final class StageState extends AttemptTimes {
  /** Small states are not worth deflating. */
  private static final int DEFLATE_FROM = 6 * 1024;

  /** Version 2 holds less than version 1, which is written until a release has read version 2. */
  static final StateFormat<StageState> FORMAT =
      StateFormat.deflated(
          "stage state", new Versions(1, 2, 1), DEFLATE_FROM, StageState::write, StageState::read);

  /** Attempts between two measurements. */
  private static final int MEASURE_EACH = 50_000;

  private final int stageId;
  private final int stageAttempt;
  private AttemptSet seen = new AttemptSet();
  private AttemptSet unsuccessful = new AttemptSet();
  private AttemptSet resubmitted = new AttemptSet();
  private long failed;
  private long killed;
  private long speculative;
  private long failedDurationMs;
  private long killedDurationMs;
  private int unmeasured;
  private int measured;
  private @Nullable FailureTallies failures;
  private PeakValues peaks = new PeakValues();

  /** Starts empty; attempts of a stage count from 0. */
  public StageState(int stageId, int stageAttempt) {
    this.stageId = stageId;
    this.stageAttempt = stageAttempt;
  }

  /**
   * Counts a finished task attempt.
   *
   * @param task an attempt of this stage attempt
   * @return false when that attempt was counted already, or cannot be told apart from others (a
   *     negative index or attempt number, an index beyond 2^24 or an attempt number beyond 255) and
   *     is ignored
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
    unmeasured++;
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
    boolean timed = addTimes(launch, finish);
    long duration = clean(LogHistogram.saturatedDifference(finish, launch));
    if (task.getSpeculative()) {
      speculative++;
    }
    if (reason == TaskEndReason.SUCCESS) {
      addSuccess(task, duration);
      TaskMetricValues metrics = task.getMetrics();
      if (timed && metrics != null && metrics.getDiskBytesSpilled() > 0) {
        busySlots().spilled(finish);
      }
    } else {
      unsuccessful.add(index, attempt);
      boolean isFailure = addUnsuccessful(task, reason, duration);
      if (timed && isFailure) {
        busySlots().failed(finish);
      }
    }
    return true;
  }

  /**
   * Whether the task attempts take more bytes than that in the binary form, as those of a stage do
   * whose indexes lie scattered. Seldom measured, so that asking costs next to nothing.
   */
  public boolean isFull(long bytes) {
    if (unmeasured >= MEASURE_EACH) {
      StateWriter out = new StateWriter(FORMAT.versions().written());
      writeAttempts(out);
      measured = out.size();
      unmeasured = 0;
    }
    return measured > bytes;
  }

  /**
   * Reads what {@link #add} is going to need first, and changes nothing: a caller that is about to
   * add a task to each of many stages lets the processor fetch them all at once.
   *
   * @return something that depends on all that was read
   */
  public long look() {
    return seen.look() + lookAtTimes() + lookAtMetrics();
  }

  /** The same for what can only be found once that is there. */
  public long lookDeeper() {
    return seen.lookDeeper() + lookDeeperAtTimes() + lookDeeperAtMetrics();
  }

  /** Returns whether it failed, and was not stopped on purpose. */
  private boolean addUnsuccessful(TaskMetrics task, TaskEndReason reason, long duration) {
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
    return cause.isFailure();
  }

  /**
   * Takes the peaks of one executor during this stage attempt.
   *
   * @param event peaks; whether they name this stage is the caller's business
   */
  public void mergePeaks(ExecutorMetrics event) {
    peaks.merge(event);
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
    failed = 0;
    killed = 0;
    speculative = 0;
    failedDurationMs = 0;
    killedDurationMs = 0;
    clearTimes();
    clearMetrics();
    failures = null;
  }

  private void addCounts(StageState other) {
    seen.addAll(other.seen);
    unsuccessful.addAll(other.unsuccessful);
    failed += other.failed;
    killed += other.killed;
    speculative += other.speculative;
    failedDurationMs = LogHistogram.saturatedSum(failedDurationMs, other.failedDurationMs);
    killedDurationMs = LogHistogram.saturatedSum(killedDurationMs, other.killedDurationMs);
    addTimes(other);
    addMetrics(other);
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

  @Override
  public long attemptsSeen() {
    return tasksSucceeded() + failed + killed;
  }

  /** Time spent in attempts that failed, milliseconds. */
  public long failedDurationMs() {
    return failedDurationMs;
  }

  /** Time spent in attempts that were killed, milliseconds. */
  public long killedDurationMs() {
    return killedDurationMs;
  }

  /** Unsuccessful attempts by cause, host and error class, at most 24 combinations. */
  public List<FailureTally> failures() {
    return failures == null ? List.of() : failures.list();
  }

  /** Unsuccessful attempts of one cause, exact. */
  public long failures(FailureCause cause) {
    return failures == null ? 0 : failures.total(cause);
  }

  /** Peaks over all executors during the stage. */
  public PeakValues peaks() {
    return peaks;
  }

  /** Highest heap peak over executors. */
  public OptionalLong peakHeapBytes() {
    return peaks.heapBytes();
  }

  /** Whether the end of an attempt was counted. */
  public boolean hasEnded(int index, int attempt) {
    return AttemptSet.accepts(index, attempt) && seen.contains(index, attempt);
  }

  /** The binary form: equal content gives equal bytes; the first byte is the version. */
  public byte[] toBytes() {
    return FORMAT.toBytes(this);
  }

  private void write(StateWriter out) {
    out.writeSigned(stageId).writeSigned(stageAttempt);
    writeAttempts(out);
    out.writeUnsigned(tasksSucceeded()).writeUnsigned(failed).writeUnsigned(killed);
    out.writeUnsigned(speculative).writeUnsigned(failedDurationMs).writeUnsigned(killedDurationMs);
    out.writeUnsigned(anomalies());
    writeTimes(out);
    writeMetrics(out);
    out.writeBoolean(failures != null);
    if (failures != null) {
      failures.write(out);
    }
    peaks.write(out);
    if (out.version() == 1) {
      // Heap peaks by executor, which nobody asked for: none.
      out.writeBoolean(false);
    }
    writeAdditions(out);
  }

  private void writeAttempts(StateWriter out) {
    seen.write(out);
    unsuccessful.differenceFromRetried(seen).write(out);
    resubmitted.write(out);
  }

  /**
   * Reads the binary form.
   *
   * @throws io.attune.advisor.state.StateFormatException when it is damaged or of another version
   */
  public static StageState fromBytes(byte[] bytes) {
    return FORMAT.fromBytes(bytes);
  }

  private static StageState read(StateReader in) {
    StageState state = new StageState(in.readInt(), in.readInt());
    int attemptsFrom = in.position();
    state.seen = AttemptSet.read(in);
    state.unsuccessful = AttemptSet.read(in).differenceFromRetried(state.seen);
    state.resubmitted = AttemptSet.read(in);
    state.measured = in.position() - attemptsFrom;
    long succeeded = in.readUnsigned();
    state.failed = in.readUnsigned();
    state.killed = in.readUnsigned();
    state.speculative = in.readUnsigned();
    state.failedDurationMs = in.readUnsigned();
    state.killedDurationMs = in.readUnsigned();
    state.readCounts(succeeded, in.readUnsigned());
    state.readTimes(in);
    state.readMetrics(in);
    if (in.readBoolean()) {
      state.failures = FailureTallies.read(in);
    }
    state.peaks = PeakValues.read(in);
    if (in.version() == 1 && in.readBoolean()) {
      passOverHeapPeaks(in);
    }
    state.readAdditions(in.additions());
    return state;
  }

  private static void passOverHeapPeaks(StateReader in) {
    for (int left = in.readLength(); left > 0; left--) {
      in.readNullableString();
      in.readUnsigned();
    }
  }
}
