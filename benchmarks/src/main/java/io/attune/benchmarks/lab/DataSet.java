package io.attune.benchmarks.lab;

import java.util.Arrays;
import java.util.Locale;

/** Generated input data. */
enum DataSet {
  /** TPC-H at scale 0.2 as Parquet, a directory per table. */
  TPCH,
  /** Part of TPC-DS at scale 0.2 as Parquet, a directory per table. */
  TPCDS,
  /** TPC-H's line items as text, eight files. */
  LINES,
  /** Events as 1,500 small CSV files in {@code many}, the same in four files in {@code few}. */
  SMALL_CSV,
  /** Orders as 3,000 small Parquet files in {@code many}, the same in two files in {@code few}. */
  SMALL_PARQUET;

  /** Name of its directory, and after {@code @} in a workload's arguments. */
  String folder() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a workload reads it. */
  boolean isReadBy(Workload workload) {
    return workload.arguments().stream().anyMatch(a -> a.equals("@" + folder()));
  }

  static java.util.List<DataSet> of(Workload workload) {
    return Arrays.stream(values()).filter(d -> d.isReadBy(workload)).toList();
  }
}
