package io.attune.advisor.rules;

/**
 * Looks at one run and says what to change, or why it has no advice. A rule is a pure function of
 * its context: it reads no clock and keeps nothing between two evaluations.
 */
public interface Rule {
  /** Stable and free of values; its page is {@code docs/rules/<id>.md}. */
  String id();

  /**
   * Whether it judges how a run as a whole went: how long it took, what stood idle, what other
   * sizes would make of it. Of a run that a failure cut short it says nothing.
   */
  default boolean judgesWholeRun() {
    return false;
  }

  /** What it judges in an application of several units. */
  default RuleScope scope() {
    return RuleScope.SESSION;
  }

  /**
   * Whether it speaks of tasks that have not ended as well: its context then counts those that run
   * for long as far as they have come, see {@link
   * io.attune.advisor.application.InProgress#of(io.attune.advisor.application.Run)}. Only for what
   * a task can but add to: its time, what it read and spilled.
   */
  default boolean seesRunningTasks() {
    return false;
  }

  /**
   * Judges a run. A rule that throws costs its own advice only.
   *
   * @param context the run, what is known of earlier runs, the rule table, and what earlier rules
   *     have decided
   * @return advice, or the reason for silence
   */
  Verdict evaluate(RuleContext context);
}
