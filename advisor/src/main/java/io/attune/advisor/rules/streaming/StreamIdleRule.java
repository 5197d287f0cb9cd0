package io.attune.advisor.rules.streaming;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * An application that only runs streaming queries which keep up and hardly ever work: the cluster
 * is paid for all the same.
 */
public final class StreamIdleRule implements Rule {
  static final String ID = "stream-idle";

  @Override
  public String id() {
    return ID;
  }

  /** The state of the application holds all of its queries; a unit's has none. */
  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    List<StreamPace> queries =
        StreamPace.of(context).stream()
            .sorted(Comparator.comparingDouble(StreamPace::busyShare).reversed())
            .toList();
    if (queries.isEmpty()
        || queries.size() < context.run().application().streamingQueries().size()) {
      return Verdict.silent("too few batches of streaming queries are known");
    } else if (facts.cluster().isLocal()) {
      return Verdict.silent("local mode has no cluster that idles");
    }
    StreamPace busiest = queries.get(0);
    if (busiest.spanMs() < table.number("stream-idle.min-ms")) {
      return Verdict.silent("the streaming queries have not run for long enough");
    }
    double busy = queries.stream().mapToDouble(StreamPace::busyShare).sum();
    double worked =
        facts.taskTimeMs()
            / (double)
                Math.max(1, facts.cluster().slots() * Math.max(busiest.spanMs(), facts.spanMs()));
    double most = table.number("stream-idle.busy-share");
    return busy > most || worked > most
        ? Verdict.silent(
            "the streaming queries work " + Amounts.percent(Math.min(1, busy)) + " of the time")
        : new Verdict.Advises(List.of(advice(context, busiest, busy, worked)));
  }

  private static Advice advice(
      RuleContext context, StreamPace busiest, double busy, double worked) {
    RunFacts.Cluster cluster = context.facts().cluster();
    boolean several = cluster.executors() > 1;
    return Advice.withoutSetting(Category.COST)
        .severity(several ? Severity.MODERATE : Severity.LOW)
        .weightMs(busiest.spanMs())
        .tasks(context.facts().tasksSucceeded())
        .evidence(
            "streamBusy", "share", busy, context.table().number("stream-idle.busy-share"), "share")
        .context("slotsUsed", "share", worked, "share")
        .context("triggerIntervalMs", "p50", busiest.medianPeriodMs(), "ms")
        .summary(
            "Run "
                + busiest.label()
                + " as a scheduled job that ends when it has read what is there"
                + " (Trigger.AvailableNow)"
                + (several ? ", or on one executor" : ", or share its cluster with other work")
                + ": a batch of "
                + Amounts.duration(busiest.medianMs())
                + " every "
                + Amounts.duration(busiest.medianPeriodMs())
                + " works "
                + Amounts.percent(busy)
                + " of the time, and tasks use "
                + Amounts.percent(worked)
                + " of "
                + Amounts.counted(cluster.slots(), "slot")
                + ".")
        .doubt(
            "A scheduled run starts a cluster each time and its rows wait for it: that pays where"
                + " they may be some minutes old, and where the quiet is not only of the hours that"
                + " were seen.")
        .build();
  }
}
