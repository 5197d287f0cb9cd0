package io.attune.advisor.rules;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.Objective;
import io.attune.advisor.cost.PriceTable;

/**
 * What whoever runs Attune wants of it.
 *
 * @param costs what things cost
 * @param objective what counts for workloads that do not say so themselves
 */
public record Preferences(CostModel costs, Objective objective) {
  private static final Preferences NEUTRAL =
      new Preferences(new CostModel(PriceTable.neutral()), Objective.BALANCED);

  /** Checks the fields. */
  public Preferences {
    requireNonNull(costs, "costs is null");
    requireNonNull(objective, "objective is null");
  }

  /** Neutral prices, balanced. */
  public static Preferences neutral() {
    return NEUTRAL;
  }

  /** With other prices. */
  public Preferences with(PriceTable prices) {
    return new Preferences(new CostModel(prices), objective);
  }

  /** With another objective. */
  public Preferences with(Objective other) {
    return new Preferences(costs, other);
  }
}
