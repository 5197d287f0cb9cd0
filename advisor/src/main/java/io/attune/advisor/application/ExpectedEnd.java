package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a stage that runs may end: an estimate from tasks that have ended, for those that have not.
 * Nothing is said where they tell nothing about them.
 *
 * @param stageId stage
 * @param stageAttempt attempt
 * @param tasksLeft tasks that have not succeeded yet; 0 where the number of tasks is not known
 * @param end when; empty where it cannot be known
 * @param doubt what the estimate rests on, or why there is none; a sentence without its point
 */
public record ExpectedEnd(
    int stageId, int stageAttempt, int tasksLeft, Optional<Range> end, String doubt) {
  /** Fewer ended tasks say nothing about the rest. */
  private static final int LEAST_TASKS = 3;

  /**
   * A time with its range.
   *
   * @param earliest when only those tasks that wait need the mean time, and those that run are over
   * @param expected tasks left × mean time ÷ slots from now, and at least one mean time
   * @param latest when all stages that run share the slots and the last task takes as long as the
   *     longest
   */
  public record Range(Instant earliest, Instant expected, Instant latest) {}

  /** Those of all stage attempts that run, by stage and attempt; none where the run has ended. */
  public static List<ExpectedEnd> of(Run run) {
    requireNonNull(run, "run is null");
    ApplicationState application = run.application();
    Optional<Instant> now = run.lastEventTime();
    if (application.ended() || now.isEmpty()) {
      return List.of();
    }
    Timeline timeline = new Timeline(application);
    long slots =
        application.executors().stream()
            .filter(executor -> executor.removed().isEmpty())
            .mapToLong(timeline::slots)
            .sum();
    List<Running> running = new ArrayList<>();
    for (StageDescriptor stage : application.stages()) {
      if (stage.submissionTime().isPresent() && stage.completionTime().isEmpty()) {
        running.add(new Running(stage, run.stage(stage).orElse(null)));
      }
    }
    return running.stream().map(one -> one.end(run, now.get(), slots, running)).toList();
  }

  private record Running(StageDescriptor stage, @Nullable StageState state) {
    int left() {
      int done = state == null ? 0 : state.distinctTasksSucceeded();
      return Math.max(0, stage.numTasks() - done);
    }

    double meanMs() {
      return state == null ? 0 : state.mean(TaskMetric.DURATION_MS);
    }

    ExpectedEnd end(Run run, Instant now, long slots, List<Running> all) {
      StageState ended = state;
      if (stage.numTasks() == 0) {
        return unknown("how many tasks it has is not known");
      }
      if (ended == null || ended.tasksSucceeded() < LEAST_TASKS) {
        return unknown("fewer than " + LEAST_TASKS + " of its tasks have ended");
      }
      if (slots == 0) {
        return unknown("no executor is there");
      }
      if (run.application().taskEventsLost() > 0) {
        return unknown("events of tasks were lost, so how many are left is not known");
      }
      if (left() == 0) {
        return unknown("all of its tasks have ended");
      }
      long longest = ended.max(TaskMetric.DURATION_MS);
      if (outlasts(run, now, longest, slots)) {
        return unknown("tasks of it run longer than any that has ended");
      }
      long sharing = all.stream().filter(one -> one.left() > 0).count();
      return known(now, slots, sharing, longest, all);
    }

    private ExpectedEnd known(
        Instant now, long slots, long sharing, long longest, List<Running> all) {
      double own = Math.max(1, Math.min(left(), (double) slots / sharing));
      double work = left() * meanMs();
      double everything = all.stream().mapToDouble(one -> one.left() * one.meanMs()).sum();
      long expected = Math.round(work / own);
      long earliest = Math.round(Math.max(0, left() - slots) * meanMs() / slots);
      long latest = Math.max(expected, Math.round(everything / slots)) + longest;
      String doubt =
          String.format(
              "if its %d tasks left take as long as those that have ended, %s on average, on %d"
                  + " slots%s",
              left(),
              seconds(meanMs()),
              slots,
              sharing > 1 ? ", which " + sharing + " stages share" : "");
      return new ExpectedEnd(
          stage.stageId(),
          stage.stageAttempt(),
          left(),
          Optional.of(
              new Range(
                  now.plusMillis(earliest), now.plusMillis(expected), now.plusMillis(latest))),
          doubt);
    }

    private static String seconds(double ms) {
      return ms < 1_000
          ? Math.round(ms) + " ms"
          : String.format(java.util.Locale.ROOT, "%.1f s", ms / 1_000);
    }

    /** Whether what runs is not like what has ended: a straggler, or a hot key. */
    private boolean outlasts(Run run, Instant now, long longestMs, long slots) {
      boolean told =
          run.application().runningTasks().stream()
              .filter(task -> task.getStageId() == stage.stageId())
              .filter(task -> task.getStageAttempt() == stage.stageAttempt())
              .anyMatch(task -> InProgress.elapsedMs(task) > longestMs);
      boolean nothingEnds =
          left() <= slots
              && requireNonNull(state, "state is null")
                  .lastFinish()
                  .map(last -> last.plusMillis(longestMs).isBefore(now))
                  .orElse(false);
      return told || nothingEnds;
    }

    private ExpectedEnd unknown(String why) {
      return new ExpectedEnd(stage.stageId(), stage.stageAttempt(), left(), Optional.empty(), why);
    }
  }
}
