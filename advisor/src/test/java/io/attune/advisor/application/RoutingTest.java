package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoutingTest {
  @Test
  void ownerAndLabelsStandInTheApplicationsProperties() {
    Routing routing =
        Routing.of(
            Map.of(
                "spark.attune.owner", " team-orders ",
                "spark.attune.labels.tier", "gold",
                "spark.attune.labels.cost.centre", "17",
                "spark.attune.labels.", "no name",
                "spark.attune.labels.blank", " ",
                "spark.attune.workload", "orders"));

    assertThat(routing.owner()).contains("team-orders");
    assertThat(routing.labels())
        .containsExactly(Map.entry("cost.centre", "17"), Map.entry("tier", "gold"));
  }

  @Test
  void nobodyIsNamedByDefault() {
    Routing routing = Routing.of(Map.of("spark.attune.owner", "  "));

    assertThat(routing.owner()).isEmpty();
    assertThat(routing.labels()).isEmpty();
  }

  @Test
  void manyAndLongLabelsAreCut() {
    Map<String, String> properties = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      properties.put("spark.attune.labels.label-" + (100 + i), "x".repeat(10_000));
    }

    Routing routing = Routing.of(properties);

    assertThat(routing.labels())
        .hasSize(64)
        .containsKey("label-100")
        .doesNotContainKey("label-199");
    assertThat(routing.labels().values()).allSatisfy(value -> assertThat(value).hasSize(256));
  }
}
