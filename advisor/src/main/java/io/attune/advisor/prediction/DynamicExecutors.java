package io.attune.advisor.prediction;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * Executors under dynamic allocation, as Spark's {@code ExecutorAllocationManager} does it: while
 * tasks wait for longer than the backlog timeout it asks for 1, 2, 4, … more, up to what all tasks
 * could use; an executor idle for the timeout goes, down to the minimum.
 */
final class DynamicExecutors implements Executors {
  /** Spark's default of spark.dynamicAllocation.schedulerBacklogTimeout. */
  static final double BACKLOG_TIMEOUT_MS = 1000;

  private final DynamicSize bounds;
  private final int slotsPerExecutor;
  private final double[] arrived;
  private final double[] idleSince;
  private final int[] running;
  private final boolean[] warm;
  private final ArrayDeque<double[]> coming = new ArrayDeque<>();
  private final ArrayDeque<Integer> places = new ArrayDeque<>();
  private double lifetimes;
  private int alive;
  private double nextLook = -1;
  private double backlogSince = -1;
  private int step = 1;

  DynamicExecutors(DynamicSize bounds) {
    this.bounds = bounds;
    this.slotsPerExecutor = bounds.coresPerExecutor() / bounds.taskCpus();
    int max = bounds.maxExecutors();
    this.arrived = new double[max];
    this.idleSince = new double[max];
    this.running = new int[max];
    this.warm = new boolean[max];
    Arrays.fill(arrived, -1);
    for (int i = 0; i < max; i++) {
      places.add(i);
    }
  }

  @Override
  public void begin(DoubleConsumer wakeAt) {
    for (int i = 0; i < bounds.initialExecutors(); i++) {
      arrive(0);
    }
  }

  private void arrive(double now) {
    int place = places.remove();
    arrived[place] = now;
    idleSince[place] = now;
    running[place] = 0;
    warm[place] = false;
    alive++;
  }

  @Override
  public int take(double now) {
    int best = -1;
    for (int i = 0; i < running.length; i++) {
      if (arrived[i] >= 0
          && running[i] < slotsPerExecutor
          && (best < 0 || running[i] < running[best])) {
        best = i;
      }
    }
    if (best >= 0) {
      running[best]++;
    }
    return best;
  }

  @Override
  public boolean isCold(int executor) {
    return !warm[executor];
  }

  @Override
  public void release(int executor, double now) {
    warm[executor] = true;
    running[executor]--;
    if (running[executor] == 0) {
      idleSince[executor] = now;
    }
  }

  @Override
  public void adjust(double now, long waiting, long runningTasks, DoubleConsumer wakeAt) {
    while (!coming.isEmpty() && coming.peek()[0] <= now) {
      coming.remove();
      arrive(now);
    }
    retire(now, waiting, wakeAt);
    request(now, waiting, runningTasks, wakeAt);
  }

  private void retire(double now, long waiting, DoubleConsumer wakeAt) {
    double next = Double.MAX_VALUE;
    for (int i = 0; i < running.length && alive > bounds.minExecutors(); i++) {
      if (arrived[i] < 0 || running[i] > 0 || waiting > 0) {
        continue;
      }
      double until = idleSince[i] + bounds.idleTimeoutMs();
      if (now >= until) {
        lifetimes += now - arrived[i];
        arrived[i] = -1;
        alive--;
        places.add(i);
      } else {
        next = Math.min(next, until);
      }
    }
    if (next < Double.MAX_VALUE && (nextLook <= now || next < nextLook)) {
      nextLook = next;
      wakeAt.accept(next);
    }
  }

  private void request(double now, long waiting, long runningTasks, DoubleConsumer wakeAt) {
    if (waiting == 0) {
      backlogSince = -1;
      step = 1;
      return;
    }
    long useful = (waiting + runningTasks + slotsPerExecutor - 1) / slotsPerExecutor;
    long target = Math.min(bounds.maxExecutors(), useful);
    if (alive + coming.size() >= target) {
      return;
    }
    if (backlogSince < 0) {
      backlogSince = now;
      wakeAt.accept(now + BACKLOG_TIMEOUT_MS);
      return;
    }
    if (now < backlogSince + BACKLOG_TIMEOUT_MS) {
      return;
    }
    long more = Math.min(step, target - alive - coming.size());
    for (int i = 0; i < more; i++) {
      coming.add(new double[] {now + bounds.executorStartMs()});
    }
    wakeAt.accept(now + bounds.executorStartMs());
    step = Math.min(1 << 20, step * 2);
    backlogSince = now;
    wakeAt.accept(now + BACKLOG_TIMEOUT_MS);
  }

  @Override
  public double executorMs(double end) {
    double total = lifetimes;
    for (double from : arrived) {
      total += from < 0 ? 0 : end - from;
    }
    return total;
  }

  /**
   * Lifetimes of the executors outside of the replay: before the first job those that are there
   * from the start, after the last one all until they have been idle for the timeout, and then the
   * least.
   *
   * @param beforeMs time before the first job
   * @param afterMs time after the last one, when the replay has ended
   */
  double outsideMs(double beforeMs, double afterMs) {
    double idle = Math.min(afterMs, bounds.idleTimeoutMs());
    return beforeMs * bounds.initialExecutors()
        + idle * Math.max(alive, bounds.minExecutors())
        + (afterMs - idle) * bounds.minExecutors();
  }
}
