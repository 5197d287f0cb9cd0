package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Forecast;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import java.util.List;

/** What Advise writes; the record's key is that of the topic it goes to. */
public sealed interface AdviceOutput {
  /** Outcomes in it. */
  default List<Outcome> outcomes() {
    return List.of();
  }

  /** Forecasts in it. */
  default List<Forecast> forecasts() {
    return List.of();
  }

  /** Whether it is for the recommendations topic. */
  default boolean isAdvice() {
    return false;
  }

  /** The recommendation in it, null when one is withdrawn or it is no advice. */
  default Recommendation recommendation() {
    return null;
  }

  /**
   * A recommendation, new or changed.
   *
   * @param recommendation the record
   */
  record Recommended(Recommendation recommendation) implements AdviceOutput {
    public Recommended {
      requireNonNull(recommendation, "recommendation is null");
    }

    @Override
    public boolean isAdvice() {
      return true;
    }
  }

  /** A recommendation no longer stands. */
  record Withdrawn() implements AdviceOutput {
    @Override
    public boolean isAdvice() {
      return true;
    }
  }

  /**
   * What came of a recommendation.
   *
   * @param outcome the record
   */
  record Concluded(Outcome outcome) implements AdviceOutput {
    public Concluded {
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
  record Forecasted(Forecast forecast) implements AdviceOutput {
    public Forecasted {
      requireNonNull(forecast, "forecast is null");
    }

    @Override
    public List<Forecast> forecasts() {
      return List.of(forecast);
    }
  }
}
