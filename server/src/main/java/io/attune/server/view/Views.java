package io.attune.server.view;

import static java.util.Objects.requireNonNull;

/**
 * All that is shown, each from where it is kept.
 *
 * @param recommendations what is published now
 * @param runs applications and workloads of this instance
 * @param outcomes what came of advice
 * @param forecasts time and cost at other sizes
 */
public record Views(
    Recommendations recommendations, Runs runs, Outcomes outcomes, ForecastsOfWorkloads forecasts) {
  /** Checks the fields. */
  public Views {
    requireNonNull(recommendations, "recommendations is null");
    requireNonNull(runs, "runs is null");
    requireNonNull(outcomes, "outcomes is null");
    requireNonNull(forecasts, "forecasts is null");
  }

  /** With runs that are read otherwise. */
  public Views with(Runs others) {
    return new Views(recommendations, others, outcomes, forecasts);
  }
}
