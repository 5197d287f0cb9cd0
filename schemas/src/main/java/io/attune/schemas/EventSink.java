package io.attune.schemas;

import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;

/**
 * Takes the records that a Spark event became, in the order of the events. The records belong to
 * the sink from then on: they are never changed or reused.
 */
@NullMarked
public interface EventSink {

  /** Takes a finished task attempt. */
  void task(TaskMetrics event);

  /** Takes peaks of an executor or of the driver. */
  void executor(ExecutorMetrics event);

  /** Takes anything else in the life of an application. */
  void lifecycle(LifecycleEvent event);

  /** A sink that hands each record on to one taker, whatever it is. */
  static EventSink to(Consumer<? super SpecificRecord> taker) {
    return new EventSink() {
      @Override
      public void task(TaskMetrics event) {
        taker.accept(event);
      }

      @Override
      public void executor(ExecutorMetrics event) {
        taker.accept(event);
      }

      @Override
      public void lifecycle(LifecycleEvent event) {
        taker.accept(event);
      }
    };
  }
}
