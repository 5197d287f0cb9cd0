package io.attune.advisor.assess;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Condition;
import io.attune.schemas.Confidence;
import java.util.ArrayList;
import java.util.List;

/**
 * How sure a recommendation is. The value is {@code (1 - d / 2^(r - 1)) * s * f^k}: r runs in which
 * the same advice was due, d the doubt that one run leaves, s the share of the tasks that was seen,
 * and a factor f for each of k conditions beside the one that only one run was seen.
 */
final class Confidences {
  private Confidences() {}

  static Confidence of(RuleContext context, Rule rule, Advice advice, List<Condition> more) {
    RuleTable table = context.table();
    String advised = advice.setting().map(s -> rule.id() + "/" + s.property()).orElse(rule.id());
    int runs =
        1
            + (int)
                context.history().runs().stream()
                    .filter(run -> run.advised().contains(advised))
                    .count();
    List<Condition> conditions = new ArrayList<>();
    if (!context.run().application().ended()) {
      conditions.add(
          new Condition(
              "still-running", "The application has not ended; later stages may differ."));
    }
    double completeness = context.run().completeness();
    if (completeness < 1) {
      conditions.add(
          new Condition(
              "incomplete-data",
              String.format(
                  java.util.Locale.ROOT,
                  "Only %.1f %% of the tasks that ran were seen.",
                  completeness * 100)));
    }
    if (advice.tasks() < table.whole("confidence.few-tasks")) {
      conditions.add(new Condition("few-tasks", "It rests on " + advice.tasks() + " tasks only."));
    }
    conditions.addAll(advice.conditions());
    conditions.addAll(more);
    double value =
        (1 - table.number("confidence.one-run-doubt") / Math.pow(2, runs - 1.0))
            * completeness
            * Math.pow(table.number("confidence.condition-factor"), conditions.size());
    if (runs == 1) {
      conditions.add(new Condition("one-run", "It was seen in one run only."));
    }
    return new Confidence(
        Math.round(value * 1000) / 1000.0, runs, advice.tasks(), completeness, conditions);
  }
}
