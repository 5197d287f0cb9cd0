package io.attune.advisor.rules.executors;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.SettingValues;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.reliability.StragglerRule;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Advice about the size of a cluster that runs before this one have borne out and this one alone
 * does not. A replay that falls a little otherwise is chance; only when it goes on does the advice
 * go.
 */
public final class KeptAdvice {
  /** Name of the condition by which it is known. */
  public static final String CONDITION = "kept";

  private KeptAdvice() {}

  /** Under which name a run remembers that it kept what a rule had advised before. */
  public static String observedAs(String ruleId) {
    return CONDITION + ' ' + ruleId;
  }

  /**
   * The advice of a rule after the last run where it is kept, else silence.
   *
   * @param why why this run does not bear it out
   */
  static Verdict orSilent(RuleContext context, String ruleId, String why) {
    List<PastAdvice> past =
        context.stillOpen().stream().filter(advice -> advice.ruleId().equals(ruleId)).toList();
    boolean whole =
        !past.isEmpty()
            && past.size()
                == context
                    .history()
                    .runs()
                    .get(context.history().runs().size() - 1)
                    .recommended()
                    .stream()
                    .filter(advice -> advice.ruleId().equals(ruleId))
                    .count();
    boolean contradicted =
        context.isUnreplayed()
            || context.decided(StragglerRule.SPECULATION).isPresent()
            || SizingGuard.SHAPE.stream().anyMatch(shape -> context.decided(shape).isPresent())
            || past.stream().anyMatch(advice -> context.decided(advice.property()).isPresent());
    if (!whole || contradicted) {
      return Verdict.silent(why);
    }
    int most = (int) context.table().whole("advice.keep-runs");
    List<RunSummary> runs = context.history().runs();
    List<RunSummary> newest = runs.subList(Math.max(0, runs.size() - most), runs.size());
    long support = newest.stream().filter(run -> bearsOut(run, ruleId)).count();
    if (support < context.table().number("advice.keep-support")) {
      return Verdict.silent(why);
    }
    List<Advice> kept = new ArrayList<>();
    past.forEach(advice -> kept.add(again(context, advice, support, newest.size(), why)));
    return new Verdict.Advises(OneChange.of(kept));
  }

  private static boolean bearsOut(RunSummary run, String ruleId) {
    return !run.observed().containsKey(observedAs(ruleId))
        && run.advised().stream().anyMatch(advised -> advised.startsWith(ruleId + "/"));
  }

  private static Advice again(
      RuleContext context, PastAdvice past, long support, int runs, String why) {
    SettingChange setting =
        SettingChange.of(past.property(), past.recommended(), past.unit())
            .current(past.previous())
            .bounds(past.lowerBound(), past.upperBound())
            .rollback(ExplicitValue.of(context.settings(), past.property()))
            .magnitude(SettingValues.magnitude(past.property(), past.recommended()).orElse(0))
            .build();
    return Advice.change(Category.EXECUTORS, setting)
        .severity(Severity.LOW)
        .tasks(context.facts().tasksSucceeded())
        .weightMs(context.facts().spanMs())
        .evidence(
            "runsThatBearItOut",
            "count",
            support,
            context.table().number("advice.keep-support"),
            "count")
        .impact(past.expected().getTime(), past.expected().getCost())
        .condition(CONDITION, "This run alone would not have led to it: " + why + ".")
        .summary(
            setting.property()
                + " = "
                + setting.recommended()
                + ", as advised before: "
                + support
                + " of the last "
                + Amounts.counted(runs, "run")
                + " bear it out, and that this one does not may be chance.")
        .doubt("If the runs to come do not bear it out either, it will go.")
        .build();
  }
}
