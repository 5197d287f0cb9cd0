package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.StreamingProgress;
import io.attune.schemas.StreamingQueryStarted;
import io.attune.schemas.StreamingQueryTerminated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a streaming query, which may run for ever: its newest {@value #RECENT} batches
 * whole, and of all its batches the newest of each of at most {@value #PERIODS} equal periods,
 * which grow as the query does. A batch counts once, by its id, and the order in which batches are
 * reported makes no difference. Not thread-safe.
 */
public final class StreamingQueryState {
  /** Newest batches that are kept. */
  public static final int RECENT = 64;

  /** Periods of which a batch is kept. */
  public static final int PERIODS = 64;

  private static final long SHORTEST_PERIOD_MS = 10_000;
  private static final int MAX_RUNS = 8;
  private static final int NAME_LIMIT = 256;

  private final String queryId;
  private String name = "";
  private String source = "";
  private String sink = "";
  private long described = -1;
  private final TreeSet<String> runs = new TreeSet<>();
  private Optional<Instant> started = Optional.empty();
  private boolean failed;
  private final TreeMap<Long, StreamingBatch> recent = new TreeMap<>();
  private final BatchIds seen;
  private int doublings;
  private final TreeMap<Long, StreamingBatch> periods = new TreeMap<>();

  StreamingQueryState(String queryId) {
    this(queryId, new BatchIds());
  }

  private StreamingQueryState(String queryId, BatchIds seen) {
    this.queryId = requireNonNull(queryId, "queryId is null");
    this.seen = seen;
  }

  void apply(StreamingQueryStarted event) {
    run(event.getRunId());
    name(event.getName());
    started = Facts.greatest(started, Facts.known(event.getStartTime()));
  }

  void apply(StreamingQueryTerminated event) {
    run(event.getRunId());
    failed |= event.getError() != null;
  }

  void apply(StreamingProgress event) {
    run(event.getRunId());
    name(event.getName());
    if (StreamingBatch.ran(event)) {
      describe(event);
      add(StreamingBatch.of(event));
    }
  }

  private void run(String runId) {
    if (!runId.isEmpty()) {
      runs.add(Facts.cut(runId, NAME_LIMIT));
      if (runs.size() > MAX_RUNS) {
        runs.pollFirst();
      }
    }
  }

  private void name(@Nullable String said) {
    name = Facts.greatest(name, Facts.cut(said, NAME_LIMIT));
  }

  /** As the newest batch describes them; of two reports of it, the greater. */
  private void describe(StreamingProgress event) {
    String from =
        event.getSources().isEmpty()
            ? ""
            : Facts.cut(event.getSources().get(0).getDescription(), NAME_LIMIT);
    String to = Facts.cut(event.getSinkDescription(), NAME_LIMIT);
    boolean newer = event.getBatchId() > described;
    if (newer || event.getBatchId() == described) {
      source = newer ? from : Facts.greatest(source, from);
      sink = newer ? to : Facts.greatest(sink, to);
      described = event.getBatchId();
    }
  }

  void add(StreamingBatch batch) {
    seen.add(batch.batchId());
    recent.merge(batch.batchId(), batch, StreamingQueryState::later);
    if (recent.size() > RECENT) {
      recent.pollFirstEntry();
    }
    periods.merge(periodOf(batch), batch, StreamingQueryState::later);
    while (periods.size() > PERIODS) {
      doublePeriods();
    }
  }

  private long periodOf(StreamingBatch batch) {
    return Math.floorDiv(batch.triggerMs(), SHORTEST_PERIOD_MS) >> doublings;
  }

  private void doublePeriods() {
    doublings++;
    List<StreamingBatch> kept = new ArrayList<>(periods.values());
    periods.clear();
    kept.forEach(batch -> periods.merge(periodOf(batch), batch, StreamingQueryState::later));
  }

  private static StreamingBatch later(StreamingBatch a, StreamingBatch b) {
    return StreamingBatch.ORDER.compare(a, b) >= 0 ? a : b;
  }

  /** Id of the query; its checkpoint keeps it over restarts. */
  public String queryId() {
    return queryId;
  }

  /** Name that the application gave it; empty without one. */
  public String name() {
    return name;
  }

  /** What it reads, as the first of its sources describes itself; empty while unknown. */
  public String source() {
    return source;
  }

  /** What it writes to, as the sink describes itself; empty while unknown. */
  public String sink() {
    return sink;
  }

  /** Ids of its starts in this application, at most {@value #MAX_RUNS}. */
  public Collection<String> runs() {
    return Collections.unmodifiableSet(runs);
  }

  /** When it was last started; empty where no start was seen. */
  public Optional<Instant> started() {
    return started;
  }

  /** Whether it ended with an error at least once. */
  public boolean hasFailed() {
    return failed;
  }

  /** Batches seen to end; a batch that ran again counts once. */
  public long batches() {
    return seen.size();
  }

  /** The newest batches, oldest first. */
  public List<StreamingBatch> recent() {
    return List.copyOf(recent.values());
  }

  /** Batches over all of its life, each the newest of an equally long period, oldest first. */
  public List<StreamingBatch> overall() {
    return periods.values().stream().sorted(StreamingBatch.ORDER).toList();
  }

  /** The newest batch; empty before the first has ended. */
  public Optional<StreamingBatch> newest() {
    return Optional.ofNullable(recent.lastEntry()).map(Map.Entry::getValue);
  }

  void write(StateWriter out) {
    out.writeString(queryId).writeString(name).writeString(source).writeString(sink);
    out.writeSigned(described).writeBoolean(failed);
    Facts.write(out, started);
    out.writeUnsigned(runs.size());
    runs.forEach(out::writeString);
    seen.write(out);
    out.writeUnsigned(recent.size());
    recent.values().forEach(batch -> batch.write(out));
    out.writeUnsigned(doublings).writeUnsigned(periods.size());
    periods.values().forEach(batch -> batch.write(out));
  }

  static StreamingQueryState read(StateReader in) {
    String id = in.readString();
    String name = in.readString();
    String source = in.readString();
    String sink = in.readString();
    long described = in.readSigned();
    boolean failed = in.readBoolean();
    Optional<Instant> started = Facts.readInstant(in);
    List<String> runs = new ArrayList<>();
    for (int left = in.readLength(); left > 0; left--) {
      runs.add(in.readString());
    }
    StreamingQueryState query = new StreamingQueryState(id, BatchIds.read(in));
    query.name = name;
    query.source = source;
    query.sink = sink;
    query.described = described;
    query.failed = failed;
    query.started = started;
    query.runs.addAll(runs);
    for (int left = in.readLength(); left > 0; left--) {
      StreamingBatch batch = StreamingBatch.read(in);
      query.recent.put(batch.batchId(), batch);
    }
    query.doublings = Math.min(in.readCount(), 40);
    for (int left = in.readLength(); left > 0; left--) {
      StreamingBatch batch = StreamingBatch.read(in);
      query.periods.merge(query.periodOf(batch), batch, StreamingQueryState::later);
    }
    return query;
  }
}
