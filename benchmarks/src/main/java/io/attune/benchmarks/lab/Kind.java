package io.attune.benchmarks.lab;

/** Whether a workload has known problems. */
public enum Kind {
  /** Misconfigured in a common way. */
  MISTUNED,
  /** Well configured: there is nothing to gain. */
  HEALTHY
}
