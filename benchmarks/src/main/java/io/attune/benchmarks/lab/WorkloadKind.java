package io.attune.benchmarks.lab;

/** Whether a workload has known problems. */
public enum WorkloadKind {
  /** Misconfigured in a common way. */
  MISTUNED,
  /** Well configured: there is nothing to gain. */
  HEALTHY
}
