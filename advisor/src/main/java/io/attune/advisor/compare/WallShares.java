package io.attune.advisor.compare;

import io.attune.advisor.application.Run;
import io.attune.advisor.application.StageStatisticsView;
import io.attune.advisor.application.TimeSpan;
import io.attune.schemas.StageStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The time of a run, dealt out: each millisecond from the start of the first job to the end of the
 * last belongs in equal parts to the stages that ran in it, or to nobody when none did. So the
 * parts add up to the time, exactly, and so do the differences of two runs.
 *
 * @param stages by their name and which one of that name it is, in the order in which they started
 * @param spanMs first job start to last job end, milliseconds
 * @param idleMs of that, time in which no stage ran: the driver worked, or nothing did
 */
record WallShares(Map<NamedStage, Share> stages, double spanMs, double idleMs) {

  /**
   * What names a stage in two runs, whose stage ids may differ.
   *
   * @param name as Spark names it: call site and all
   * @param occurrence which one of that name, from 1
   */
  record NamedStage(String name, int occurrence) {}

  /**
   * A stage, with the attempts that it took.
   *
   * @param wallMs its part of the time of the run
   * @param attempts statistics of its attempts
   */
  record Share(double wallMs, List<StageStatistics> attempts) {
    int stageId() {
      return attempts.get(0).getStageId();
    }
  }

  /** An interval in which a stage attempt ran. */
  private record Running(int stageId, long from, long to) {}

  static WallShares of(Run run) {
    Optional<TimeSpan> span = run.application().span();
    long start = span.map(each -> each.start().toEpochMilli()).orElse(0L);
    long end = start + span.map(TimeSpan::durationMs).orElse(0L);
    Map<Integer, List<StageStatistics>> byStage = new LinkedHashMap<>();
    List<Running> running = new ArrayList<>();
    List<StageStatistics> attempts =
        new ArrayList<>(
            run.stages().stream().map(stage -> StageStatisticsView.of(run, stage)).toList());
    attempts.sort((a, b) -> Long.compare(begin(a, end), begin(b, end)));
    for (StageStatistics attempt : attempts) {
      byStage.computeIfAbsent(attempt.getStageId(), id -> new ArrayList<>()).add(attempt);
      long from = Math.max(start, begin(attempt, end));
      Instant completion = attempt.getCompletionTime();
      long to = Math.min(end, completion == null ? end : completion.toEpochMilli());
      if (from < to) {
        running.add(new Running(attempt.getStageId(), from, to));
      }
    }
    Map<Integer, Double> walls = new LinkedHashMap<>();
    double idle = deal(running, start, end, walls);
    return new WallShares(named(byStage, walls), end - start, idle);
  }

  /** A stage whose start is not known is not dealt any time. */
  private static long begin(StageStatistics attempt, long otherwise) {
    Instant submission = attempt.getSubmissionTime();
    return submission == null ? otherwise : submission.toEpochMilli();
  }

  /** Deals the time out and returns what is left over. */
  private static double deal(
      List<Running> running, long start, long end, Map<Integer, Double> walls) {
    TreeSet<Long> borders = new TreeSet<>(List.of(start, end));
    running.forEach(each -> borders.addAll(List.of(each.from(), each.to())));
    double idle = 0;
    long from = start;
    for (long to : borders.tailSet(start, false)) {
      long at = from;
      List<Running> here =
          running.stream().filter(each -> each.from() <= at && at < each.to()).toList();
      if (here.isEmpty()) {
        idle += to - from;
      }
      for (Running each : here) {
        walls.merge(each.stageId(), (double) (to - from) / here.size(), Double::sum);
      }
      from = to;
    }
    return idle;
  }

  private static Map<NamedStage, Share> named(
      Map<Integer, List<StageStatistics>> byStage, Map<Integer, Double> walls) {
    Map<String, Integer> seen = new LinkedHashMap<>();
    Map<NamedStage, Share> named = new LinkedHashMap<>();
    byStage.forEach(
        (id, attempts) -> {
          String given = attempts.get(0).getName();
          String name = given == null ? "stage" : given;
          int occurrence = seen.merge(name, 1, Integer::sum);
          named.put(
              new NamedStage(name, occurrence),
              new Share(walls.getOrDefault(id, 0.0), List.copyOf(attempts)));
        });
    return named;
  }
}
