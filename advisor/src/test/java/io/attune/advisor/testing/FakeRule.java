package io.attune.advisor.testing;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rule made for one test.
 *
 * @param answer what it answers, or throws
 */
public record FakeRule(String id, Function<RuleContext, Verdict> answer) implements Rule {
  public static final String BROKEN = "broken";

  /** One that throws as a wrong order of bounds does. */
  public static FakeRule broken() {
    return new FakeRule(
        BROKEN,
        context -> {
          SettingChange.count("spark.sql.shuffle.partitions", 200, 8, 100, 4, 8, Optional.empty());
          throw new AssertionError("the bounds are in no order");
        });
  }

  /** All rules that Attune ships, and another one at this place. */
  public static List<Rule> amongStandard(int place, Rule rule) {
    List<Rule> rules = new ArrayList<>(StandardRules.all());
    rules.add(place, rule);
    return rules;
  }

  /** Advice that is complete, to be changed. */
  public static Advice.Builder advice(SettingChange setting) {
    return Advice.change(Category.MEMORY, setting)
        .severity(Severity.LOW)
        .context("x", "value", 1, "count")
        .summary("One.")
        .doubt("Two.");
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    return answer.apply(context);
  }
}
