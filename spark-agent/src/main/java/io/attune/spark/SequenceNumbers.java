package io.attune.spark;

import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import org.apache.avro.specific.SpecificRecord;

/** Sets the sequence number of a record; the record types have the field but no common type. */
final class SequenceNumbers {
  private SequenceNumbers() {}

  static void set(SpecificRecord record, long sequence) {
    if (record instanceof TaskMetrics) {
      ((TaskMetrics) record).setSequence(sequence);
    } else if (record instanceof ExecutorMetrics) {
      ((ExecutorMetrics) record).setSequence(sequence);
    } else {
      ((LifecycleEvent) record).setSequence(sequence);
    }
  }
}
