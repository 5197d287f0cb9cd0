package io.attune.advisor.rules;

import io.attune.advisor.table.RuleTable;

/**
 * What is worth a reader's attention: something must take a good share of the run and, however
 * short the run is, some seconds.
 */
public final class Relevance {
  private final RuleTable table;
  private final RunFacts facts;

  public Relevance(RuleContext context) {
    this.table = context.table();
    this.facts = context.facts();
  }

  /** Whether so much task time is worth mentioning. */
  public boolean ofTaskTime(long millis) {
    return millis >= table.number("relevance.min-task-ms")
        && millis >= table.number("relevance.min-task-share") * facts.taskTimeMs();
  }

  /** Whether so much wall time is worth mentioning. */
  public boolean ofWallTime(long millis) {
    return millis >= table.number("relevance.min-wall-ms")
        && millis >= table.number("relevance.min-wall-share") * facts.spanMs();
  }
}
