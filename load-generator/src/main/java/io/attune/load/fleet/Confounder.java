package io.attune.load.fleet;

import java.util.Locale;

/** Normal behaviour that resembles a fault, in healthy or faulty workloads. */
public enum Confounder {
  /** Some tasks take several times as long as others of the same size. */
  STRAGGLERS,
  /** At most a tenth of the run time is garbage collection, in a heap with room. */
  MODERATE_COLLECTION,
  /** Dynamic allocation adds and removes executors. */
  DYNAMIC_ALLOCATION,
  /** Speculative attempts are started, and one of each pair is killed. */
  SPECULATION,
  /** A job is cancelled. */
  CANCELLED_JOB,
  /** One task in some hundreds fails once. */
  RARE_FAILURE,
  /** Keys are uneven, but not enough to delay a stage. */
  UNEVEN_KEYS,
  /** A skewed stage that takes seconds. */
  SHORT_SKEWED_STAGE,
  /** No tasks run for less than a fifth of the time. */
  BUSY_DRIVER,
  /** Input files that are small, but large enough. */
  MODEST_FILES,
  /** The node type is given, and executors fill the nodes. */
  NAMED_NODE,
  /** A Databricks cluster of fixed size that terminates soon after the work. */
  DATABRICKS,
  /** A final narrow job leaves most slots idle for a short time. */
  SHORT_NARROW_REST,
  /** The driver takes a moment to find the files of a query. */
  BRIEF_LISTING,
  /** A join without an equality over few pairs of rows. */
  FEW_PAIRS,
  /** A sort by range over rows that are soon computed again. */
  CHEAP_RANGE_SORT,
  /** A function in Python that takes its time for each of few rows. */
  SLOW_PYTHON_FUNCTION,
  /** Many rows are made of each row, in as many tasks as there is room for. */
  WIDE_EXPLODE,
  /** A MERGE that changes about as many rows as it copies. */
  LEAN_MERGE,
  /** Tasks wait once, for as long as Spark lets them, for the hosts with their data. */
  PLACED_INPUT;

  /** The name in reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
