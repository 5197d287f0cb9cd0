package io.attune.advisor.cost;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.application.Run;
import io.attune.advisor.prediction.ExecutorStarts;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run is paid for by the hour.
 *
 * @param executor each executor
 * @param driver the driver; empty where tasks run inside it
 * @param executorStartMs time from asking for an executor to its registration, milliseconds
 */
public record Resources(Container executor, Optional<Container> driver, double executorStartMs) {
  /** Checks the fields. */
  public Resources {
    requireNonNull(executor, "executor is null");
    requireNonNull(driver, "driver is null");
  }

  /** What a run was paid for; an executor has the cores that executors of the run had. */
  public static Resources of(Run run, PriceTable prices) {
    ApplicationState application = run.application();
    Optional<DatabricksCluster> databricks = DatabricksCluster.of(application);
    Optional<NodeType> worker =
        databricks.flatMap(DatabricksCluster::nodeType).flatMap(prices::nodeType);
    Optional<NodeType> driverNode =
        databricks
            .flatMap(DatabricksCluster::driverNodeType)
            .flatMap(prices::nodeType)
            .or(() -> worker);
    int cores = Math.max(1, application.slots().coresPerExecutor());
    Container executor = Container.executor(application.settings(), cores, worker);
    Optional<Container> driver =
        application.isLocal()
            ? Optional.empty()
            : Optional.of(Container.driver(application.settings(), driverNode));
    return new Resources(executor, driver, startMs(run, prices));
  }

  /** The median of what was seen, else what the price table assumes. */
  private static double startMs(Run run, PriceTable prices) {
    if (run.application().isLocal()) {
      return 0;
    }
    OptionalLong seen = ExecutorStarts.medianMs(run);
    return seen.isPresent() ? seen.getAsLong() : prices.number("billing.start-up-ms");
  }

  /** With other executors. */
  public Resources withExecutor(Container container) {
    return new Resources(container, driver, executorStartMs);
  }
}
