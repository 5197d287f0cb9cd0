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
 * Peaks of every executor during every running stage attempt, as Spark's event logging listener
 * keeps them: a stage is followed from its submission to its completion; heartbeats and task ends
 * raise the peaks of their own stage; a heartbeat of the driver, which belongs to no stage, raises
 * the driver's peaks of every running stage. Peaks of a stage that is not running are dropped, so
 * the memory is bounded by running stages times executors.
 *
 * <p>Thread-safe, as live peaks come from another thread than completions may.
 */
public final class StageExecutorPeaks {

  /** Stage id and attempt with which Spark reports peaks that belong to no stage. */
  public static final int NO_STAGE = -1;

  private final Map<Key, Map<String, LargestPeaks>> running = new HashMap<>();

  /** Starts to follow a stage attempt. */
  public synchronized void stageSubmitted(int stageId, int stageAttempt) {
    running.putIfAbsent(new Key(stageId, stageAttempt), new TreeMap<>());
  }

  /**
   * Raises the peaks of one executor.
   *
   * @param executorId executor, or {@code driver}
   * @param stageId stage, or {@link #NO_STAGE} for every running stage
   * @param stageAttempt attempt of the stage; ignored for {@link #NO_STAGE}
   * @param peaks what was measured; ignored when {@link LargestPeaks#known()} is false
   * @return whether a running stage took it
   */
  public synchronized boolean raise(
      String executorId, int stageId, int stageAttempt, LargestPeaks peaks) {
    requireNonNull(executorId, "executorId is null");
    if (!peaks.known()) {
      return false;
    }
    if (stageId == NO_STAGE) {
      running.values().forEach(executors -> raise(executors, executorId, peaks));
      return !running.isEmpty();
    }
    Map<String, LargestPeaks> executors = running.get(new Key(stageId, stageAttempt));
    if (executors == null) {
      return false;
    }
    raise(executors, executorId, peaks);
    return true;
  }

  private static void raise(
      Map<String, LargestPeaks> executors, String executorId, LargestPeaks peaks) {
    executors.computeIfAbsent(executorId, id -> new LargestPeaks()).raise(peaks);
  }

  /**
   * Stops following a stage attempt.
   *
   * @param applicationId application, for the records
   * @param stageId stage
   * @param stageAttempt attempt
   * @param eventTime when it completed
   * @return one record for each executor with known peaks, in the order of executor ids
   */
  public synchronized List<ExecutorMetrics> stageCompleted(
      String applicationId, int stageId, int stageAttempt, Instant eventTime) {
    Key key = new Key(stageId, stageAttempt);
    return records(applicationId, key, running.remove(key), eventTime);
  }

  /**
   * Stops following everything: the application has ended, or its log is over.
   *
   * @return records of all stages that never completed
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
      String applicationId, Key key, Map<String, LargestPeaks> executors, Instant eventTime) {
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
