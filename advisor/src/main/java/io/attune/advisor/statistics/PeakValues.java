package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.ExecutorMetrics;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * PeakValues of one or several processes; they merge by maximum, so order and repeats do not
 * matter.
 */
public final class PeakValues {
  private static final long[] NONE = new long[0];

  private long[] values = NONE;

  /** Takes what an event knows. */
  public void merge(ExecutorMetrics event) {
    requireNonNull(event, "event is null");
    for (int i = 0; i < PeakMetric.count(); i++) {
      raise(i, PeakMetric.at(i).of(event));
    }
  }

  /** Takes what other peaks know. */
  public void merge(PeakValues other) {
    requireNonNull(other, "other is null");
    for (int i = 0; i < other.values.length; i++) {
      raise(i, other.values[i]);
    }
  }

  private void raise(int index, long value) {
    if (value < 0) {
      return;
    }
    if (index >= values.length) {
      int length = values.length;
      values = Arrays.copyOf(values, index + 1);
      Arrays.fill(values, length, values.length, -1);
    }
    values[index] = Math.max(values[index], value);
  }

  /** The highest value seen; empty when no event knew it. */
  public OptionalLong get(PeakMetric metric) {
    int index = metric.ordinal();
    return index < values.length && values[index] >= 0
        ? OptionalLong.of(values[index])
        : OptionalLong.empty();
  }

  /** Peak of used heap, bytes. */
  public OptionalLong heapBytes() {
    return get(PeakMetric.JVM_HEAP_MEMORY_BYTES);
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return values.length == 0;
  }

  /** Writes the peaks. */
  public void write(StateWriter out) {
    out.writeUnsigned(values.length);
    for (long value : values) {
      out.writeUnsigned(value + 1);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static PeakValues read(StateReader in) {
    PeakValues peaks = new PeakValues();
    int length = in.readLength();
    for (int i = 0; i < length; i++) {
      peaks.raise(i, in.readUnsigned() - 1);
    }
    return peaks;
  }
}
