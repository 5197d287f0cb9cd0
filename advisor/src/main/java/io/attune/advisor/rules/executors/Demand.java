package io.attune.advisor.rules.executors;

import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.application.TimeSpan;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How many tasks a run had to do at once, over its time. */
final class Demand {
  private final RuleContext context;

  Demand(RuleContext context) {
    this.context = context;
  }

  private record DemandChange(long atMs, double change) {}

  private record Piece(double tasks, long forMs) {}

  /**
   * The tasks that were running, on average over each stage, in the tenth of the span in which
   * there were fewest: 0 when the driver worked alone for longer than that.
   */
  double p10() {
    Optional<TimeSpan> span = context.run().application().span();
    if (span.isEmpty() || span.get().durationMs() == 0) {
      return 0;
    }
    double left = 0.1 * span.get().durationMs();
    for (Piece piece : fewestTasksFirst(span.get())) {
      left -= piece.forMs();
      if (left < 0) {
        return piece.tasks();
      }
    }
    return 0;
  }

  /** The span, cut wherever a stage starts or ends. */
  private List<Piece> fewestTasksFirst(TimeSpan span) {
    long to = span.end().toEpochMilli();
    long at = span.start().toEpochMilli();
    double now = 0;
    List<Piece> pieces = new ArrayList<>();
    for (DemandChange step : steps()) {
      long until = Math.max(at, Math.min(to, step.atMs()));
      pieces.add(new Piece(Math.max(0, now), until - at));
      at = until;
      now += step.change();
    }
    pieces.add(new Piece(Math.max(0, now), Math.max(0, to - at)));
    pieces.sort(Comparator.comparingDouble(Piece::tasks));
    return pieces;
  }

  private List<DemandChange> steps() {
    List<DemandChange> steps = new ArrayList<>();
    for (StageFacts stage : context.facts().stages()) {
      if (stage.wallMs() > 0) {
        double tasks = (double) stage.taskTimeMs() / stage.wallMs();
        steps.add(
            new DemandChange(stage.state().firstLaunch().orElseThrow().toEpochMilli(), tasks));
        steps.add(
            new DemandChange(stage.state().lastFinish().orElseThrow().toEpochMilli(), -tasks));
      }
    }
    steps.sort(
        Comparator.comparingLong(DemandChange::atMs).thenComparingDouble(DemandChange::change));
    return steps;
  }

  /** Tasks of the first stage that ran; 1 when none is known. */
  int firstStageTasks() {
    return context.run().application().stages().stream()
        .filter(stage -> stage.submissionTime().isPresent() && stage.numTasks() > 0)
        .min(
            Comparator.comparing((StageDescriptor stage) -> stage.submissionTime().orElseThrow())
                .thenComparing(StageDescriptor::key))
        .map(StageDescriptor::numTasks)
        .orElse(1);
  }
}
