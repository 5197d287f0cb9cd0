package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of when the task attempts of a stage attempt ran, however they ended. A part of
 * {@link StageState} by inheritance for the reason that {@link SuccessfulTasks} gives.
 */
abstract class AttemptTimes extends SuccessfulTasks {
  /** Addition to versions 1 and 2: how many slots were busy when. */
  private static final int BUSY = 1;

  private long firstLaunch = Long.MAX_VALUE;
  private long lastFinish = Long.MIN_VALUE;
  private BusySlots busy = new BusySlots();

  /** Counts when an attempt ran; false when it is not in {@link #busySlots()}. */
  final boolean addTimes(long launch, long finish) {
    firstLaunch = Math.min(firstLaunch, launch);
    lastFinish = Math.max(lastFinish, finish);
    return busy.add(launch, finish);
  }

  /** See {@link StageState#look}. */
  final long lookAtTimes() {
    return firstLaunch + busy.look();
  }

  /** See {@link StageState#lookDeeper}. */
  final long lookDeeperAtTimes() {
    return busy.lookDeeper();
  }

  final void clearTimes() {
    firstLaunch = Long.MAX_VALUE;
    lastFinish = Long.MIN_VALUE;
    busy = new BusySlots();
  }

  final void addTimes(AttemptTimes other) {
    firstLaunch = Math.min(firstLaunch, other.firstLaunch);
    lastFinish = Math.max(lastFinish, other.lastFinish);
    busy.merge(other.busy);
  }

  /** Distinct attempts counted: succeeded, failed and killed. */
  public abstract long attemptsSeen();

  /** Earliest launch of an attempt. */
  public final Optional<Instant> firstLaunch() {
    return attemptsSeen() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(firstLaunch));
  }

  /** Latest finish of an attempt. */
  public final Optional<Instant> lastFinish() {
    return attemptsSeen() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastFinish));
  }

  /**
   * How many slots its attempts kept busy when. Those that an earlier build counted are missing of
   * it: {@link BusySlots#attempts()} is less than {@link #attemptsSeen()} then.
   */
  public final BusySlots busySlots() {
    return busy;
  }

  final void writeTimes(StateWriter out) {
    if (attemptsSeen() > 0) {
      out.writeSigned(firstLaunch).writeSigned(lastFinish - firstLaunch);
    }
  }

  final void readTimes(StateReader in) {
    if (attemptsSeen() > 0) {
      firstLaunch = in.readSigned();
      lastFinish = firstLaunch + in.readSigned();
    }
  }

  final void writeAdditions(StateWriter out) {
    if (busy.attempts() > 0) {
      out.addition(BUSY, busy::write);
    }
  }

  final void readAdditions(Map<Integer, StateReader> additions) {
    @Nullable StateReader kept = additions.get(BUSY);
    if (kept != null) {
      busy = BusySlots.read(kept);
    }
  }
}
