package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.events.MemoryPeaks;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An event in the queue. Holds copies of what Spark may still change (stages) or what would retain
 * much more memory than needed (a task's accumulators), and Spark's own objects where they are
 * small and immutable (memory peaks, block updates), which the sender's thread reads.
 */
final class QueuedEvent {
  /** Estimated bytes of a task record with its peaks and the queue entry. */
  private static final int TASK_BYTES = 900;

  private static final int JSON_OVERHEAD_BYTES = 120;
  private static final int PEAKS_BYTES = 300;

  /** Estimated bytes of a block update and its JSON. */
  private static final int BLOCK_BYTES = 1_000;

  private final EventKind kind;
  private final long arrivalMillis;
  private final long bytes;
  private final Consumer<Target> delivery;
  private long gapBefore;

  private QueuedEvent(EventKind kind, long arrivalMillis, long bytes, Consumer<Target> delivery) {
    this.kind = kind;
    this.arrivalMillis = arrivalMillis;
    this.bytes = bytes;
    this.delivery = delivery;
  }

  /** Processes events taken from the queue. */
  interface Target {
    /** Processes a task attempt that is already mapped; its peaks may be null. */
    void task(TaskMetrics record, MemoryPeaks peaks);

    /** Processes an event in Spark's JSON format. */
    void json(String json);

    /** Processes the peaks of an executor's heartbeat. */
    void heartbeat(String executorId, List<StagePeaks> peaks);

    /** Processes a record that is already mapped. */
    void lifecycle(LifecycleEvent record);

    /** Processes the removal of an executor. */
    void executorRemoved(String executorId);
  }

  /** Peaks of an executor during a stage attempt. */
  static final class StagePeaks {
    final int stageId;
    final int stageAttempt;
    final MemoryPeaks peaks;

    StagePeaks(int stageId, int stageAttempt, MemoryPeaks peaks) {
      this.stageId = stageId;
      this.stageAttempt = stageAttempt;
      this.peaks = requireNonNull(peaks, "peaks is null");
    }
  }

  /**
   * A task attempt.
   *
   * @param peaks called by the sender; null, or returns null, if there are no peaks
   */
  static QueuedEvent task(long arrivalMillis, TaskMetrics record, Supplier<MemoryPeaks> peaks) {
    requireNonNull(record, "record is null");
    return new QueuedEvent(
        EventKind.TASK,
        arrivalMillis,
        TASK_BYTES,
        target -> target.task(record, peaks == null ? null : peaks.get()));
  }

  static QueuedEvent json(EventKind kind, long arrivalMillis, String json) {
    requireNonNull(json, "json is null");
    return new QueuedEvent(
        kind, arrivalMillis, JSON_OVERHEAD_BYTES + json.length(), target -> target.json(json));
  }

  /**
   * A block update.
   *
   * @param json called by the sender
   */
  static QueuedEvent block(long arrivalMillis, Supplier<String> json) {
    requireNonNull(json, "json is null");
    return new QueuedEvent(
        EventKind.BLOCK, arrivalMillis, BLOCK_BYTES, target -> target.json(json.get()));
  }

  static QueuedEvent executorRemoved(long arrivalMillis, String json, String executorId) {
    requireNonNull(executorId, "executorId is null");
    return new QueuedEvent(
        EventKind.LIFECYCLE,
        arrivalMillis,
        JSON_OVERHEAD_BYTES + json.length(),
        target -> {
          target.executorRemoved(executorId);
          target.json(json);
        });
  }

  /**
   * A heartbeat.
   *
   * @param stages number of stages that it has peaks of
   * @param peaks called by the sender
   */
  static QueuedEvent heartbeat(
      long arrivalMillis, String executorId, int stages, Supplier<List<StagePeaks>> peaks) {
    requireNonNull(peaks, "peaks is null");
    return new QueuedEvent(
        EventKind.HEARTBEAT,
        arrivalMillis,
        JSON_OVERHEAD_BYTES + (long) PEAKS_BYTES * stages,
        target -> target.heartbeat(executorId, peaks.get()));
  }

  /** The tasks that run for long, as heartbeats tell of them. */
  static QueuedEvent runningTasks(long arrivalMillis, LifecycleEvent record) {
    requireNonNull(record, "record is null");
    long bytes =
        JSON_OVERHEAD_BYTES + (long) PEAKS_BYTES * record.getRunningTasks().getTasks().size();
    return new QueuedEvent(
        EventKind.HEARTBEAT, arrivalMillis, bytes, target -> target.lifecycle(record));
  }

  EventKind kind() {
    return kind;
  }

  /** When the listener received it, epoch milliseconds. */
  long arrivalMillis() {
    return arrivalMillis;
  }

  /** Estimated memory, bytes. */
  long bytes() {
    return bytes;
  }

  /** Number of events dropped between the previous event and this one. */
  long gapBefore() {
    return gapBefore;
  }

  void gapBefore(long dropped) {
    this.gapBefore = dropped;
  }

  void deliverTo(Target target) {
    delivery.accept(target);
  }
}
