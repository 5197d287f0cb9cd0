package io.attune.load.fleet;

import io.attune.schemas.TaskEndReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The executors of a run: their start, free slots, and end. */
final class ExecutorPool {
  private static final double MIB = 1 << 20;
  private static final long DEFAULT_IDLE_MS = 60_000;

  private final FleetRun run;
  private final Blueprint blueprint;
  private final Dice dice;
  private final List<ExecutorRun> alive = new ArrayList<>();
  private final List<ExecutorRun> freeSlots = new ArrayList<>();
  private int started;
  private int starting;

  ExecutorPool(FleetRun run) {
    this.run = run;
    this.blueprint = run.blueprint;
    this.dice = run.dice.fork(3);
  }

  List<ExecutorRun> alive() {
    return alive;
  }

  /** Requests the first executors and returns the time at which jobs can start. */
  long start(long nowMs) {
    int first = blueprint.isDynamic() ? least() : blueprint.executors;
    long last = nowMs;
    for (int i = 0; i < first; i++) {
      last = Math.max(last, request(nowMs));
    }
    return last;
  }

  private int least() {
    return (int) Math.max(1, blueprint.number("spark.dynamicAllocation.minExecutors", 1));
  }

  private long request(long nowMs) {
    long up = nowMs + Math.round(blueprint.executorStartMs * dice.uniform(0.8, 1.3));
    starting++;
    run.at(up, () -> up(nowMs));
    return up;
  }

  private void up(long requestedMs) {
    starting--;
    ExecutorRun executor =
        new ExecutorRun(
            Integer.toString(started + 1), started % blueprint.hosts, dice.noise(0.015));
    started++;
    alive.add(executor);
    executor.idleSince = run.nowMs();
    run.lifecycle.executorAdded(run.nowMs(), requestedMs, executor);
    for (int slot = 0; slot < blueprint.cores; slot++) {
      freeSlots.add(executor);
    }
    planTrouble(executor);
    watchIdle(executor);
    run.schedule().go();
  }

  /** Schedules the loss of an executor, if the workload has such a fault. */
  private void planTrouble(ExecutorRun executor) {
    if (started > blueprint.executors) {
      return;
    }
    boolean spot = blueprint.spotLosses > 0;
    double expected = spot ? blueprint.spotLosses : blueprint.silentExecutors;
    // The first of each run is lost, and as many of the others as expected.
    double chance = started == 1 ? 1 : (expected - 1) / Math.max(1, blueprint.executors - 1);
    if (expected > 0 && dice.chance(chance)) {
      String reason =
          spot
              ? "Container marked as failed: preempted, the spot instance was taken back."
              : "Executor heartbeat timed out after " + dice.between(121_000, 160_000) + " ms";
      run.at(run.nowMs() + Math.round(dice.uniform(6_000, 20_000)), () -> lose(executor, reason));
    }
  }

  boolean hasFreeSlot() {
    return !freeSlots.isEmpty();
  }

  /** Takes a free slot of any executor. */
  ExecutorRun takeSlot() {
    return take(dice.between(0, freeSlots.size() - 1));
  }

  /** Takes a free slot on one of the first hosts; empty if there is none. */
  Optional<ExecutorRun> takeSlotOn(int hosts) {
    for (int index = 0; index < freeSlots.size(); index++) {
      if (freeSlots.get(index).hostNumber < hosts) {
        return Optional.of(take(index));
      }
    }
    return Optional.empty();
  }

  private ExecutorRun take(int index) {
    ExecutorRun executor = freeSlots.get(index);
    freeSlots.set(index, freeSlots.get(freeSlots.size() - 1));
    freeSlots.remove(freeSlots.size() - 1);
    return executor;
  }

  /** Returns another executor, or the same one if there is no other. */
  ExecutorRun other(ExecutorRun than) {
    ExecutorRun any = alive.isEmpty() ? than : alive.get(dice.between(0, alive.size() - 1));
    return any == than && alive.size() > 1
        ? alive.get((alive.indexOf(any) + 1) % alive.size())
        : any;
  }

  void freed(ExecutorRun executor) {
    if (executor.alive) {
      freeSlots.add(executor);
      if (executor.running.isEmpty()) {
        executor.idleSince = run.nowMs();
        watchIdle(executor);
      }
    }
  }

  private void watchIdle(ExecutorRun executor) {
    if (!blueprint.isDynamic()) {
      return;
    }
    long since = executor.idleSince;
    run.at(
        since + blueprint.seconds("spark.dynamicAllocation.executorIdleTimeout", DEFAULT_IDLE_MS),
        () -> {
          if (executor.alive
              && executor.running.isEmpty()
              && executor.idleSince == since
              && alive.size() > least()) {
            remove(executor, "Executor killed by driver.");
          }
        });
  }

  /** With dynamic allocation, requests executors for pending tasks. */
  void demand(int tasks) {
    if (!blueprint.isDynamic()) {
      return;
    }
    int wanted = Math.min(blueprint.executors, (tasks + blueprint.cores - 1) / blueprint.cores);
    long wait = 1000;
    while (alive.size() + starting < wanted) {
      request(run.nowMs() + wait);
      wait += 150;
    }
  }

  /**
   * Loses an executor: its tasks fail, its shuffle files and blocks are lost, and it is replaced.
   */
  void lose(ExecutorRun executor, String reason) {
    if (!executor.alive) {
      return;
    }
    peaks(executor, null);
    List<TaskRun> running = List.copyOf(executor.running);
    remove(executor, reason);
    for (TaskRun task : running) {
      run.revoke(
          task,
          TaskEndReason.EXECUTOR_LOST,
          "ExecutorLostFailure (executor "
              + executor.id
              + " exited caused by one of the running tasks) Reason: "
              + reason);
      run.schedule().retry(task);
    }
    request(run.nowMs());
    run.schedule().lostWithShuffle(executor);
    run.schedule().go();
  }

  private void remove(ExecutorRun executor, String reason) {
    executor.alive = false;
    alive.remove(executor);
    freeSlots.removeIf(slot -> slot == executor);
    run.lifecycle.executorRemoved(run.nowMs(), executor, reason);
  }

  /** Sends the peaks of all executors during a stage. */
  void peaks(StageRun stage) {
    alive.forEach(executor -> peaks(executor, stage));
  }

  private void peaks(ExecutorRun executor, StageRun stage) {
    if (stage == null) {
      return;
    }
    double live = run.schedule().liveMib(stage) * executor.memoryNoise;
    double heap = Memory.peakHeapMib(blueprint, live) * dice.noise(0.01);
    double used = Math.min(heap, blueprint.heapMib);
    double resident =
        Math.min(used + blueprint.nativeMib, blueprint.heapMib + blueprint.overheadMib);
    run.lifecycle.peaks(
        run.nowMs(),
        executor.id,
        stage,
        metrics -> {
          metrics.setJvmHeapMemoryBytes(Math.round(used * MIB));
          metrics.setJvmOffHeapMemoryBytes(Math.round(110 * MIB));
          double managed = Memory.wantedMib(stage.plan, stage.size.meanMib());
          metrics.setOnHeapExecutionMemoryBytes(
              Math.round(Math.min(managed, blueprint.slotMib()) * blueprint.cores * MIB));
          metrics.setOnHeapStorageMemoryBytes(Math.round(blueprint.cacheMib * MIB));
          if (blueprint.offHeapMib > 0) {
            long offHeap = Math.round(blueprint.offHeapMib * blueprint.offHeapUse * MIB);
            metrics.setOffHeapExecutionMemoryBytes(offHeap);
            metrics.setOffHeapStorageMemoryBytes(0L);
            metrics.setOffHeapUnifiedMemoryBytes(offHeap);
          }
          if (blueprint.reportsResidentMemory) {
            metrics.setProcessTreeJvmRssMemoryBytes(Math.round(resident * MIB));
          }
        });
  }
}
