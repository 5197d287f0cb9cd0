package io.attune.advisor.compare;

import io.attune.schemas.StageStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What differs of one stage in two runs, a clause each, what differs by the largest factor first.
 */
final class StageDifferences {
  private static final int MOST = 4;

  private StageDifferences() {}

  private record NotableDifference(double factor, String clause) {}

  static List<String> of(WallShares.Share before, WallShares.Share after) {
    List<NotableDifference> found = new ArrayList<>();
    add(found, before, after, StageStatistics::getInputBytes, "input", Differences::bytes);
    add(
        found,
        before,
        after,
        StageStatistics::getShuffleReadBytes,
        "shuffle read",
        Differences::bytes);
    add(
        found,
        before,
        after,
        StageStatistics::getShuffleWriteBytes,
        "shuffle written",
        Differences::bytes);
    add(
        found,
        before,
        after,
        StageStatistics::getMemoryBytesSpilled,
        "spilled",
        Differences::bytes);
    add(found, before, after, StageStatistics::getNumTasks, "tasks", Differences::count);
    add(found, before, after, StageStatistics::getTasksFailed, "failed tasks", Differences::count);
    add(
        found,
        before,
        after,
        StageStatistics::getExecutorRunTimeMs,
        "task time",
        Differences::duration);
    add(found, before, after, StageStatistics::getJvmGcTimeMs, "GC time", Differences::duration);
    add(found, before, after, StageDifferences::longestMs, "longest task", Differences::duration);
    if (before.attempts().size() != after.attempts().size()) {
      found.add(
          new NotableDifference(
              Double.MAX_VALUE,
              "attempts " + after.attempts().size() + " instead of " + before.attempts().size()));
    }
    found.sort(Comparator.comparingDouble(one -> -one.factor()));
    return found.stream().limit(MOST).map(NotableDifference::clause).toList();
  }

  private static double longestMs(StageStatistics stage) {
    return stage.getTaskDurationMs() == null ? 0 : stage.getTaskDurationMs().getMax();
  }

  /** Says two amounts in a clause, where they differ. */
  private interface Clause {
    Optional<String> of(String what, double before, double after);
  }

  private static void add(
      List<NotableDifference> found,
      WallShares.Share before,
      WallShares.Share after,
      ToDoubleFunction<StageStatistics> amount,
      String what,
      Clause clause) {
    double was = before.attempts().stream().mapToDouble(amount).sum();
    double is = after.attempts().stream().mapToDouble(amount).sum();
    clause
        .of(what, was, is)
        .ifPresent(text -> found.add(new NotableDifference(Differences.factor(was, is), text)));
  }
}
