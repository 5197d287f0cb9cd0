package io.attune.advisor.rules;

/** What a rule judges in an application of several units, and what its advice can be set for. */
public enum RuleScope {
  /** Each unit with its own jobs, stages, SQL executions and settings. */
  SESSION,
  /** The application with all its units, which share cluster and driver. */
  CLUSTER,
  /** Both: earlier advice, which was given in either. */
  BOTH
}
