package io.attune.streams;

import java.time.Duration;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Moves events to another time: every instant in them by the same amount, in place. */
final class Shifted {
  private Shifted() {}

  static SpecificRecord by(SpecificRecord event, Duration amount) {
    shift(event, amount);
    return event;
  }

  private static void shift(SpecificRecord record, Duration amount) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value instanceof Instant) {
        record.put(field.pos(), ((Instant) value).plus(amount));
      } else if (value instanceof SpecificRecord) {
        shift((SpecificRecord) value, amount);
      }
    }
  }
}
