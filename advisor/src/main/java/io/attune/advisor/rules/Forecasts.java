package io.attune.advisor.rules;

import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import java.util.Optional;

/**
 * The run replayed with what has been decided so far. Every call gives the same answer; the first
 * one may take some milliseconds.
 */
public interface Forecasts {
  /** For a run that is not replayed at all. */
  Forecasts NONE =
      new Forecasts() {
        @Override
        public Optional<RunForecast> forecast() {
          return Optional.empty();
        }

        @Override
        public Optional<Sizing> sizing() {
          return Optional.empty();
        }

        @Override
        public Optional<Sizing> sizingAsItRan() {
          return Optional.empty();
        }

        @Override
        public Optional<String> failure() {
          return Optional.empty();
        }
      };

  /**
   * Empty before the run has ended, when too little is known of it, when a replay failed, and when
   * the replay of the run as it was did not take as long as the run.
   */
  Optional<RunForecast> forecast();

  /** What other sizes of the cluster would make of the forecast; empty with it. */
  Optional<Sizing> sizing();

  /** What other sizes would make of the run as it was, with nothing decided; empty with it. */
  Optional<Sizing> sizingAsItRan();

  /**
   * Why there is no forecast or no sizing although there should be: a replay failed, or the run
   * refuted it.
   */
  Optional<String> failure();
}
