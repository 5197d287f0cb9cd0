package io.attune.advisor.rules.explain;

import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What has to be mended before the size of a cluster is worth a thought: the run will be another.
 */
public final class ComesFirst {
  private ComesFirst() {}

  /**
   * What holds up a good part of the run, in a sentence without its full stop; empty if nothing.
   */
  public static Optional<String> of(RuleContext context) {
    return HeldUp.of(context).stream()
        .findFirst()
        .map(held -> tasks(held.stage()))
        .or(
            () ->
                UnevenRead.costly(context).stream()
                    .findFirst()
                    .map(
                        read ->
                            read.stage().label()
                                + " waits for one of its tasks, which reads or makes far more"
                                + " than the others: that comes first"))
        .or(() -> shuffle(context))
        .or(() -> explosion(context))
        .or(() -> work(context));
  }

  private static String tasks(StageFacts stage) {
    return stage.label()
        + " holds the run up in "
        + Amounts.counted(stage.numTasks(), "task")
        + " for "
        + Amounts.duration(stage.wallMs())
        + ": that comes first";
  }

  /** A shuffle of an RDD in so few tasks that no size of the cluster changes how long they take. */
  private static Optional<String> shuffle(RuleContext context) {
    RuleTable table = context.table();
    double most =
        table.number("partitions.target-bytes") * table.number("partitions.band-down-divisor");
    long slots = context.facts().cluster().slots();
    return context.facts().stages().stream()
        .filter(stage -> stage.isFirstAttempt() && !stage.isSql())
        .filter(stage -> stage.numTasks() <= table.number("few-tasks.max-slot-share") * slots)
        .filter(stage -> stage.numTasks() > 0 && stage.shuffleReadBytes() > most * stage.numTasks())
        .filter(
            stage ->
                stage.wallMs()
                    >= table.number("few-tasks.high-lost-share") * context.facts().spanMs())
        .findFirst()
        .map(ComesFirst::tasks);
  }

  private static Optional<String> explosion(RuleContext context) {
    return RowExplosion.costly(context).stream().findFirst().map(one -> tasks(one.stage()));
  }

  private static Optional<String> work(RuleContext context) {
    double join = share(context, "join-without-equality.high-share");
    double sort = share(context, "range-sort.high-share");
    double loop = share(context, "growing-lineage.high-share");
    return Stream.of(
            UnequalJoin.costly(context).stream()
                .filter(one -> one.wallMs() >= join)
                .map(one -> "a join without an equality holds the run up: that comes first"),
            RangeSampling.costly(context).stream()
                .filter(one -> one.repeatedWallMs() >= sort)
                .map(one -> "a sort computes its rows twice: that comes first"),
            GrowingLineage.costly(context).stream()
                .filter(one -> one.lostMs(context) >= loop)
                .map(one -> "a loop does its work again in each round: that comes first"))
        .flatMap(sentences -> sentences)
        .findFirst();
  }

  private static double share(RuleContext context, String number) {
    return context.table().number(number) * context.facts().spanMs();
  }
}
