package io.attune.advisor.cost;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.Run;
import io.attune.advisor.prediction.Prediction;
import java.time.Instant;
import java.util.Optional;

/**
 * What runs cost: cost = Σ over executors of (start-up + lifetime, rounded to the billing unit) ×
 * price of its cores and of its memory (heap, overhead and off-heap), or of its machine, + the
 * driver over the whole application. Executors are counted by their real lifetimes, because under
 * dynamic allocation executors × wall time means nothing.
 */
public final class CostModel {
  private static final double HOUR_MS = 3_600_000;

  private final PriceTable prices;

  /** With these prices. */
  public CostModel(PriceTable prices) {
    this.prices = requireNonNull(prices, "prices is null");
  }

  /** The prices. */
  public PriceTable prices() {
    return prices;
  }

  /** What a run was paid for by the hour. */
  public Resources resources(Run run) {
    return Resources.of(run, prices);
  }

  /** What a run has cost, or has cost so far. */
  public Cost cost(Run run) {
    ApplicationState application = run.application();
    Resources resources = resources(run);
    Optional<Instant> until = application.end().or(run::lastEventTime);
    Cost total = zero();
    for (ExecutorState executor : application.executors()) {
      if (executor.added().isEmpty() || until.isEmpty()) {
        continue;
      }
      long to =
          executor
              .removed()
              .filter(removed -> removed.isBefore(until.get()))
              .orElse(until.get())
              .toEpochMilli();
      long lifetime = Math.max(0, to - executor.added().get().toEpochMilli());
      int cores = Math.max(1, executor.cores());
      total =
          total.plus(
              lives(
                  resources.executor().withCores(cores),
                  1,
                  resources.executorStartMs() + lifetime));
    }
    return resources.driver().isEmpty()
        ? total
        : total.plus(lives(resources.driver().get(), 1, application.durationMs().orElse(0)));
  }

  /**
   * What a run of a prediction would cost.
   *
   * @param resources what its executors and its driver take; the cores of an executor are those of
   *     the prediction's size
   */
  public Cost cost(Prediction prediction, Resources resources) {
    int executors = prediction.size().executors();
    double each = (double) prediction.executorMs() / executors;
    Cost total =
        lives(
            resources.executor().withCores(prediction.size().coresPerExecutor()),
            executors,
            resources.executorStartMs() + each);
    return resources.driver().isEmpty()
        ? total
        : total.plus(lives(resources.driver().get(), 1, prediction.durationMs()));
  }

  private Cost zero() {
    return new Cost(0, prices.unit(), 0, 0);
  }

  private Cost lives(Container container, int count, double eachMs) {
    double hours = count * prices.billedMs(eachMs) / HOUR_MS;
    double price =
        container
            .node()
            .map(prices::pricePerHour)
            .orElseGet(() -> prices.pricePerHour(container.paidCores(), container.paidGib()));
    return new Cost(
        hours * price, prices.unit(), hours * container.paidCores(), hours * container.paidGib());
  }
}
