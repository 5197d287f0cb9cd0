package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Forecast;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import java.util.List;

/** What Advise has to say; the record's key is that of the topic it goes to. */
public sealed interface AdviceOutput {
  /** Outcomes in it. */
  default List<Outcome> outcomes() {
    return List.of();
  }

  /** Forecasts in it. */
  default List<Forecast> forecasts() {
    return List.of();
  }

  /**
   * A recommendation.
   *
   * @param recommendation null withdraws
   */
  record Word(Recommendation recommendation) implements AdviceOutput {}

  /**
   * What came of one.
   *
   * @param outcome the record
   */
  record Happened(Outcome outcome) implements AdviceOutput {
    public Happened {
      requireNonNull(outcome, "outcome is null");
    }

    @Override
    public List<Outcome> outcomes() {
      return List.of(outcome);
    }
  }

  /**
   * What the newest run would take and cost at other sizes.
   *
   * @param forecast the record
   */
  record Foreseen(Forecast forecast) implements AdviceOutput {
    public Foreseen {
      requireNonNull(forecast, "forecast is null");
    }

    @Override
    public List<Forecast> forecasts() {
      return List.of(forecast);
    }
  }
}
