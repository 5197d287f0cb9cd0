package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.rules.Decisions;
import io.attune.advisor.rules.Forecasts;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.sizing.Forecaster;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  private final Lazy<Sizing> sizingAsItRan;
  private Optional<String> refutation = Optional.empty();

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
    this.sizingAsItRan =
        new Lazy<>(
            "other sizes of the run as it was",
            () -> asItWas.get().map(was -> size(was, Decisions.none())));
  }

  /** The run with this decided. */
  Forecasts with(Decisions decisions) {
    return new Decided(decisions);
  }

  private Optional<RunForecast> replayed() {
    if (!undecided.run().application().ended()) {
      return Optional.empty();
    }
    Optional<RunForecast> forecast =
        forecaster.forecast(
            undecided.run(),
            undecided.history().calibration(undecided.table()),
            SecondSize.following(undecided));
    refutation = forecast.flatMap(this::refutation);
    return refutation.isPresent() ? Optional.empty() : forecast;
  }

  /** A replay that does not take as long as the run itself proves nothing about other sizes. */
  private Optional<String> refutation(RunForecast forecast) {
    double error = Math.abs(1 / forecast.scale() - 1);
    return error <= undecided.table().number("sizing.max-replay-error-share")
        ? Optional.empty()
        : Optional.of(
            "the replay of the run as it was takes "
                + Amounts.duration(forecast.here().spanMs())
                + " and the run took "
                + Amounts.duration(forecast.here().spanMs() * forecast.scale())
                + ", so it proves nothing about other sizes");
  }

  /** Why the run refutes its own replay, in words; empty where it does not. */
  Optional<String> refutation() {
    asItWas.get();
    return refutation;
  }

  private Sizing size(RunForecast forecast, Decisions decisions) {
    return new Sizing(
        forecast,
        undecided.objective(),
        undecided.table(),
        SizingLimits.of(undecided, forecast, decisions),
        undecided.facts().cluster().isLocal());
  }

  private final class Decided implements Forecasts {
    private final Lazy<RunForecast> forecast;
    private final Lazy<Sizing> sizing;

    private Decided(Decisions decisions) {
      List<Effect> effects = List.copyOf(decisions.effects());
      this.forecast =
          effects.isEmpty()
              ? asItWas
              : new Lazy<>("the run as advised", () -> asItWas.get().map(was -> was.with(effects)));
      this.sizing =
          effects.isEmpty() && SizingLimits.partitions(decisions).isEmpty()
              ? sizingAsItRan
              : new Lazy<>(
                  "other sizes", () -> forecast.get().map(advised -> size(advised, decisions)));
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
    public Optional<Sizing> sizingAsItRan() {
      return sizingAsItRan.get();
    }

    @Override
    public Optional<String> failure() {
      return Stream.of(asItWas, forecast, sizing)
          .flatMap(replay -> replay.failure.stream())
          .findFirst()
          .map(failure -> "the replay " + failure.reason())
          .or(RunForecasts.this::refutation);
    }
  }

  /** A replay that is made once; empty when making it throws. */
  private final class Lazy<T> {
    private final String subject;
    private final Supplier<Optional<T>> maker;
    private @Nullable Optional<T> value;
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
