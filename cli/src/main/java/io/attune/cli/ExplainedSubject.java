package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.TerminalText;
import io.attune.schemas.Recommendation;
import java.util.Collection;
import java.util.List;

/**
 * What is to be explained.
 *
 * @param name id of a rule, a property, or id of a recommendation
 */
record ExplainedSubject(String name) {
  ExplainedSubject {
    requireNonNull(name, "name is null");
  }

  /** Whether it is a rule. */
  boolean isRule() {
    return RulePages.ids().contains(name);
  }

  /** Whether it may have been meant for a rule: those have no dots and no digits. */
  boolean isLikeARule() {
    return name.matches("[A-Za-z-]+");
  }

  /** The page of the rule that it is. */
  String page() {
    return RulePages.page(name)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "there is no rule '"
                        + name
                        + "'"
                        + RulePages.nearest(name)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse(".")));
  }

  /** Whether a change is what is to be explained. */
  boolean isMeantBy(List<Recommendation> card) {
    return card.stream()
        .anyMatch(
            one ->
                name.equals(one.getRuleId())
                    || name.equals(one.getProperty())
                    || name.equals(one.getRecommendationId()));
  }

  /** Says that a rule is silent. */
  static String silence(String workload, String reason) {
    return TerminalText.printable(workload + ": silent, " + reason);
  }

  /**
   * The failure where nothing is called so.
   *
   * @param rules rules that there is advice of
   */
  CommandFailure notThere(Collection<String> rules) {
    return new CommandFailure(
        "nothing there is called '"
            + name
            + "'; "
            + (rules.isEmpty()
                ? "there is nothing to change."
                : "there is advice of "
                    + String.join(", ", rules.stream().distinct().toList())
                    + "."));
  }
}
