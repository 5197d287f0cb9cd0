package io.attune.advisor.rules.streaming;

import io.attune.advisor.application.StreamingBatch;
import io.attune.advisor.application.StreamingQueryState;
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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * State that grows as long as the query runs, because nothing removes a row: without a watermark
 * Spark has to keep all of it, and a watermark that stands still is none.
 */
public final class StateGrowthRule implements Rule {
  static final String ID = "state-growth";

  /**
   * Growth of the state of a query.
   *
   * @param query the query
   * @param newest its newest batch
   * @param rowsPerHour rows by which it grew lately
   * @param bytesPerHour bytes by which it grew over all that is known
   */
  private record Growth(
      StreamPace query, StreamingBatch newest, double rowsPerHour, double bytesPerHour) {
    StreamingBatch.State state() {
      return newest.state().get(0);
    }
  }

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
    List<Growth> growing =
        StreamPace.of(context).stream()
            .flatMap(pace -> growth(context, pace).stream())
            .sorted(Comparator.comparingLong((Growth g) -> g.state().memoryBytes()).reversed())
            .toList();
    return growing.isEmpty()
        ? Verdict.silent("no streaming query has state that grows and is never removed")
        : new Verdict.Advises(List.of(advice(context, growing)));
  }

  /** Whether the state of a query grows without end. */
  static boolean grows(RuleContext context, StreamPace pace) {
    return growth(context, pace).isPresent();
  }

  private static Optional<Growth> growth(RuleContext context, StreamPace pace) {
    RuleTable table = context.table();
    List<StreamingBatch> all =
        pace.query().overall().stream().filter(batch -> !batch.state().isEmpty()).toList();
    if (all.size() < table.whole("state-growth.min-periods") || isRemovedFrom(pace.query())) {
      return Optional.empty();
    }
    StreamingBatch first = all.get(0);
    StreamingBatch last = all.get(all.size() - 1);
    StreamingBatch middle = middle(all, (first.triggerMs() + last.triggerMs()) / 2);
    double early = perMs(first, middle);
    double late = perMs(middle, last);
    boolean grows =
        rows(last) >= table.number("state-growth.min-rows")
            && last.triggerMs() - first.triggerMs() >= table.number("state-growth.min-ms")
            && early > 0
            && late >= table.number("state-growth.late-share") * early;
    double bytes = last.state().get(0).memoryBytes() - first.state().get(0).memoryBytes();
    double hours = (last.triggerMs() - first.triggerMs()) / 3_600_000.0;
    return grows
        ? Optional.of(new Growth(pace, last, late * 3_600_000, bytes / hours))
        : Optional.empty();
  }

  /** A watermark that moves removes what it passes, sooner or later. */
  private static boolean isRemovedFrom(StreamingQueryState query) {
    List<StreamingBatch> recent = query.recent();
    boolean removes =
        recent.stream()
            .flatMap(batch -> batch.state().stream())
            .anyMatch(state -> state.removed().orElse(0) > 0);
    long watermarks = recent.stream().mapToLong(b -> b.watermarkMs().orElse(0)).distinct().count();
    return removes || watermarks > 2;
  }

  private static StreamingBatch middle(List<StreamingBatch> all, long time) {
    return all.stream()
        .min(Comparator.comparingLong(batch -> Math.abs(batch.triggerMs() - time)))
        .orElseThrow();
  }

  private static double perMs(StreamingBatch from, StreamingBatch to) {
    return (double) (rows(to) - rows(from)) / Math.max(1, to.triggerMs() - from.triggerMs());
  }

  private static long rows(StreamingBatch batch) {
    return batch.state().get(0).rows();
  }

  private static Advice advice(RuleContext context, List<Growth> growing) {
    RuleTable table = context.table();
    Growth worst = growing.get(0);
    double hours = hoursLeft(context, worst);
    boolean soon = hours <= table.number("state-growth.high-hours");
    return Advice.withoutSetting(Category.CODE)
        .severity(soon ? Severity.HIGH : Severity.MODERATE)
        .weightMs(worst.query().spanMs())
        .tasks(context.facts().tasksSucceeded())
        .evidence(
            "stateRows",
            "newest",
            worst.state().rows(),
            table.number("state-growth.min-rows"),
            "count")
        .context("stateRowsPerHour", "mean", worst.rowsPerHour(), "count")
        .context("stateMemoryBytes", "newest", worst.state().memoryBytes(), "bytes")
        .summary(
            watermark(worst)
                + ": the state of "
                + worst.query().label()
                + " holds "
                + Amounts.count(worst.state().rows())
                + " rows ("
                + Amounts.bytes(worst.state().memoryBytes())
                + "), gains "
                + Amounts.count(Math.round(worst.rowsPerHour()))
                + " an hour, and no batch removes one"
                + (soon ? "; " + untilFull(context, hours) : "")
                + "."
                + StreamPace.others(growing.size() - 1))
        .doubt(
            "If there is a last key, as of a fixed list of customers, the state ends there; and a"
                + " query with a watermark counts no row that comes later than that.")
        .build();
  }

  private static String untilFull(RuleContext context, double hours) {
    String share = Amounts.percent(context.table().number("state-memory.heap-share"));
    return hours == 0
        ? "it takes more than " + share + " of the heaps already"
        : "at this pace it takes "
            + share
            + " of the heaps in "
            + Amounts.duration(hours * 3_600_000);
  }

  private static String watermark(Growth growth) {
    return growth.newest().watermarkMs().isPresent()
        ? "Find out why the watermark stands at "
            + Instant.ofEpochMilli(growth.newest().watermarkMs().getAsLong())
            + " (a source or partition without rows holds it back, or its column is no key of the"
            + " state)"
        : "Set a watermark (withWatermark), with its column among the keys or a window"
            + " (dropDuplicatesWithinWatermark from Spark 3.5)";
  }

  /** Hours until the state takes as much of the heaps as it may; very many when it never does. */
  private static double hoursLeft(RuleContext context, Growth growth) {
    RunFacts.Cluster cluster = context.facts().cluster();
    double room =
        context.table().number("state-memory.heap-share")
            * Math.max(1, cluster.executors())
            * cluster.heapBytes();
    double left = Math.max(0, room - growth.state().memoryBytes());
    return growth.bytesPerHour() <= 0 || cluster.heapBytes() == 0
        ? Double.MAX_VALUE
        : left / growth.bytesPerHour();
  }
}
