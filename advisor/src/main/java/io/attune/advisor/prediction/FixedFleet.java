package io.attune.advisor.prediction;

import java.util.function.DoubleConsumer;

/** Equal executors that are all there from the beginning to the end. */
final class FixedFleet implements Fleet {
  private final ClusterSize size;
  private int free;

  FixedFleet(ClusterSize size) {
    this.size = size;
    this.free = size.slots();
  }

  @Override
  public void begin(DoubleConsumer wakeAt) {}

  @Override
  public int take(double now) {
    if (free == 0) {
      return -1;
    }
    free--;
    return 0;
  }

  @Override
  public void release(int executor, double now) {
    free++;
  }

  @Override
  public void adjust(double now, long waitingTasks, long runningTasks, DoubleConsumer wakeAt) {}

  @Override
  public double executorMs(double end) {
    return end * size.executors();
  }
}
