package io.attune.advisor.cost;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.Run;
import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.application.ExecutorState;
import java.util.Optional;

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
    return new Resources(executor, driver, startMs(application, prices));
  }

  /** The median of what was measured, else what the price table assumes. */
  private static double startMs(ApplicationState application, PriceTable prices) {
    if (application.isLocal()) {
      return 0;
    }
    long[] measured =
        application.executors().stream()
            .filter(executor -> executor.requested().isPresent() && executor.added().isPresent())
            .mapToLong(Resources::provisionMs)
            .sorted()
            .toArray();
    return measured.length == 0
        ? prices.number("billing.start-up-ms")
        : measured[measured.length / 2];
  }

  private static long provisionMs(ExecutorState executor) {
    return Math.max(
        0,
        executor.added().orElseThrow().toEpochMilli()
            - executor.requested().orElseThrow().toEpochMilli());
  }

  /** With other executors. */
  public Resources withExecutor(Container container) {
    return new Resources(container, driver, executorStartMs);
  }
}
