package io.attune.advisor.application;

import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds times in events that no clock shows: before 1970 or after the year 9999. They come from
 * damage or ill will, and sums and differences with them leave the range of numbers. A record with
 * one cannot be used; the millisecond before 1970 is Spark's word for an unknown time.
 */
public final class EventTimes {
  private static final long UNKNOWN = -1;

  /** The last millisecond of the year 9999. */
  private static final long LATEST = 253_402_300_799_999L;

  private EventTimes() {}

  /** Says what is wrong with the times of an event; empty when nothing is. */
  public static Optional<String> problem(IndexedRecord event) {
    if (event instanceof TaskMetrics task) {
      return arePossible(task) ? Optional.empty() : find(task);
    }
    return find(event);
  }

  /** Nine in ten events are of this kind. */
  private static boolean arePossible(TaskMetrics task) {
    return isPossible(task.getLaunchTime())
        && isPossible(task.getFinishTime())
        && isPossible(task.getGettingResultTime());
  }

  private static boolean isPossible(@Nullable Instant time) {
    if (time == null) {
      return true;
    }
    long second = time.getEpochSecond();
    return second >= UNKNOWN && second <= LATEST / 1000;
  }

  private static Optional<String> find(IndexedRecord record) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Optional<String> problem = find(field.name(), record.get(field.pos()));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> find(String name, @Nullable Object value) {
    if (value instanceof Instant time) {
      return isPossible(time)
          ? Optional.empty()
          : Optional.of("Its " + name + " is no time between the years 1970 and 9999");
    }
    if (value instanceof IndexedRecord record) {
      return find(record);
    }
    if (value instanceof Iterable<?> values) {
      for (Object one : values) {
        Optional<String> problem = find(name, one);
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    return Optional.empty();
  }
}
