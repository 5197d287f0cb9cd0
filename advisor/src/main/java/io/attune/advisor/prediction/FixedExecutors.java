package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.DoubleConsumer;

/** Equal executors that come when they come and stay to the end. */
final class FixedExecutors implements Executors {
  private final int slotsPerExecutor;
  private final double[] arrivals;
  private int arrived;
  private int free;
  private boolean warm;

  /**
   * Creates it.
   *
   * @param size the cluster
   * @param arrivals when each executor comes, ascending, milliseconds from the beginning
   */
  FixedExecutors(ClusterSize size, double[] arrivals) {
    this.slotsPerExecutor = requireNonNull(size, "size is null").slotsPerExecutor();
    this.arrivals = arrivals;
  }

  @Override
  public void begin(DoubleConsumer wakeAt) {
    arrive(0);
    Arrays.stream(arrivals, arrived, arrivals.length).distinct().forEach(wakeAt::accept);
  }

  private void arrive(double now) {
    while (arrived < arrivals.length && arrivals[arrived] <= now) {
      arrived++;
      free += slotsPerExecutor;
    }
  }

  @Override
  public int take(double now) {
    if (free == 0) {
      return -1;
    }
    free--;
    return 0;
  }

  @Override
  public boolean isCold(int executor) {
    return !warm;
  }

  @Override
  public void release(int executor, double now) {
    warm = true;
    free++;
  }

  @Override
  public void adjust(double now, long waitingTasks, long runningTasks, DoubleConsumer wakeAt) {
    arrive(now);
  }

  @Override
  public double executorMs(double end) {
    return Arrays.stream(arrivals).map(from -> Math.max(0, end - from)).sum();
  }
}
