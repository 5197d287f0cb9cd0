package io.attune.advisor.rules.executors;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Gain;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many executors of the present size a run should have: the run, with what earlier rules have
 * decided, is replayed on clusters of several sizes, and the objective chooses among time and cost.
 */
public final class ExecutorCountRule implements Rule {
  static final String ID = "executor-count";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean judgesWholeRun() {
    return true;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (DatabricksSizing.isDatabricks(context)) {
      return Verdict.silent("on Databricks the workers are sized, not the executors");
    } else if (context.facts().cluster().dynamic()) {
      return Verdict.silent("dynamic allocation decides how many executors there are");
    } else if (context.decided(DynamicSettings.ENABLED).isPresent()) {
      return Verdict.silent("dynamic allocation pays more than another fixed number");
    }
    Optional<String> objection = SizingGuard.objectionToSizes(context);
    if (objection.isPresent()) {
      return KeptAdvice.orSilent(context, ID, objection.get());
    }
    Optional<String> asked = notGranted(context);
    if (asked.isPresent()) {
      return Verdict.silent(asked.get());
    }
    Sizing sizing = context.sizing().orElseThrow();
    RunForecast forecast = context.forecast().orElseThrow();
    SizeChoice choice = new SizeChoice(context, forecast, sizing);
    if (!choice.pays(ID)) {
      return KeptAdvice.orSilent(context, ID, choice.whyNot());
    }
    return new Verdict.Advises(OneChange.of(advice(context, forecast, sizing, choice)));
  }

  /** A cluster that gave fewer than were asked for says nothing about how many to ask for. */
  private static Optional<String> notGranted(RuleContext context) {
    long seen = context.facts().cluster().executors();
    if (ExecutorKnobs.isStandalone(context.settings())
        || !context.settings().isSet(ExecutorKnobs.INSTANCES)) {
      return Optional.empty();
    }
    long asked = context.settings().number(ExecutorKnobs.INSTANCES).orElse(seen);
    return asked <= seen
        ? Optional.empty()
        : Optional.of("the cluster gave " + seen + " of " + asked + " executors asked for");
  }

  private static List<Advice> advice(
      RuleContext context, RunForecast forecast, Sizing sizing, SizeChoice choice) {
    Priced now = sizing.current();
    Priced chosen = sizing.chosen();
    Gain gain = choice.gain();
    List<SettingChange> settings =
        ExecutorKnobs.settings(
            context,
            now.executors(),
            now.size().coresPerExecutor(),
            chosen.executors(),
            choice.lower(),
            choice.upper(),
            now.size().coresPerExecutor());
    List<Advice> advice = new ArrayList<>();
    for (SettingChange setting : settings) {
      advice.add(
          choice
              .evidence(Advice.change(Category.EXECUTORS, setting))
              .gain(gain)
              .summary(
                  Amounts.counted(chosen.executors(), "executor")
                      + " instead of "
                      + Amounts.count(now.executors())
                      + (setting.property().equals(ExecutorKnobs.INSTANCES)
                          ? ""
                          : " (" + setting.property() + " = " + setting.recommended() + ")")
                      + ": "
                      + choice.words()
                      + ".")
              .doubt(
                  chosen.executors() < now.executors()
                      ? "A larger input day takes longer on fewer executors, and what they held in"
                          + " memory together has to fit in those that are left."
                      : "The replay does not know what the executors share: a database, a disk, the"
                          + " network.")
              .build());
    }
    return advice;
  }

  /** How much it matters. */
  static Severity severity(RuleTable table, double share) {
    return share >= table.number("sizing.high-share")
        ? Severity.HIGH
        : share >= table.number("sizing.moderate-share") ? Severity.MODERATE : Severity.LOW;
  }
}
