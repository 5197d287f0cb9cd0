package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.server.testing.GeneratedFleet;
import io.attune.server.testing.ServedApi;
import io.attune.streams.advise.KnownWorkload;
import io.attune.streams.testing.StreamStories;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the overviews answer: sums, order and facets of what is known. */
class FleetApiTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private final ServedApi served = new ServedApi();

  @AfterEach
  void close() {
    served.close();
  }

  private void runs(String workload, int count, Duration between, double cost) {
    WorkloadHistory history = WorkloadHistory.empty();
    for (int i = 0; i < count; i++) {
      history =
          history.with(
              RunSummary.of(workload + i, BEGIN.plus(between.multipliedBy(i)))
                  .time(60_000, 50_000)
                  .cost(cost, "EUR")
                  .build());
    }
    served.runs.remember(
        workload, new KnownWorkload(history, OptionalDouble.empty(), Optional.empty()));
  }

  private void advise(String workload, double saved, Consumer<Recommendation> more) {
    Recommendation r = AdviceSheets.recommendation("spark.executor.cores=4");
    r.setWorkload(workload);
    r.setRecommendationId(workload);
    r.setImpact(
        new Impact(
            new Change(-10_000.0, -12_000.0, -8_000.0, "ms", ImpactBasis.REPLAY),
            new Change(-saved, -saved * 1.5, -saved / 2, "EUR", ImpactBasis.REPLAY)));
    more.accept(r);
    served.recommendations.publish(r);
  }

  @Test
  void addsUpWhatIsOpenAtThePaceThatWasSeen() throws Exception {
    runs("hourly", 5, Duration.ofHours(1), 2);
    runs("once", 1, Duration.ofHours(1), 10);
    advise("hourly", 0.5, r -> {});
    advise("once", 4, r -> {});

    JsonNode totals = served.json("/api/v1/fleet").get("totals");

    assertThat(totals.get("cheaper").asInt()).isEqualTo(2);
    assertThat(totals.get("costUnit").asText()).isEqualTo("EUR");
    assertThat(totals.get("paceAssumed").asInt()).isEqualTo(1);
    assertThat(totals.get("savedCostPerDay").asDouble()).isCloseTo(24 * 0.5 + 4, within(1e-9));
    assertThat(totals.get("savedCostPerDayLeast").asDouble()).isCloseTo(8, within(1e-9));
    assertThat(totals.get("costPerDay").asDouble()).isCloseTo(24 * 2 + 10, within(1e-9));
    assertThat(totals.get("savedTimeMsPerDay").asDouble()).isCloseTo(250_000, within(1e-6));
  }

  @Test
  void whatSavesMostADayComesFirst() throws Exception {
    runs("hourly", 5, Duration.ofHours(1), 2);
    runs("once", 1, Duration.ofHours(1), 10);
    advise("hourly", 0.5, r -> {});
    advise("once", 4, r -> {});

    JsonNode first = served.json("/api/v1/fleet").get("first");

    assertThat(first.findValuesAsText("workload")).containsExactly("hourly", "once");
    JsonNode gain = first.get(0).get("gain");
    assertThat(gain.at("/costPerRun/expected").asDouble()).isEqualTo(0.5);
    assertThat(gain.at("/costPerMonth/expected").asDouble()).isCloseTo(360, within(1e-9));
    assertThat(first.get(1).at("/gain/costPerMonth").isNull()).isTrue();
    assertThat(
            served
                .json("/api/v1/workloads?sort=-savedCostPerDay")
                .get("items")
                .findValuesAsText("workload"))
        .containsExactly("hourly", "once");
  }

  @Test
  void whatIsDismissedOrInForceSavesNothingMore() throws Exception {
    runs("done", 3, Duration.ofHours(1), 2);
    advise("done", 1, r -> r.setState(RecommendationState.SUCCEEDED));

    JsonNode fleet = served.json("/api/v1/fleet");

    assertThat(fleet.at("/totals/cheaper").asInt()).isZero();
    assertThat(fleet.get("first")).isEmpty();
    JsonNode detail = served.json("/api/v1/workload?workload=done");
    assertThat(detail.get("open")).isEmpty();
    assertThat(detail.get("others")).hasSize(1);
    assertThat(detail.get("runs")).hasSize(3);
  }

  @Test
  void facetsCountWhatTheOtherFiltersKeep() throws Exception {
    advise("a", 1, r -> r.setOwner("finance"));
    advise("b", 1, r -> r.setOwner("growth"));

    JsonNode fleet = served.json("/api/v1/fleet?owner=growth");

    assertThat(fleet.at("/totals/workloads").asInt()).isEqualTo(1);
    JsonNode owners =
        fleet.get("facets").findParents("name").stream()
            .filter(facet -> facet.get("name").asText().equals("owner"))
            .findFirst()
            .orElseThrow();
    assertThat(owners.get("values").findValuesAsText("value")).containsExactly("finance", "growth");
    assertThat(served.json("/api/v1/workloads?rule=none").get("total").asInt()).isZero();
  }

  @Test
  void anApplicationIsShownInTime() throws Exception {
    served.runs.add(StreamStories.skewedJoin().build());
    String id = served.runs.applications(1).get(0).id();

    JsonNode detail = served.json("/api/v1/application?application=" + id);

    assertThat(detail.get("executors")).hasSize(2);
    assertThat(detail.get("stages")).hasSize(2);
    assertThat(detail.at("/summary/id").asText()).isEqualTo(id);
    assertThat(served.get("/api/v1/application?application=none").statusCode()).isEqualTo(404);
  }

  @Test
  void twoThousandWorkloadsAreAnsweredInPagesAndOneTag() throws Exception {
    GeneratedFleet.fill(served, 2_000, 0, 1);

    HttpResponse<String> fleet = served.get("/api/v1/fleet");
    String tag = fleet.headers().firstValue("etag").orElseThrow();

    assertThat(fleet.body().length()).isLessThan(200_000);
    assertThat(served.get("/api/v1/fleet", "If-None-Match", tag).statusCode()).isEqualTo(304);
    JsonNode page = served.json("/api/v1/workloads?sort=-savedCostPerDay&limit=1000");
    assertThat(page.get("total").asInt()).isEqualTo(2_000);
    assertThat(page.get("next").isNull()).isFalse();
    assertThat(served.json("/api/v1/savings").get("known").asInt()).isPositive();
  }
}
