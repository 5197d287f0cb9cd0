package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.rules.Decisions;
import io.attune.advisor.rules.Forecasts;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.sizing.Forecaster;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The replays of one run, each made when it is first asked for and then kept: the run as it was,
 * and the run with what has been decided. A replay that throws leaves its forecasts empty and is
 * noted as a failure.
 */
final class RunForecasts {
  private final RuleContext undecided;
  private final Forecaster forecaster;
  private final PartFailures failures;
  private final Lazy<RunForecast> asItWas;

  /**
   * Creates it.
   *
   * @param undecided the run, before anything is decided
   * @param failures where to note replays that throw
   */
  RunForecasts(RuleContext undecided, Forecaster forecaster, PartFailures failures) {
    this.undecided = requireNonNull(undecided, "undecided is null");
    this.forecaster = requireNonNull(forecaster, "forecaster is null");
    this.failures = requireNonNull(failures, "failures is null");
    this.asItWas = new Lazy<>("the run", this::replayed);
  }

  /** The run with this decided. */
  Forecasts with(Decisions decisions) {
    return new Decided(List.copyOf(decisions.effects()));
  }

  private Optional<RunForecast> replayed() {
    return undecided.run().application().ended()
        ? forecaster.forecast(undecided.run(), undecided.history().calibration(undecided.table()))
        : Optional.empty();
  }

  private Sizing size(RunForecast forecast) {
    return new Sizing(
        forecast,
        undecided.objective(),
        undecided.table(),
        SizingLimits.of(undecided, forecast),
        undecided.facts().cluster().isLocal());
  }

  private final class Decided implements Forecasts {
    private final Lazy<RunForecast> forecast;
    private final Lazy<Sizing> sizing;

    private Decided(List<Effect> effects) {
      this.forecast =
          new Lazy<>("the run as advised", () -> asItWas.get().map(was -> was.with(effects)));
      this.sizing = new Lazy<>("other sizes", () -> forecast.get().map(RunForecasts.this::size));
    }

    @Override
    public Optional<RunForecast> forecast() {
      return forecast.get();
    }

    @Override
    public Optional<Sizing> sizing() {
      return sizing.get();
    }

    @Override
    public Optional<String> failure() {
      return Stream.of(asItWas, forecast, sizing)
          .flatMap(replay -> replay.failure.stream())
          .findFirst()
          .map(failure -> "the replay " + failure.reason());
    }
  }

  /** A replay that is made once; empty when making it throws. */
  private final class Lazy<T> {
    private final String subject;
    private final Supplier<Optional<T>> maker;
    private Optional<T> value;
    private Optional<PartFailure> failure = Optional.empty();

    private Lazy(String subject, Supplier<Optional<T>> maker) {
      this.subject = subject;
      this.maker = maker;
    }

    private Optional<T> get() {
      if (value == null) {
        try {
          value = maker.get();
        } catch (RuntimeException e) {
          value = Optional.empty();
          failure = Optional.of(new PartFailure(PartFailure.Part.FORECAST, subject, e));
          failures.add(failure.get());
        }
      }
      return value;
    }
  }
}
