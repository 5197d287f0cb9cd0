package io.attune.server.api;

import io.attune.advisor.application.StreamingBatch;
import io.attune.advisor.application.StreamingQueryState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Streaming queries and their batches as JSON. */
final class StreamColumns {
  private static final int LEAST_GAPS = 2;

  private static final Columns<StreamingBatch> BATCH =
      new Columns<StreamingBatch>("A batch that has ended.")
          .count("batch", "Its number, over restarts.", StreamingBatch::batchId)
          .milliseconds(
              "triggerTime",
              "When its trigger fired. Milliseconds since the epoch.",
              StreamingBatch::triggerMs)
          .count("totalMs", "From the trigger to its end.", b -> b.durations().totalMs())
          .count("listingMs", "Of that, finding what is new.", b -> b.durations().listingMs())
          .count("planningMs", "Planning.", b -> b.durations().planningMs())
          .count("workMs", "Running it.", b -> b.durations().workMs())
          .count("commitMs", "Writing offsets and commits.", b -> b.durations().commitMs())
          .count("inputRows", "Rows read.", StreamingBatch::inputRows)
          .milliseconds(
              "backlogRows",
              "Rows that were there and were left; null where no source tells.",
              b -> b.backlogRows().isPresent() ? b.backlogRows().getAsLong() : null);

  /** A query. */
  static final Columns<StreamingQueryState> QUERY =
      new Columns<StreamingQueryState>("A streaming query.")
          .text("id", "Its id, which its checkpoint keeps.", StreamingQueryState::queryId)
          .text("name", "Its name; empty without one.", StreamingQueryState::name)
          .text("source", "What it reads; empty while unknown.", StreamingQueryState::source)
          .text("sink", "What it writes to; empty while unknown.", StreamingQueryState::sink)
          .flag("failed", "Whether it ended with an error.", StreamingQueryState::hasFailed)
          .count("batches", "Batches seen to end.", StreamingQueryState::batches)
          .milliseconds(
              "triggerMs",
              "Time from one trigger to the next, median of the newest batches; null before three"
                  + " of them.",
              query -> triggerMs(query).isPresent() ? triggerMs(query).getAsLong() : null)
          .list(
              "recent",
              "The newest batches, and of earlier ones one for each of equal periods of its life;"
                  + " the oldest first.",
              BATCH,
              StreamColumns::batches);

  private StreamColumns() {}

  private static List<StreamingBatch> batches(StreamingQueryState query) {
    TreeMap<Long, StreamingBatch> byId = new TreeMap<>();
    query.overall().forEach(batch -> byId.put(batch.batchId(), batch));
    query.recent().forEach(batch -> byId.put(batch.batchId(), batch));
    return new ArrayList<>(byId.values());
  }

  private static OptionalLong triggerMs(StreamingQueryState query) {
    List<StreamingBatch> recent = query.recent();
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < recent.size(); i++) {
      if (recent.get(i).batchId() == recent.get(i - 1).batchId() + 1) {
        gaps.add(Math.max(0, recent.get(i).triggerMs() - recent.get(i - 1).triggerMs()));
      }
    }
    gaps.sort(null);
    return gaps.size() < LEAST_GAPS
        ? OptionalLong.empty()
        : OptionalLong.of(gaps.get(gaps.size() / 2));
  }
}
