package io.attune.advisor.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.application.Run;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.prediction.Prediction;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.ImpactBasis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CostModelTest {
  private static final PriceTable PRICES =
      PriceTable.neutral()
          .with("{price: {core-hour: 1, gib-hour: 0.5}, billing: {start-up-ms: 0}}");
  private static final CostModel COSTS = new CostModel(PRICES);

  private static RunBuilder hour() {
    return RunBuilder.application("hour")
        .property("spark.driver.memory", "1g")
        .executors(2, 4, "10g")
        .driverWorks(Duration.ofMinutes(30))
        .executorRemoved("2", "idle for 60 seconds")
        .driverWorks(Duration.ofMinutes(30))
        .ended();
  }

  @Test
  void executors_cost_by_their_lifetimes_and_the_driver_all_along() {
    Run run = hour().build();

    Cost cost = COSTS.cost(run);

    double executorGib = 10 + 1;
    double driverGib = 1 + 0.375;
    assertThat(cost.coreHours()).isEqualTo(4 * 1.5 + 1, within(0.01));
    assertThat(cost.gibHours()).isEqualTo(executorGib * 1.5 + driverGib, within(0.01));
    assertThat(cost.amount()).isEqualTo(cost.coreHours() + 0.5 * cost.gibHours(), within(1e-9));
    assertThat(cost.unit()).isEqualTo("unit");
  }

  @Test
  void lifetimes_are_rounded_up_and_start_up_is_paid() {
    PriceTable coarse = PRICES.with("billing: {increment-ms: 3600000, start-up-ms: 60000}");
    Cost cost = new CostModel(coarse).cost(hour().build());

    assertThat(cost.coreHours()).as("61 min, 31 min and 60 min").isEqualTo(4 * 3 + 2 * 1);
  }

  @Test
  void in_local_mode_there_is_the_driver_only() {
    Run run =
        RunBuilder.application("local")
            .local(8, "4g")
            .driverWorks(Duration.ofHours(1))
            .ended()
            .build();

    assertThat(COSTS.cost(run).coreHours()).isEqualTo(8, within(0.01));
    assertThat(COSTS.cost(run).gibHours()).isEqualTo(4, within(0.01));
  }

  @Test
  void a_worker_of_databricks_costs_its_machine_and_its_platform_units() {
    PriceTable mine =
        PRICES.with(
            """
            unit: USD
            price.platform-unit: 0.5
            node-types: {m5.xlarge: {price-per-hour: 0.2, platform-units-per-hour: 0.6}}
            """);
    Run run =
        RunBuilder.application("lake")
            .property("spark.databricks.clusterUsageTags.clusterNodeType", "m5.xlarge")
            .executors(2, 4, "8g")
            .driverWorks(Duration.ofHours(1))
            .ended()
            .build();

    assertThat(new CostModel(mine).cost(run).amount())
        .as("two workers and a driver")
        .isEqualTo(3 * (0.2 + 0.5 * 0.6), within(0.001));
  }

  @Test
  void a_prediction_costs_as_a_run_of_that_size_would() {
    Resources resources = COSTS.resources(hour().build());
    Prediction hourOnThree =
        new Prediction(
            new ClusterSize(3, 4, 1),
            3_600_000,
            3_600_000,
            1,
            1,
            1,
            1,
            ImpactBasis.REPLAY,
            1,
            3 * 3_600_000L);

    Cost cost = COSTS.cost(hourOnThree, resources);

    assertThat(cost.coreHours()).isEqualTo(3 * 4 + 1);
    assertThat(cost.gibHours()).isEqualTo(3 * 11 + 1.375, within(1e-9));
  }
}
