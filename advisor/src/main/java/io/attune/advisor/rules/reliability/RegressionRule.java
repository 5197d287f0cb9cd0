package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.SettingValues;
import io.attune.advisor.history.SettingsInForce;
import io.attune.advisor.history.TriedValue;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A value that Attune advised, that is in force, and that made the workload slower or dearer: back
 * to the value before it.
 */
public final class RegressionRule implements Rule {
  /** Stable id. */
  public static final String ID = "regression";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.BOTH;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    WorkloadHistory history = context.history();
    if (history.tried().isEmpty()) {
      return Verdict.silent("no advised value has been in force yet");
    }
    Map<String, String> inForce = SettingsInForce.of(context.run(), history.namedProperties());
    List<Advice> advice = new ArrayList<>();
    for (String property : history.namedProperties()) {
      Optional.ofNullable(inForce.get(property))
          .flatMap(value -> history.tried(property, value))
          .filter(tried -> tried.state() == RecommendationState.REGRESSED)
          .filter(tried -> canGoBack(history, tried))
          .ifPresent(tried -> advice.add(back(context, tried)));
    }
    return Verdict.of(advice, "no value in force that was advised has made it worse");
  }

  /** Not to a value that is unknown or has been found to be worse itself. */
  private static boolean canGoBack(WorkloadHistory history, TriedValue tried) {
    return tried.setting().previous().isPresent()
        && history
            .tried(tried.property(), tried.setting().previous().get())
            .map(before -> before.state() != RecommendationState.REGRESSED)
            .orElse(true);
  }

  private static Advice back(RuleContext context, TriedValue tried) {
    String previous = tried.setting().previous().orElseThrow();
    TriedValue.Consequence effect = tried.effect();
    TriedValue.OnTime time = effect.time();
    double saving = time.beforeMs() - time.spanMs();
    Advice.Builder builder =
        Advice.change(Category.RELIABILITY, setting(context, tried, previous))
            .severity(Severity.HIGH)
            .tasks(context.facts().attempts())
            .weightMs((long) Math.abs(saving))
            .context("spanMs", "value", time.spanMs(), "ms");
    if (time.thresholdShare().isPresent()) {
      double threshold = time.thresholdShare().getAsDouble();
      time.share()
          .ifPresent(share -> builder.evidence("spanMs", "change", share, threshold, "share"));
      effect
          .costShare()
          .ifPresent(share -> builder.evidence("cost", "change", share, threshold, "share"));
      builder.context("spanMs", "before", time.beforeMs(), "ms");
    }
    if (time.share().isPresent() && saving < 0) {
      builder.expectedTime(new Change(saving, null, null, "ms", ImpactBasis.MEASURED));
    }
    return builder
        .summary(
            "Back to "
                + previous
                + ": with "
                + tried.applied()
                + ", which was advised, "
                + why(effect)
                + ".")
        .doubt(
            effect.outOfMemory()
                ? "Memory may have run out because this run had more to do than those before it."
                : "Something outside the application may have slowed that run down; what else"
                    + " changed stands in the outcome.")
        .build();
  }

  private static SettingChange setting(RuleContext context, TriedValue tried, String previous) {
    OptionalDouble magnitude = SettingValues.magnitude(tried.property(), previous);
    Optional<String> bound = magnitude.isPresent() ? Optional.of(previous) : Optional.empty();
    return SettingChange.of(tried.property(), previous, tried.setting().unit())
        .current(tried.applied())
        .bounds(bound, bound)
        .uncapped(bound)
        .rollback(ExplicitValue.of(context.settings(), tried.property()))
        .magnitude(magnitude.orElse(0))
        .build();
  }

  private static String why(TriedValue.Consequence effect) {
    TriedValue.OnTime time = effect.time();
    if (effect.outOfMemory()) {
      return "memory ran out";
    }
    boolean slower =
        time.share().orElse(0) > time.thresholdShare().orElse(0) || effect.costShare().isEmpty();
    if (slower) {
      return "the run took "
          + Amounts.duration(time.spanMs())
          + " instead of "
          + Amounts.duration(time.beforeMs())
          + " for the same input";
    }
    return "the run cost "
        + Amounts.percent(effect.costShare().orElseThrow())
        + " more for the same input";
  }
}
