package io.attune.benchmarks;

import io.attune.benchmarks.harness.Median;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Repeated measurements, with their median and range. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
    Collections.sort(values);
  }

  int size() {
    return values.size();
  }

  double min() {
    return values.get(0);
  }

  double max() {
    return values.get(values.size() - 1);
  }

  double median() {
    return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
