package io.attune.events;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.ExecutorMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Peaks of every executor during every running stage attempt, with the semantics of Spark's {@code
 * EventLoggingListener}: a stage runs from its submission to its completion; heartbeats and task
 * ends raise the peaks of their stage; a heartbeat of the driver, which has no stage, raises the
 * driver's peaks of all running stages. Peaks of a stage that is not running are dropped, so memory
 * is bounded by running stages times executors.
 *
 * <p>Thread-safe.
 */
public final class StageExecutorPeaks {

  /** Stage id and attempt that Spark reports for peaks without a stage. */
  public static final int NO_STAGE = -1;

  private final Map<Key, Map<String, MemoryPeaks>> running = new HashMap<>();

  /** Adds a running stage attempt. */
  public synchronized void stageSubmitted(int stageId, int stageAttempt) {
    running.putIfAbsent(new Key(stageId, stageAttempt), new TreeMap<>());
  }

  /**
   * Raises the peaks of one executor.
   *
   * @param executorId executor, or {@code driver}
   * @param stageId stage, or {@link #NO_STAGE} for every running stage
   * @param stageAttempt attempt of the stage; ignored for {@link #NO_STAGE}
   * @param peaks the peaks; ignored if {@link MemoryPeaks#known()} is false
   * @return whether they belong to a running stage
   */
  public synchronized boolean raise(
      String executorId, int stageId, int stageAttempt, MemoryPeaks peaks) {
    requireNonNull(executorId, "executorId is null");
    if (!peaks.known()) {
      return false;
    }
    if (stageId == NO_STAGE) {
      running.values().forEach(executors -> raise(executors, executorId, peaks));
      return !running.isEmpty();
    }
    Map<String, MemoryPeaks> executors = running.get(new Key(stageId, stageAttempt));
    if (executors == null) {
      return false;
    }
    raise(executors, executorId, peaks);
    return true;
  }

  private static void raise(
      Map<String, MemoryPeaks> executors, String executorId, MemoryPeaks peaks) {
    executors.computeIfAbsent(executorId, id -> new MemoryPeaks()).raise(peaks);
  }

  /**
   * Removes a stage attempt.
   *
   * @param applicationId application id, for the records
   * @param stageId stage
   * @param stageAttempt attempt
   * @param eventTime when it completed
   * @return one record per executor with known peaks, ordered by executor id
   */
  public synchronized List<ExecutorMetrics> stageCompleted(
      String applicationId, int stageId, int stageAttempt, Instant eventTime) {
    Key key = new Key(stageId, stageAttempt);
    return records(applicationId, key, running.remove(key), eventTime);
  }

  /**
   * Removes all stage attempts, at the end of the application or of its log.
   *
   * @return the records of all stages that never completed
   */
  public synchronized List<ExecutorMetrics> applicationEnded(
      String applicationId, Instant eventTime) {
    List<ExecutorMetrics> result = new ArrayList<>();
    new TreeMap<>(running)
        .forEach(
            (key, executors) -> result.addAll(records(applicationId, key, executors, eventTime)));
    running.clear();
    return result;
  }

  private static List<ExecutorMetrics> records(
      String applicationId, Key key, Map<String, MemoryPeaks> executors, Instant eventTime) {
    List<ExecutorMetrics> result = new ArrayList<>();
    if (executors != null) {
      executors.forEach(
          (executorId, peaks) ->
              result.add(
                  peaks.toRecord(
                      applicationId, executorId, key.stageId, key.stageAttempt, eventTime)));
    }
    return result;
  }

  private static final class Key implements Comparable<Key> {
    private final int stageId;
    private final int stageAttempt;

    private Key(int stageId, int stageAttempt) {
      this.stageId = stageId;
      this.stageAttempt = stageAttempt;
    }

    @Override
    public int compareTo(Key other) {
      int byStage = Integer.compare(stageId, other.stageId);
      return byStage != 0 ? byStage : Integer.compare(stageAttempt, other.stageAttempt);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key && compareTo((Key) other) == 0;
    }

    @Override
    public int hashCode() {
      return Objects.hash(stageId, stageAttempt);
    }
  }
}
