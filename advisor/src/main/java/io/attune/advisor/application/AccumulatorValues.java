package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.Accumulable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Values of accumulators by id. Spark reports with a stage the value that the accumulator has
 * reached in the whole application, not the stage's share, so several reports of one accumulator
 * merge by maximum and are never added up.
 */
public final class AccumulatorValues {
  /** Nothing known. */
  public static final AccumulatorValues NONE = new AccumulatorValues(new long[0], new long[0]);

  /** Most accumulators kept of one stage or SQL execution: those of the lowest ids. */
  static final int LIMIT = 2048;

  private final long[] ids;
  private final long[] values;

  private AccumulatorValues(long[] ids, long[] values) {
    this.ids = ids;
    this.values = values;
  }

  static AccumulatorValues of(List<Accumulable> accumulables) {
    if (accumulables.isEmpty()) {
      return NONE;
    }
    TreeMap<Long, Long> sorted = new TreeMap<>();
    for (Accumulable accumulable : accumulables) {
      sorted.merge(accumulable.getAccumulatorId(), accumulable.getValue(), Math::max);
    }
    return of(sorted);
  }

  private static AccumulatorValues of(TreeMap<Long, Long> sorted) {
    int length = Math.min(LIMIT, sorted.size());
    long[] ids = new long[length];
    long[] values = new long[length];
    int i = 0;
    for (Map.Entry<Long, Long> entry : sorted.entrySet()) {
      if (i == length) {
        break;
      }
      ids[i] = entry.getKey();
      values[i++] = entry.getValue();
    }
    return new AccumulatorValues(ids, values);
  }

  AccumulatorValues merge(AccumulatorValues other) {
    if (other.ids.length == 0 || equals(other)) {
      return this;
    }
    if (ids.length == 0) {
      return other;
    }
    TreeMap<Long, Long> sorted = new TreeMap<>();
    forEach((id, value) -> sorted.merge(id, value, Math::max));
    other.forEach((id, value) -> sorted.merge(id, value, Math::max));
    return of(sorted);
  }

  /** The value of an accumulator; empty when it is not among these. */
  public OptionalLong get(long accumulatorId) {
    int at = Arrays.binarySearch(ids, accumulatorId);
    return at < 0 ? OptionalLong.empty() : OptionalLong.of(values[at]);
  }

  /** Accumulators known. */
  public int size() {
    return ids.length;
  }

  /** Takes an id and its value. */
  public interface Visitor {
    /** One accumulator. */
    void visit(long accumulatorId, long value);
  }

  /** Visits all in ascending order of ids. */
  public void forEach(Visitor visitor) {
    for (int i = 0; i < ids.length; i++) {
      visitor.visit(ids[i], values[i]);
    }
  }

  void write(StateWriter out) {
    out.writeUnsigned(ids.length);
    long previous = 0;
    for (int i = 0; i < ids.length; i++) {
      out.writeSigned(ids[i] - previous).writeSigned(values[i]);
      previous = ids[i];
    }
  }

  static AccumulatorValues read(StateReader in) {
    int length = in.readLength();
    if (length == 0) {
      return NONE;
    }
    long[] ids = new long[length];
    long[] values = new long[length];
    long previous = 0;
    for (int i = 0; i < length; i++) {
      previous += in.readSigned();
      ids[i] = previous;
      values[i] = in.readSigned();
    }
    return new AccumulatorValues(ids, values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccumulatorValues that
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + Arrays.hashCode(values);
  }
}
