package io.attune.advisor.rules;

/**
 * Looks at one run and says what to change, or why it keeps silent. A rule is a pure function of
 * its context: it reads no clock and keeps nothing between two evaluations.
 */
public interface Rule {
  /** Stable and free of values; its page is {@code docs/rules/<id>.md}. */
  String id();

  /** Version of the rule, from 1; grows when the meaning of its advice changes. */
  int version();

  /**
   * Judges a run.
   *
   * @param context the run, what is known of earlier runs, the rule table, and what earlier rules
   *     have decided
   * @return advice, or the reason for silence
   */
  Verdict evaluate(RuleContext context);
}
