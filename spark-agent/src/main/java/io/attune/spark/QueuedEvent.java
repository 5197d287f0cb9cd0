package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.events.LargestPeaks;
import io.attune.schemas.TaskMetrics;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the listener took from one Spark event, waiting for the sender. Holds copies of what Spark
 * goes on changing (stages) or what drags along much more than is needed (the accumulators of a
 * task), and Spark's own objects where they are small and nobody changes them any more (memory
 * peaks, block updates): reading those is left to the sender's thread.
 */
final class QueuedEvent {
  /** Estimated bytes of a task record with its peaks and what holds it. */
  private static final int TASK_BYTES = 900;

  private static final int JSON_OVERHEAD_BYTES = 120;
  private static final int PEAKS_BYTES = 300;

  /** Estimated bytes of a block update, and of the JSON that it will be. */
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

  /** Where an event goes when its turn has come. */
  interface Target {
    /** Takes a task attempt that was mapped already, and its peaks, if there are any. */
    void task(TaskMetrics record, LargestPeaks peaks);

    /** Takes an event in Spark's JSON. */
    void json(String json);

    /** Takes the peaks of one executor's heartbeat. */
    void heartbeat(String executorId, List<StagePeaks> peaks);

    /** Takes note that an executor is gone. */
    void executorRemoved(String executorId);
  }

  /** StagePeaks of one executor during one stage attempt. */
  static final class StagePeaks {
    final int stageId;
    final int stageAttempt;
    final LargestPeaks peaks;

    StagePeaks(int stageId, int stageAttempt, LargestPeaks peaks) {
      this.stageId = stageId;
      this.stageAttempt = stageAttempt;
      this.peaks = requireNonNull(peaks, "peaks is null");
    }
  }

  /**
   * A task attempt.
   *
   * @param peaks asked for the peaks by the sender; null, or null in return, when there are none
   */
  static QueuedEvent task(long arrivalMillis, TaskMetrics record, Supplier<LargestPeaks> peaks) {
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
   * A block that moved.
   *
   * @param json asked for by the sender
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
   * @param stages that it tells of
   * @param peaks asked for by the sender
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

  EventKind kind() {
    return kind;
  }

  /** When the listener got it, epoch milliseconds. */
  long arrivalMillis() {
    return arrivalMillis;
  }

  /** Estimated memory. */
  long bytes() {
    return bytes;
  }

  /** Events that were dropped between the one before and this one. */
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
