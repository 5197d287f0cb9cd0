package io.attune.advisor.rules.code;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * Stages whose tasks mostly wait for shuffle blocks of others, although these are no more than a
 * network brings in a fraction of that time.
 */
public final class ShuffleWaitRule implements Rule {
  static final String ID = "shuffle-wait";
  private static final String SERVICE = "spark.shuffle.service.enabled";

  /** A stage with the time that its tasks waited. */
  private record Waiter(StageFacts stage, long waitMs, long runMs) {
    static Waiter of(StageFacts stage) {
      return new Waiter(
          stage,
          stage.sum(TaskMetric.SHUFFLE_FETCH_WAIT_TIME_MS),
          stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS));
    }

    long bytes() {
      return stage.shuffleReadBytes();
    }

    long blocks() {
      return Math.max(1, stage.sum(TaskMetric.SHUFFLE_BLOCKS_FETCHED));
    }

    boolean isSlow(RuleTable table) {
      return waitMs > 0
          && waitMs >= table.number("shuffle-wait.min-stage-share") * runMs
          && bytes() * 1000.0 / waitMs < table.number("shuffle-wait.most-bytes-per-second");
    }

    /** Wall time of the stage that went into waiting. */
    long wallMs() {
      return runMs == 0 ? 0 : (long) ((double) stage.wallMs() * Math.min(waitMs, runMs) / runMs);
    }
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    RuleTable table = context.table();
    List<Waiter> slow =
        context.facts().stages().stream()
            .map(Waiter::of)
            .filter(waiting -> waiting.isSlow(table))
            .sorted(
                Comparator.comparingLong(Waiter::waitMs)
                    .reversed()
                    .thenComparingInt(waiting -> waiting.stage().id()))
            .toList();
    long waited = slow.stream().mapToLong(Waiter::waitMs).sum();
    long wall = slow.stream().mapToLong(Waiter::wallMs).sum();
    if (waited < table.number("shuffle-wait.min-wait-ms")
        || !new Relevance(context).ofWallTime(wall)) {
      return Verdict.silent("no stage waited long for shuffle blocks that were few or small");
    }
    if (!context.facts().faults().isEmpty()
        || context.facts().failures(FailureCause.FETCH_FAILURE) > 0) {
      return Verdict.silent("executors were lost or fetches failed: that comes first");
    }
    if (context.facts().gcShare() >= table.number("gc-pressure.high-share")) {
      return Verdict.silent("the executors that serve the blocks were collecting garbage");
    }
    return new Verdict.Advises(List.of(advice(context, slow, waited, wall)));
  }

  private static Advice advice(RuleContext context, List<Waiter> slow, long waited, long wall) {
    RuleTable table = context.table();
    Waiter worst = slow.get(0);
    double block = (double) worst.bytes() / worst.blocks();
    boolean high = wall >= table.number("shuffle-wait.high-wall-share") * context.facts().spanMs();
    Advice.Builder advice =
        Advice.withoutSetting(Category.CODE)
            .severity(high ? Severity.HIGH : Severity.MODERATE)
            .stage(worst.stage().id())
            .sqlExecution(worst.stage().sqlExecutionId())
            .tasks(worst.stage().tasks())
            .weightMs(wall)
            .evidence(
                "shuffleFetchWaitTimeMs",
                "sum",
                waited,
                table.number("shuffle-wait.min-wait-ms"),
                "ms")
            .evidence(
                "shuffleBytesReadPerSecond",
                "value",
                worst.bytes() * 1000.0 / worst.waitMs(),
                table.number("shuffle-wait.most-bytes-per-second"),
                "bytes")
            .context("shuffleBlocksFetched", "sum", worst.blocks(), "count")
            .timeSavingAtMost(wall);
    slow.forEach(waiting -> advice.alsoStage(waiting.stage().id()));
    return advice
        .summary(
            Amounts.duration(waited)
                + " of task time went into waiting for shuffle blocks, "
                + Amounts.duration(worst.waitMs())
                + " of "
                + Amounts.duration(worst.runMs())
                + " in "
                + worst.stage().label()
                + " for "
                + Amounts.bytes(worst.bytes())
                + " in "
                + Amounts.counted(worst.blocks(), "block")
                + ": "
                + remedy(context, worst, block)
                + ".")
        .doubt(
            "Spark tells how long tasks waited, not for whom; one slow disk or network card of one"
                + " host is enough.")
        .build();
  }

  private static String remedy(RuleContext context, Waiter worst, double block) {
    RuleTable table = context.table();
    boolean service = context.settings().flag(SERVICE).orElse(false);
    if (block < table.number("shuffle-wait.small-block-bytes")
        && worst.blocks() >= table.number("shuffle-wait.many-blocks")) {
      return "each block has "
          + Amounts.bytes(block)
          + " only, and is a read of its own from a disk, so make fewer of them with fewer"
          + " partitions on both sides of the shuffle"
          + (service ? ", or let the service merge them (spark.shuffle.push.enabled)" : "");
    }
    return service
        ? "the external shuffle service of the hosts answers slowly, so look at its disks, heap and"
            + " threads there (spark.shuffle.io.serverThreads on its side), and whether other"
            + " applications use it at the same time"
        : "the executors that hold them answer slowly, so look at the disks (spark.local.dir) and"
            + " the network of their hosts";
  }
}
