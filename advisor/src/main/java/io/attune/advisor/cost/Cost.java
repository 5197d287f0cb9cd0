package io.attune.advisor.cost;

import static java.util.Objects.requireNonNull;

/**
 * What a run costs.
 *
 * @param amount in the unit
 * @param unit of the price table: a currency, or {@code unit} for neutral prices
 * @param coreHours hours of cores that were paid for, the driver's included
 * @param gibHours hours of GiB of memory that were paid for
 */
public record Cost(double amount, String unit, double coreHours, double gibHours) {
  /** Checks the fields. */
  public Cost {
    requireNonNull(unit, "unit is null");
  }

  Cost plus(Cost other) {
    return new Cost(
        amount + other.amount, unit, coreHours + other.coreHours, gibHours + other.gibHours);
  }
}
