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
  SHORT_NARROW_REST;

  /** The name in reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
