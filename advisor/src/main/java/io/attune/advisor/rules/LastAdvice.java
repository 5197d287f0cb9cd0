package io.attune.advisor.rules;

import io.attune.advisor.application.Run;
import io.attune.advisor.application.SettingValues;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.SettingsInForce;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import java.util.List;
import java.util.Optional;

/**
 * What was advised after the last run, and how it keeps the advice after this one from coming and
 * going by chance.
 */
final class LastAdvice {
  private final Run run;
  private final Optional<RunSummary> last;
  private final double stayShare;

  LastAdvice(Run run, WorkloadHistory history, RuleTable table) {
    this.run = run;
    List<RunSummary> runs = history.runs();
    this.last = runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() - 1));
    this.stayShare = table.number("advice.stay-share");
  }

  /** What nobody has set since. */
  List<PastAdvice> open() {
    return recommended().stream().filter(this::isOpen).toList();
  }

  /** See {@link RuleContext#steady}. */
  SettingChange steady(SettingChange now) {
    return recommended().stream()
        .filter(past -> past.property().equals(now.property()))
        .filter(past -> isUnchanged(past, now) && now.holds(past.recommended()))
        .findFirst()
        .map(past -> now.withRecommended(past.recommended()))
        .orElse(now);
  }

  /** See {@link RuleContext#withHysteresis}. */
  double withHysteresis(String ruleId, double threshold) {
    return stands(ruleId) ? threshold * stayShare : threshold;
  }

  /** See {@link RuleContext#withHysteresisAgainst}. */
  double withHysteresisAgainst(String ruleId, String standing, double threshold) {
    return !stands(ruleId) && stands(standing)
        ? threshold / stayShare
        : withHysteresis(ruleId, threshold);
  }

  /** See {@link RuleContext#withHysteresisOn}. */
  double withHysteresisOn(String property, double threshold) {
    return open().stream().anyMatch(past -> past.property().equals(property))
        ? threshold * stayShare
        : threshold;
  }

  private List<PastAdvice> recommended() {
    return last.map(RunSummary::recommended).orElse(List.of());
  }

  /** Whether a rule gave advice after the last run that nobody has followed or overruled since. */
  private boolean stands(String ruleId) {
    if (last.isPresent() && last.get().advised().contains(ruleId)) {
      return true;
    }
    List<PastAdvice> ofRule =
        recommended().stream().filter(past -> past.ruleId().equals(ruleId)).toList();
    return !ofRule.isEmpty() && ofRule.stream().allMatch(this::isOpen);
  }

  /** Whether a property still has the value that it had when another one was advised. */
  private boolean isOpen(PastAdvice past) {
    String now = SettingsInForce.of(run, List.of(past.property())).get(past.property());
    return past.previous().isEmpty()
        ? now == null || !SettingValues.same(past.property(), past.recommended(), now)
        : now == null || SettingValues.same(past.property(), past.previous().get(), now);
  }

  private static boolean isUnchanged(PastAdvice past, SettingChange now) {
    return past.previous().isPresent()
        && now.current().isPresent()
        && SettingValues.same(now.property(), past.previous().get(), now.current().get());
  }
}
