package io.attune.load.fleet;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.EventSink;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * The runs of a fleet side by side: so many live at once, their events interleaved as their own
 * clocks say, the next run starting when one ends. First the first run of every workload, then the
 * second of every one, and so on. Not thread-safe.
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
   * A stream of so many runs.
   *
   * @param fleet workloads
   * @param runsOfEach runs of each workload; {@link Long#MAX_VALUE} for no end
   * @param atOnce applications that live at once, from 1
   * @param sink takes the events
   * @param reuse whether the record of a task may be the same object every time
   * @param started is told of each workload when its first run starts
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

  /** Lets the next thing happen; false when all runs have ended. */
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

  /** Runs that have ended. */
  public long ended() {
    return ended;
  }

  /** Runs that have started. */
  public long begun() {
    return begun;
  }
}
