package io.attune.advisor.prediction;

import java.util.function.DoubleConsumer;

/** The executors of a replay: which have a free slot, when each comes and goes. */
interface Executors {
  /** Begins at time 0; wake-ups are asked for through the consumer. */
  void begin(DoubleConsumer wakeAt);

  /** Takes a free slot and returns its executor, -1 when there is none. */
  int take(double now);

  /** Whether no task has ended there yet, so that a task bears what a cold executor costs. */
  boolean isCold(int executor);

  /** Gives a slot back. */
  void release(int executor, double now);

  /** Looks at what waits and runs after every change; may ask to be woken. */
  void adjust(double now, long waitingTasks, long runningTasks, DoubleConsumer wakeAt);

  /** Lifetimes of all executors up to the end, summed, milliseconds. */
  double executorMs(double end);
}
