package io.attune.load.fleet;

import java.util.Locale;

/** Something normal that looks like trouble. It may be in healthy and in faulty workloads. */
public enum Confuser {
  /** Some tasks take several times as long as others of the same size. */
  STRAGGLERS,
  /** A tenth of the run time or less goes into collections, in a heap with room. */
  MODERATE_COLLECTION,
  /** Executors come and go with dynamic allocation. */
  DYNAMIC_ALLOCATION,
  /** Speculative copies are started, and one of each pair is killed. */
  SPECULATION,
  /** A job is cancelled in the middle. */
  CANCELLED_JOB,
  /** One task in some hundreds fails once. */
  RARE_FAILURE,
  /** Keys are uneven, but far below what holds up a stage. */
  UNEVEN_KEYS,
  /** A skewed stage that is over in a moment. */
  SHORT_SKEWED_STAGE,
  /** The driver works alone for less than a fifth of the time. */
  BUSY_DRIVER,
  /** Input files that are not large, but large enough. */
  MODEST_FILES,
  /** The machines are named, and executors fill them. */
  NAMED_NODE,
  /** It runs on a Databricks cluster of fixed size that ends soon after its work. */
  DATABRICKS,
  /** A last narrow job leaves most slots idle, but not for long. */
  SHORT_NARROW_REST;

  /** The name in reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
