package io.attune.load.fleet;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.EventSink;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * The runs of a fleet, a fixed number of them concurrently, with their events interleaved by time;
 * a run starts when another ends. First the first run of every workload, then the second, and so
 * on. Not thread-safe.
 */
public final class FleetStream {
  private final Fleet fleet;
  private final long runs;
  private final EventSink sink;
  private final boolean reuse;
  private final Consumer<FleetWorkload> started;
  private final PriorityQueue<Live> live = new PriorityQueue<>();
  private long nowMs;
  private long begun;
  private long ended;

  private static final class Live implements Comparable<Live> {
    private final FleetRun run;
    private final long shiftMs;
    private final long number;
    private long dueMs;

    private Live(FleetRun run, long atMs, long number) {
      this.run = run;
      this.shiftMs = atMs - run.nextTimeMs();
      this.number = number;
      this.dueMs = atMs;
    }

    @Override
    public int compareTo(Live other) {
      return dueMs != other.dueMs
          ? Long.compare(dueMs, other.dueMs)
          : Long.compare(number, other.number);
    }
  }

  /**
   * Creates a stream.
   *
   * @param fleet the fleet
   * @param runsOfEach runs of each workload; {@link Long#MAX_VALUE} for an endless stream
   * @param atOnce number of concurrent applications, at least 1
   * @param sink receives the events
   * @param reuse whether the task record may be reused, because the sink does not retain it
   * @param started called with each workload when its first run starts
   */
  public FleetStream(
      Fleet fleet,
      long runsOfEach,
      int atOnce,
      EventSink sink,
      boolean reuse,
      Consumer<FleetWorkload> started) {
    this.fleet = requireNonNull(fleet, "fleet is null");
    this.runs =
        runsOfEach > Long.MAX_VALUE / fleet.size() ? Long.MAX_VALUE : runsOfEach * fleet.size();
    this.sink = requireNonNull(sink, "sink is null");
    this.reuse = reuse;
    this.started = requireNonNull(started, "started is null");
    if (atOnce < 1) {
      throw new IllegalArgumentException("At least one application lives at once.");
    }
    for (int i = 0; i < atOnce; i++) {
      begin();
    }
  }

  private void begin() {
    if (begun == runs) {
      return;
    }
    long number = begun++;
    FleetWorkload workload = fleet.workload((int) (number % fleet.size()));
    int run = (int) (number / fleet.size());
    if (run == 0) {
      started.accept(workload);
    }
    live.add(new Live(workload.run(run, sink, reuse), nowMs, number));
  }

  /** Executes the next step; false if all runs have ended. */
  public boolean next() {
    Live first = live.poll();
    if (first == null) {
      return false;
    }
    nowMs = first.dueMs;
    first.run.step();
    if (first.run.isOver()) {
      ended++;
      begin();
    } else {
      first.dueMs = first.run.nextTimeMs() + first.shiftMs;
      live.add(first);
    }
    return true;
  }

  /** Number of runs that have ended. */
  public long ended() {
    return ended;
  }

  /** Number of runs that have started. */
  public long begun() {
    return begun;
  }
}
