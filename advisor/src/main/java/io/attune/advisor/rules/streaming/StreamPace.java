package io.attune.advisor.rules.streaming;

import io.attune.advisor.application.StreamingBatch;
import io.attune.advisor.application.StreamingBatch.Durations;
import io.attune.advisor.application.StreamingQueryState;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Whether a streaming query keeps up: what its newest batches say together, without those at its
 * start, which compile code and work off what had gathered.
 */
final class StreamPace {
  private final StreamingQueryState query;
  private final RuleTable table;
  private final List<StreamingBatch> batches;

  private StreamPace(StreamingQueryState query, RuleTable table, List<StreamingBatch> batches) {
    this.query = query;
    this.table = table;
    this.batches = batches;
  }

  /** The queries of an application of which enough batches are known, by id. */
  static List<StreamPace> of(RuleContext context) {
    return context.run().application().streamingQueries().stream()
        .flatMap(query -> of(query, context.table()).stream())
        .toList();
  }

  static Optional<StreamPace> of(StreamingQueryState query, RuleTable table) {
    List<StreamingBatch> recent = query.recent();
    int skipped =
        query.batches() > StreamingQueryState.RECENT
            ? 0
            : (int) table.whole("streaming.warm-up-batches");
    return recent.size() - skipped < table.whole("streaming.min-batches")
        ? Optional.empty()
        : Optional.of(new StreamPace(query, table, recent.subList(skipped, recent.size())));
  }

  StreamingQueryState query() {
    return query;
  }

  /** How the query is named in a sentence. */
  String label() {
    return "query "
        + (query.name().isEmpty()
            ? query.queryId().substring(0, Math.min(8, query.queryId().length()))
            : query.name());
  }

  int size() {
    return batches.size();
  }

  StreamingBatch newest() {
    return batches.get(batches.size() - 1);
  }

  /** From the first trigger to the end of the last batch, milliseconds. */
  long spanMs() {
    return Math.max(
        1, newest().triggerMs() + newest().durations().totalMs() - batches.get(0).triggerMs());
  }

  /** Share of the time in which a batch ran, 0 to 1. */
  double busyShare() {
    return Math.min(1, (double) sum(batches, b -> b.durations().totalMs()) / spanMs());
  }

  /** Whether a batch begins as soon as the one before has ended. */
  boolean isBackToBack() {
    return busyShare() >= table.number("streaming.back-to-back-share");
  }

  double medianMs() {
    return median(batches, b -> b.durations().totalMs());
  }

  double medianRows() {
    return median(batches, StreamingBatch::inputRows);
  }

  /** Time from one trigger to the next, milliseconds. */
  double medianPeriodMs() {
    long[] periods = new long[batches.size() - 1];
    for (int i = 0; i < periods.length; i++) {
      periods[i] = batches.get(i + 1).triggerMs() - batches.get(i).triggerMs();
    }
    return median(periods);
  }

  /** Share of the time of all batches that a part of them took. */
  double share(ToLongFunction<Durations> part) {
    return (double) sum(batches, b -> part.applyAsLong(b.durations()))
        / Math.max(1, sum(batches, b -> b.durations().totalMs()));
  }

  /** Share of the time of all batches in which no row was worked on. */
  double overheadShare() {
    return share(StreamPace::overheadMs);
  }

  double medianOverheadMs() {
    return median(batches, b -> overheadMs(b.durations()));
  }

  private static long overheadMs(Durations durations) {
    return durations.listingMs() + durations.planningMs() + durations.commitMs();
  }

  /** Rows processed in a second of a batch. */
  double processedPerSecond() {
    return 1000.0
        * sum(batches, StreamingBatch::inputRows)
        / Math.max(1, sum(batches, b -> b.durations().totalMs()));
  }

  /** Rows that came in a second: those that were read, and those that more are left. */
  double inputPerSecond() {
    StreamingBatch first = batches.get(0);
    long rows = sum(batches.subList(1, batches.size()), StreamingBatch::inputRows);
    long left = newest().backlogRows().orElse(0) - first.backlogRows().orElse(0);
    return 1000.0
        * Math.max(0, rows + left)
        / Math.max(1, newest().triggerMs() - first.triggerMs());
  }

  /** Whether what comes in is more than it gets done, batch after batch. */
  boolean isFallingBehind() {
    return isBackToBack() && (backlogGrows() || batchesGrow());
  }

  /** A source that may give only so many rows a batch keeps the others back. */
  private boolean backlogGrows() {
    if (batches.stream().anyMatch(batch -> batch.backlogRows().isEmpty())) {
      return false;
    }
    double before = median(firstThird(), b -> b.backlogRows().orElse(0));
    double now = median(lastThird(), b -> b.backlogRows().orElse(0));
    return now >= table.number("stream-behind.backlog-batches") * medianRows()
        && now >= table.number("stream-behind.backlog-growth") * before;
  }

  /** Without a limit a batch takes all that came during the one before, and lasts the longer. */
  private boolean batchesGrow() {
    double growth = table.number("stream-behind.batch-growth");
    double rows = median(firstThird(), StreamingBatch::inputRows);
    double ms = median(firstThird(), b -> b.durations().totalMs());
    return rows > 0
        && median(middleThird(), StreamingBatch::inputRows) > rows
        && median(lastThird(), StreamingBatch::inputRows) >= growth * rows
        && median(lastThird(), b -> b.durations().totalMs()) >= growth * ms;
  }

  private List<StreamingBatch> firstThird() {
    return batches.subList(0, batches.size() / 3);
  }

  private List<StreamingBatch> middleThird() {
    return batches.subList(batches.size() / 3, batches.size() - batches.size() / 3);
  }

  private List<StreamingBatch> lastThird() {
    return batches.subList(batches.size() - batches.size() / 3, batches.size());
  }

  /** The part that takes most of the time outside of the work, and what makes it shorter. */
  String overheadInWords() {
    double listing = share(Durations::listingMs);
    double planning = share(Durations::planningMs);
    double commit = share(Durations::commitMs);
    if (listing >= planning && listing >= commit) {
      return Amounts.percent(listing)
          + " goes into finding what is new: fewer and larger files at the source, and cleanSource,"
          + " which moves what was read out of the listing";
    } else if (commit >= planning) {
      return Amounts.percent(commit)
          + " goes into writing offsets and commits: a checkpointLocation on faster storage, or"
          + " asynchronous progress tracking (asyncProgressTrackingEnabled, from Spark 3.4, for"
          + " queries without state that write to Kafka)";
    }
    return Amounts.percent(planning)
        + " goes into planning: fewer files a batch (maxFilesPerTrigger), a simpler plan";
  }

  private static long sum(List<StreamingBatch> some, ToLongFunction<StreamingBatch> value) {
    return some.stream().mapToLong(value).sum();
  }

  private static double median(List<StreamingBatch> some, ToLongFunction<StreamingBatch> value) {
    return median(some.stream().mapToLong(value).toArray());
  }

  private static double median(long[] values) {
    if (values.length == 0) {
      return 0;
    }
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1
        ? values[middle]
        : (values[middle - 1] + (double) values[middle]) / 2;
  }

  /** Words for those of several queries that are not named. */
  static String others(int more) {
    return more == 0
        ? ""
        : " "
            + Amounts.counted(more, "more query").replace("querys", "queries")
            + " of the application "
            + (more == 1 ? "does" : "do")
            + " the same.";
  }
}
