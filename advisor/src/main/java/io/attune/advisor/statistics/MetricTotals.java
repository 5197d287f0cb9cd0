package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.Arrays;

/**
 * Sum and maximum of each {@link TaskMetric} over the successful attempts of a stage. A task has
 * nothing to add to half of them, and those are not touched: with many stages alive, memory that is
 * not looked at is time saved. Sum and maximum of a metric lie side by side for the same reason.
 */
final class MetricTotals {
  private final long[] totals = new long[2 * TaskMetric.count()];

  /** One number of each line of the processor's cache. */
  long look() {
    long read = 0;
    for (int i = 0; i < totals.length; i += Long.BYTES) {
      read += totals[i];
    }
    return read;
  }

  void add(TaskMetric metric, long value) {
    if (value != 0) {
      int i = 2 * metric.ordinal();
      totals[i] = LogHistogram.saturatedSum(totals[i], value);
      if (value > totals[i + 1]) {
        totals[i + 1] = value;
      }
    }
  }

  /** Sum, at most {@link Long#MAX_VALUE}. */
  long sum(TaskMetric metric) {
    return totals[2 * metric.ordinal()];
  }

  /** Maximum, 0 before the first value. */
  long max(TaskMetric metric) {
    return totals[2 * metric.ordinal() + 1];
  }

  void merge(MetricTotals other) {
    for (int i = 0; i < totals.length; i += 2) {
      totals[i] = LogHistogram.saturatedSum(totals[i], other.totals[i]);
      totals[i + 1] = Math.max(totals[i + 1], other.totals[i + 1]);
    }
  }

  void clear() {
    Arrays.fill(totals, 0);
  }

  void write(StateWriter out) {
    out.writeUnsigned(TaskMetric.count());
    for (int i = 0; i < totals.length; i += 2) {
      out.writeUnsigned(totals[i]);
      if (totals[i] != 0) {
        out.writeUnsigned(totals[i + 1]);
      }
    }
  }

  /** Reads what {@link #write} wrote; metrics that this version does not know are passed over. */
  static MetricTotals read(StateReader in) {
    MetricTotals read = new MetricTotals();
    int metrics = in.readLength();
    for (int i = 0; i < metrics; i++) {
      long sum = in.readUnsigned();
      long max = sum == 0 ? 0 : in.readUnsigned();
      if (i < TaskMetric.count()) {
        read.totals[2 * i] = sum;
        read.totals[2 * i + 1] = max;
      }
    }
    return read;
  }
}
