package io.attune.advisor.rules.executors;

import io.attune.advisor.application.DriverGap;
import io.attune.advisor.application.DriverTime;
import io.attune.advisor.application.Environment;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.FileListing;
import io.attune.advisor.rules.explain.GrowingLineage;
import io.attune.advisor.rules.explain.WriteCommits;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Time between the first job and the last in which no stage runs: the executors wait for the
 * driver. No setting makes the driver's own code faster; the longest gaps are named.
 */
public final class DriverBoundRule implements Rule {
  static final String ID = "driver-bound";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean judgesWholeRun() {
    return true;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    DriverTime time = context.run().application().driverTime();
    return someoneElseWaited(context)
        .or(() -> objection(context, time))
        .<Verdict>map(Verdict.Silent::new)
        .orElseGet(() -> new Verdict.Advises(List.of(advice(context, time))));
  }

  /** Why the time without a stage does not matter; empty when it does. */
  private static Optional<String> objection(RuleContext context, DriverTime time) {
    RuleTable table = context.table();
    double share = time.idleShareOfSpan();
    if (share < table.number("driver-bound.idle-share")) {
      return Optional.of("no stage ran in " + Amounts.percent(share) + " of the time");
    } else if (time.idleInSpanMs() < table.number("driver-bound.min-idle-ms")) {
      return Optional.of(
          "no stage ran for " + Amounts.duration(time.idleInSpanMs()) + ", too short to matter");
    }
    long slots = idleSlots(context, time);
    return slots * time.idleInSpanMs() >= table.number("driver-bound.min-idle-slot-ms")
        ? Optional.empty()
        : Optional.of(
            Amounts.counted(slots, "slot")
                + " stood idle for "
                + Amounts.duration(time.idleInSpanMs())
                + ", too few to matter");
  }

  /**
   * Slots that were there in the longest gaps, on average: idle executors may have been given back.
   */
  private static long idleSlots(RuleContext context, DriverTime time) {
    RunFacts.Cluster cluster = context.facts().cluster();
    long gaps = time.longestInSpan().stream().mapToLong(DriverGap::durationMs).sum();
    if (!cluster.dynamic() || gaps == 0) {
      return cluster.slots();
    }
    double slotMs = 0;
    for (ExecutorState executor : context.run().application().executors()) {
      for (DriverGap gap : time.longestInSpan()) {
        slotMs +=
            (double) thereMs(executor, gap) * executor.cores() / context.settings().taskCpus();
      }
    }
    return Math.min(cluster.slots(), Math.round(slotMs / gaps));
  }

  private static long thereMs(ExecutorState executor, DriverGap gap) {
    long from = gap.time().start().toEpochMilli();
    long to = gap.time().end().toEpochMilli();
    long came = executor.added().map(Instant::toEpochMilli).orElse(from);
    long went = executor.removed().map(Instant::toEpochMilli).orElse(to);
    return Math.max(0, Math.min(to, went) - Math.max(from, came));
  }

  private static Advice advice(RuleContext context, DriverTime time) {
    RuleTable table = context.table();
    double share = time.idleShareOfSpan();
    double idleSlotMs = (double) idleSlots(context, time) * time.idleInSpanMs();
    boolean high = share >= table.number("driver-bound.high-idle-share");
    Advice.Builder advice =
        Advice.withoutSetting(Category.EXECUTORS)
            .severity(high ? Severity.HIGH : Severity.MODERATE)
            .tasks(context.facts().tasksSucceeded())
            .weightMs(time.idleInSpanMs())
            .evidence(
                "idleInSpanMs", "share", share, table.number("driver-bound.idle-share"), "share")
            .evidence(
                "idleInSpanMs",
                "sum",
                time.idleInSpanMs(),
                table.number("driver-bound.min-idle-ms"),
                "ms")
            .context("spanMs", "value", time.spanMs(), "ms")
            .context("idleSlotSeconds", "sum", idleSlotMs / 1000.0, "count")
            .timeSavingAtMost(time.idleInSpanMs());
    time.longestInSpan().stream()
        .limit(table.whole("driver-bound.gaps-named"))
        .forEach(gap -> advice.context("driverGapMs", "value", gap.durationMs(), "ms"));
    return advice
        .summary(summary(context, time))
        .doubt(
            "A gap can also be waiting for something outside, such as a metastore, a lock or"
                + " a user at a notebook, which no code change here would shorten.")
        .build();
  }

  private static String summary(RuleContext context, DriverTime time) {
    Optional<DriverGap> longest = time.longestInSpan().stream().findFirst();
    return Amounts.duration(time.idleInSpanMs())
        + " of "
        + Amounts.duration(time.spanMs())
        + " ("
        + Amounts.percent(time.idleShareOfSpan())
        + ") went by with no stage running while "
        + Amounts.counted(idleSlots(context, time), "slot")
        + " stood idle"
        + longest.map(DriverBoundRule::describe).orElse("")
        + (context.facts().cluster().dynamic() || context.facts().cluster().isLocal()
            ? ": move the driver's work into tasks."
            : ": move the driver's work into tasks, or run on fewer executors.");
  }

  /** Who kept the executors waiting, where it was not the driver's own work. */
  private static Optional<String> someoneElseWaited(RuleContext context) {
    if (context.facts().isInteractive()) {
      return Optional.of("a person typed between the jobs");
    } else if (context.run().application().environment().use() == Environment.Use.SERVER) {
      return Optional.of("between the jobs a server waits for the queries of others");
    } else if (context.facts().isStreaming()) {
      return Optional.of("between its batches a stream waits for its trigger");
    } else if (context.facts().cluster().isLocal() && !DatabricksSizing.isDatabricks(context)) {
      return Optional.of("in local mode no executors wait for the driver");
    }
    return explained(context);
  }

  /** What another rule knows most of the time to have gone into. */
  private static Optional<String> explained(RuleContext context) {
    RuleTable table = context.table();
    long idle = context.run().application().driverTime().idleInSpanMs();
    double most = Math.max(1, table.number("driver-bound.committing-share") * idle);
    if (WriteCommits.of(context.run().application()).committingMs() >= most) {
      return Optional.of(
          "most of the time without a stage went into the commit of writes, which write-commit"
              + " judges");
    }
    long listing = FileListing.of(context.run().application()).driverMs();
    if (listing >= Math.max(most, table.number("file-listing.min-listing-ms"))) {
      return Optional.of(
          "most of the time without a stage went into finding the files to read, which file-listing"
              + " judges");
    }
    return GrowingLineage.costly(context).stream().anyMatch(loop -> loop.addedDriverMs() >= most)
        ? Optional.of(
            "most of the time without a stage went into planning the rounds of a loop, which"
                + " growing-lineage judges")
        : Optional.empty();
  }

  private static String describe(DriverGap gap) {
    String before = gap.jobBefore().map(DriverBoundRule::name).orElse("the start");
    String after = gap.jobAfter().map(DriverBoundRule::name).orElse("the end");
    return ", longest for "
        + Amounts.duration(gap.durationMs())
        + " between "
        + before
        + " and "
        + (after.equals(before) ? "its own next stage" : after);
  }

  private static String name(JobDescriptor job) {
    return "job " + job.jobId() + (job.callSite().isEmpty() ? "" : " (" + job.callSite() + ")");
  }
}
