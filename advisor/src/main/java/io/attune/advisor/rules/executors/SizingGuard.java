package io.attune.advisor.rules.executors;

import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.explain.ComesFirst;
import io.attune.advisor.rules.partitions.InputSkewRule;
import io.attune.advisor.rules.partitions.MergedPartitionsRule;
import io.attune.advisor.rules.reliability.StragglerRule;
import io.attune.advisor.rules.reliability.TaskFailuresRule;
import io.attune.advisor.sizing.RunForecast;
import java.util.List;
import java.util.Optional;

/** Whether a run can be the ground for another size of its cluster. */
final class SizingGuard {
  static final List<String> SHAPE =
      List.of(
          "spark.executor.cores", "spark.executor.instances", "spark.task.cpus", "spark.cores.max");

  private SizingGuard() {}

  /** Why other sizes of the cluster are not looked at; empty when they can be. */
  static Optional<String> objectionToSizes(RuleContext context) {
    return objection(context)
        .or(
            () ->
                context.sizing().isPresent()
                    ? Optional.empty()
                    : context.replayFailure().or(() -> Optional.of("no other size was replayed")));
  }

  /** Why the run as it was proves nothing; empty when it does. */
  static Optional<String> objection(RuleContext context) {
    return ofRun(context).or(() -> ofEarlierRules(context)).or(() -> ofReplay(context));
  }

  private static Optional<String> ofRun(RuleContext context) {
    RunFacts facts = context.facts();
    if (facts.cluster().isLocal()) {
      return Optional.of("local mode has no executors to size");
    } else if (!facts.ended()) {
      return Optional.of("a size is not judged before the run has ended");
    } else if (context.run().completeness()
        < context.table().number("sizing.min-completeness-share")) {
      return Optional.of("part of the tasks was not seen");
    } else if (!facts.faults().isEmpty() || facts.failedJobs() > 0) {
      return Optional.of("executors were lost or jobs failed: that comes first");
    }
    return Optional.empty();
  }

  private static Optional<String> ofEarlierRules(RuleContext context) {
    if (context.decided(StragglerRule.SPECULATION).isPresent()) {
      return Optional.of(
          "slow tasks hold up the run, and an earlier rule lets copies overtake them; the size is"
              + " judged on the next run");
    } else if (context.decided(LocalityWaitRule.WAIT).isPresent()) {
      return Optional.of(
          "tasks wait for a place near their data while slots are free; the size is judged on the"
              + " next run");
    } else if (context.decided(TaskFailuresRule.FETCH_RETRIES).isPresent()) {
      return Optional.of(
          "shuffle blocks could not be fetched, and stages ran again for it: that comes first");
    } else if (SHAPE.stream().anyMatch(property -> context.decided(property).isPresent())) {
      return Optional.of(
          "an earlier rule changes the executors; their size is judged on the next run");
    }
    if (context.decided(MergedPartitionsRule.MIN_SIZE).isPresent()) {
      return Optional.of(
          "adaptive execution merged partitions into too few tasks: that comes first");
    }
    Optional<String> first =
        ComesFirst.of(context).or(() -> InputSkewRule.heldUp(context).map(SizingGuard::rowGroups));
    if (first.isPresent()) {
      return first;
    }
    if (context.isUnreplayed()) {
      return Optional.of(
          "an earlier rule changes the run in a way that the replay cannot follow; the size is"
              + " judged on the next run");
    }
    return Optional.empty();
  }

  private static String rowGroups(StageFacts stage) {
    return stage.label() + " waits for the few of its tasks that have row groups: that comes first";
  }

  private static Optional<String> ofReplay(RuleContext context) {
    Optional<RunForecast> forecast = context.forecast();
    if (forecast.isEmpty()) {
      return Optional.of(
          context.replayFailure().orElse("too little is known of the run to replay it"));
    }
    double span = forecast.get().here().spanMs() * forecast.get().scale();
    return span < context.table().number("sizing.min-span-ms")
        ? Optional.of("the run is too short for its size to matter")
        : Optional.empty();
  }
}
