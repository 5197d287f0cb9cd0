package io.attune.advisor.rules;

/**
 * Looks at one run and says what to change, or why it has no advice. A rule is a pure function of
 * its context: it reads no clock and keeps nothing between two evaluations.
 */
public interface Rule {
  /** Stable and free of values; its page is {@code docs/rules/<id>.md}. */
  String id();

  /**
   * Judges a run. A rule that throws costs its own advice only.
   *
   * @param context the run, what is known of earlier runs, the rule table, and what earlier rules
   *     have decided
   * @return advice, or the reason for silence
   */
  Verdict evaluate(RuleContext context);
}
