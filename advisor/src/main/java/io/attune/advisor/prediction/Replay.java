package io.attune.advisor.prediction;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Replays the steps of a run on a fleet: list scheduling (Graham 1969) in the order of Spark's FIFO
 * scheduler, earlier jobs and stages first. No slot stays idle while a task waits.
 */
final class Replay {
  private static final int ENTRIES_PER_RUN = 60_000;
  private static final int LEAST_ENTRIES = 64;

  private final List<Step> steps;
  private final int slots;
  private final double coldMs;
  private final Executors fleet;
  private final List<List<Integer>> followers = new ArrayList<>();
  private final int[] waitingFor;
  private final double[] readyAt;
  private final double[] endAt;
  private final TaskProfile.Sequence[] sequences;
  private final int[] nextEntry;
  private final long[] runningOf;
  private final long[] leftOf;
  private final BitSet open = new BitSet();
  private final ReplayQueue events = new ReplayQueue();
  private final int limit;
  private long waiting;
  private long running;
  private double busy;
  private double end;

  private static final int TASK_END = 0;
  private static final int READY = 1;
  private static final int WAKE = 2;

  /**
   * What came of a replay.
   *
   * @param spanMs from the beginning to the last step's end
   * @param busySlotMs time that tasks held slots
   * @param executorMs lifetimes of the executors
   */
  record ReplayResult(double spanMs, double busySlotMs, double executorMs) {}

  private Replay(ReplayPlan plan, Executors fleet, int slots) {
    this.slots = slots;
    this.steps = plan.steps();
    this.coldMs = plan.coldMs();
    this.fleet = fleet;
    int n = steps.size();
    this.waitingFor = new int[n];
    this.readyAt = new double[n];
    this.endAt = new double[n];
    this.sequences = new TaskProfile.Sequence[n];
    this.nextEntry = new int[n];
    this.runningOf = new long[n];
    this.leftOf = new long[n];
    this.limit = Math.max(LEAST_ENTRIES, ENTRIES_PER_RUN / Math.max(1, n));
    for (int i = 0; i < n; i++) {
      followers.add(new ArrayList<>());
    }
    for (int i = 0; i < n; i++) {
      for (int before : steps.get(i).waitsFor()) {
        followers.get(before).add(i);
        waitingFor[i]++;
      }
    }
  }

  /**
   * Replays.
   *
   * @param plan what is played
   * @param fleet the executors
   * @param slots slots of the fleet at its largest: so many tasks of a stage find a fresh slot
   */
  static ReplayResult on(ReplayPlan plan, Executors fleet, int slots) {
    return new Replay(plan, fleet, slots).run();
  }

  private ReplayResult run() {
    fleet.begin(this::wakeAt);
    for (int i = 0; i < steps.size(); i++) {
      if (waitingFor[i] == 0) {
        events.add(steps.get(i).delayMs(), READY, i, 0);
      }
    }
    int done = 0;
    while (done < steps.size()) {
      events.take();
      double now = events.time();
      done += apply();
      while (events.hasNextAt(now)) {
        events.take();
        done += apply();
      }
      fleet.adjust(now, waiting, running, this::wakeAt);
      dispatch(now);
      if (waiting > 0) {
        fleet.adjust(now, waiting, running, this::wakeAt);
      }
    }
    return new ReplayResult(end, busy, fleet.executorMs(end));
  }

  private void wakeAt(double time) {
    events.add(time, WAKE, 0, 0);
  }

  /** Lets what was taken out of the queue happen. */
  private int apply() {
    int i = events.step();
    if (events.kind() == TASK_END) {
      fleet.release(events.executor(), events.time());
      runningOf[i]--;
      running -= 1;
      if (runningOf[i] == 0 && leftOf[i] == 0) {
        return finish(i, events.time());
      }
    } else if (events.kind() == READY) {
      Step step = steps.get(i);
      if (step.tasks().count() == 0) {
        return finish(i, events.time());
      }
      sequences[i] = step.tasks().sequence(limit);
      leftOf[i] = sequences[i].durations().length;
      waiting += step.tasks().count();
      open.set(i);
    }
    return 0;
  }

  private int finish(int i, double now) {
    double at = now + steps.get(i).tailMs();
    endAt[i] = at;
    end = Math.max(end, at);
    sequences[i] = null;
    for (int follower : followers.get(i)) {
      readyAt[follower] = Math.max(readyAt[follower], at);
      waitingFor[follower]--;
      if (waitingFor[follower] == 0) {
        double ready = readyAt[follower] + steps.get(follower).delayMs();
        events.add(ready, READY, follower, 0);
      }
    }
    return 1;
  }

  private void dispatch(double now) {
    for (int i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(i)) {
      int executor = fleet.take(now);
      if (executor < 0) {
        return;
      }
      TaskProfile.Sequence sequence = sequences[i];
      int entry = nextEntry[i]++;
      double duration = sequence.durations()[entry];
      double warm = entry < slots ? steps.get(i).warmMs() : 0;
      duration += fleet.isCold(executor) ? Math.max(coldMs, warm) : warm;
      busy += duration;
      waiting -= sequence.sizes()[entry];
      running++;
      runningOf[i]++;
      leftOf[i]--;
      if (leftOf[i] == 0) {
        open.clear(i);
      }
      events.add(now + duration, TASK_END, i, executor);
    }
  }
}
