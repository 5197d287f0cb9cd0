package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SettingValues;
import io.attune.advisor.history.TriedValue;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.RecommendationState;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Keeps advice from being given again that this workload has refuted: the same value, or one that
 * goes as far or further the way that hurt. It holds until the input or Spark changes materially.
 */
public final class RefutedAdvice {
  private final WorkloadHistory history;
  private final RuleTable table;
  private final OptionalLong input;
  private final String sparkVersion;

  /**
   * Creates it.
   *
   * @param history earlier runs and what was tried in them, this run included
   * @param input of the run to advise on; empty while it still runs
   * @param sparkVersion of the run to advise on; empty when unknown
   */
  public RefutedAdvice(
      WorkloadHistory history, RuleTable table, OptionalLong input, String sparkVersion) {
    this.history = requireNonNull(history, "history is null");
    this.table = requireNonNull(table, "table is null");
    this.input = requireNonNull(input, "input is null");
    this.sparkVersion = requireNonNull(sparkVersion, "sparkVersion is null");
  }

  /** Why advice must not be given, in a short sentence; empty when it may. */
  public Optional<String> objection(Advice advice) {
    if (advice.setting().isEmpty() || advice.category() == Category.RELIABILITY) {
      return Optional.empty();
    }
    SettingChange setting = advice.setting().get();
    return history.tried().stream()
        .filter(tried -> tried.property().equals(setting.property()))
        .filter(tried -> isNewestOfItsValue(tried) && tried.isRefuted())
        .filter(tried -> !isOutdated(tried) && covers(tried, setting.recommended()))
        .max(Comparator.comparing(TriedValue::started))
        .map(
            tried ->
                setting.property()
                    + " = "
                    + tried.applied()
                    + " was tried and "
                    + (tried.state() == RecommendationState.REGRESSED
                        ? "made it worse"
                        : "did nothing"));
  }

  private boolean isNewestOfItsValue(TriedValue tried) {
    return history.tried(tried.property(), tried.applied()).filter(tried::equals).isPresent();
  }

  private boolean isOutdated(TriedValue tried) {
    if (!feature(tried.run().sparkVersion()).equals(feature(sparkVersion))) {
      return true;
    }
    if (input.isEmpty() || input.getAsLong() <= 0 || tried.run().input() <= 0) {
      return false;
    }
    double ratio = (double) input.getAsLong() / tried.run().input();
    double factor = table.number("history.input-changed-factor");
    return ratio >= factor || ratio <= 1 / factor;
  }

  private boolean covers(TriedValue tried, String value) {
    if (SettingValues.same(tried.property(), tried.applied(), value)) {
      return true;
    }
    OptionalDouble to = SettingValues.magnitude(tried.property(), tried.applied());
    OptionalDouble now = SettingValues.magnitude(tried.property(), value);
    OptionalDouble from =
        tried
            .setting()
            .previous()
            .map(text -> SettingValues.magnitude(tried.property(), text))
            .orElseGet(OptionalDouble::empty);
    if (to.isEmpty() || now.isEmpty() || from.isEmpty() || to.equals(from)) {
      return false;
    }
    double way = (now.getAsDouble() - from.getAsDouble()) / (to.getAsDouble() - from.getAsDouble());
    double tolerance = table.number("regression.undo-tolerance");
    return tried.state() == RecommendationState.REGRESSED
        ? way >= 1 - tolerance
        : way > 0 && way <= 1 + tolerance;
  }

  private static String feature(String version) {
    return version.replaceAll("^(\\d+\\.\\d+).*$", "$1");
  }
}
