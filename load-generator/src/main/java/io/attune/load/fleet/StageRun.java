package io.attune.load.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A running stage attempt. */
final class StageRun {
  private static final double FOOTER_MIB = 0.02;

  final JobRun job;
  final StagePlan plan;
  final Sizes.Stage size;
  final int stageId;
  final int attempt;
  final int numTasks;
  final long submittedMs;

  /** Next partition to compute, up to {@code end}. */
  private int next;

  private final int end;
  private final ArrayDeque<Integer> again = new ArrayDeque<>();
  private final long seed;
  private final int hotIndex;
  private final double ordinaryMib;
  final BitSet done = new BitSet();
  private Map<Integer, Integer> failures = Map.of();
  private Map<Integer, Integer> attempts = Map.of();
  final List<StageRun> rerunFirst = new ArrayList<>();
  int running;
  int succeeded;
  boolean closed;
  boolean fetchFailed;

  double readMib;
  double writtenMib;
  double outputMib;
  double spilledMib;
  double resultMib;
  double runMs;

  /** When a task was last launched near its data. */
  long lastNearMs;

  StageRun(JobRun job, StagePlan plan, int stageId, long submittedMs, long seed) {
    this(job, plan, stageId, 0, submittedMs, seed, null);
  }

  /** Creates a later attempt that computes only some partitions. */
  StageRun(
      JobRun job,
      StagePlan plan,
      int stageId,
      int attempt,
      long submittedMs,
      long seed,
      List<Integer> only) {
    this.job = job;
    this.plan = plan;
    this.size = job.sizes.of(plan);
    this.stageId = stageId;
    this.attempt = attempt;
    this.submittedMs = submittedMs;
    this.lastNearMs = submittedMs;
    this.seed = seed;
    if (only == null) {
      this.end = size.partitions();
    } else {
      this.end = 0;
      again.addAll(only);
    }
    this.numTasks = only == null ? size.partitions() : only.size();
    this.hotIndex = (int) Math.floorMod(Dice.mix(seed ^ 7), (long) size.partitions());
    this.ordinaryMib = size.readMib() * (1 - plan.hotShare) / size.partitions();
  }

  /** The row groups whose middle is in a piece of a file belong to it; the others read a footer. */
  private double rowGroupsOf(int index) {
    int pieces = size.partitions() / plan.files;
    double file = size.readMib() / plan.files;
    double groups = Math.max(1, Math.round(file / plan.rowGroupMib));
    double mib = FOOTER_MIB;
    for (int group = 0; group < groups; group++) {
      boolean here = (int) ((group + 0.5) / groups * pieces) == index % pieces;
      mib += here ? file / groups : 0;
    }
    return mib;
  }

  long seed() {
    return seed;
  }

  boolean hasPending() {
    return !closed && (next < end || !again.isEmpty());
  }

  int pending() {
    return closed ? 0 : end - next + again.size();
  }

  int poll() {
    return next < end ? next++ : again.poll();
  }

  /** Adds a task to be retried. */
  void retry(int index) {
    again.add(index);
    if (attempts.isEmpty()) {
      attempts = new HashMap<>();
    }
    attempts.merge(index, 1, Integer::sum);
  }

  /** Partitions not computed when the attempt ended. */
  List<Integer> missing() {
    List<Integer> missing = new ArrayList<>(again);
    while (next < end) {
      missing.add(next++);
    }
    missing.removeIf(done::get);
    missing.sort(null);
    return missing.stream().distinct().toList();
  }

  /** Counts a failure and returns the number of failures of the task. */
  int failedAgain(int index) {
    if (failures.isEmpty()) {
      failures = new HashMap<>();
    }
    return failures.merge(index, 1, Integer::sum);
  }

  /** Number of a task's next attempt, from 0. */
  int attemptOf(int index) {
    return attempts.getOrDefault(index, 0);
  }

  /** Whether a task throws in every attempt. */
  boolean alwaysThrows(int index) {
    return plan.alwaysThrows != null && index == size.partitions() / 2;
  }

  /** Bytes that a task reads, the same in every attempt. */
  double mibOf(int index) {
    if (plan.rowGroupMib > 0) {
      return rowGroupsOf(index);
    }
    double mib = ordinaryMib;
    if (plan.sizeSigma > 0) {
      mib *= Math.exp(plan.sizeSigma * Dice.normalAt(seed, index));
    }
    return index == hotIndex ? mib + plan.hotShare * size.readMib() : mib;
  }
}
