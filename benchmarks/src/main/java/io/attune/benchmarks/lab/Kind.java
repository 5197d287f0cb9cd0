package io.attune.benchmarks.lab;

/** What is known about a workload before Attune sees it. */
public enum Kind {
  /** Set up the way people get it wrong. */
  MISTUNED,
  /** Set up well: there is nothing to gain. */
  HEALTHY
}
