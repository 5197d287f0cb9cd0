package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SlotUse;
import io.attune.server.testing.GeneratedFleet;
import io.attune.server.testing.LiveStory;
import io.attune.server.testing.ServedApi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is answered of applications that run, of units and of streaming queries. */
class LiveApiTest {
  private final ServedApi served = new ServedApi();

  @BeforeEach
  void fill() {
    GeneratedFleet.fillStories(served);
  }

  @AfterEach
  void close() {
    served.close();
  }

  private JsonNode application(String name) throws Exception {
    return served.json("/api/v1/application?application=app-" + name + "-0001");
  }

  @Test
  void slotsOverTimeAreThoseOfTheRun() throws Exception {
    Run run = LiveStory.running().build();
    SlotUse use = SlotUse.of(run).orElseThrow();

    JsonNode answer = application("live-orders").get("slotUse");

    assertThat(answer.get("slots")).hasSize(use.slots().length);
    assertThat(answer.get("stages")).hasSameSizeAs(use.stages());
    double busyMs = sum(answer.get("others")) * use.widthMs();
    for (JsonNode stage : answer.get("stages")) {
      busyMs += sum(stage.get("busy")) * use.widthMs();
    }
    // To two decimals, and the first and the last bucket are not whole.
    assertThat(busyMs).isCloseTo(use.busyMs(), within(0.02 * use.busyMs()));
    assertThat(answer.get("busyShare").asDouble()).isEqualTo(use.busyShare().orElseThrow());
    assertThat(answer.get("losses").findValuesAsText("executor")).containsExactly("4");
    assertThat(sum(answer.get("marks").findValues("failures"))).isPositive();
    assertThat(sum(answer.get("marks").findValues("spills"))).isPositive();
    assertThat(answer.get("knownFromTime").isNull()).isTrue();
  }

  private static double sum(Iterable<JsonNode> numbers) {
    double sum = 0;
    for (JsonNode number : numbers) {
      sum += number.asDouble();
    }
    return sum;
  }

  @Test
  void aStageThatRunsHasAnExpectedEndWithItsDoubt() throws Exception {
    JsonNode running = application("live-orders").get("running");

    assertThat(running).hasSize(1);
    JsonNode end = running.get(0);
    assertThat(end.get("tasksLeft").asInt()).isEqualTo(50);
    assertThat(end.get("earliestEndTime").asLong()).isLessThan(end.get("expectedEndTime").asLong());
    assertThat(end.get("expectedEndTime").asLong()).isLessThan(end.get("latestEndTime").asLong());
    assertThat(end.get("doubt").asText()).contains("on 12 slots");
  }

  /** One answer for all, and one that stays small. */
  @Test
  void whatRunsIsAnsweredAtOnce() throws Exception {
    GeneratedFleet.fill(served, 200, 200, 1);

    HttpResponse<String> answer = served.get("/api/v1/running");
    JsonNode running = served.json("/api/v1/running");

    assertThat(running.get("total").asInt()).isEqualTo(203);
    assertThat(running.get("items")).hasSize(200);
    assertThat(running.get("complete").asBoolean()).isTrue();
    assertThat(answer.body().length()).isLessThan(100_000);
    JsonNode orders = null;
    for (JsonNode one : running.get("items")) {
      assertThat(one.get("busy").size()).isLessThanOrEqualTo(48);
      orders = one.get("name").asText().equals("live-orders") ? one : orders;
    }
    assertThat(orders).isNotNull();
    double whole = application("live-orders").at("/slotUse/busyShare").asDouble();
    assertThat(orders.get("busyShare").asDouble()).isCloseTo(whole, within(1e-9));
    assertThat(orders.get("slots").asDouble()).isCloseTo(12, within(0.01));
  }

  @Test
  void aUnitHasAPageOfItsOwnAndItsPartOfTheCost() throws Exception {
    JsonNode units = application("shared").get("units");
    assertThat(units.findValuesAsText("name")).containsExactly("group=report", "group=etl");

    JsonNode etl = served.json("/api/v1/workload?workload=shared/group=etl");

    assertThat(etl.at("/unit/application").asText()).isEqualTo("shared");
    assertThat(etl.at("/unit/share").asDouble()).isCloseTo(0.615, within(1e-9));
    assertThat(etl.at("/unit/cost").asDouble()).isCloseTo(2.46, within(1e-9));
    assertThat(etl.get("open")).isNotEmpty();
    assertThat(etl.get("runs")).isNotEmpty();
    assertThat(served.json("/api/v1/workload?workload=shared").get("unit").isNull()).isTrue();
  }

  /** It has no advice and no history, and cost something. */
  @Test
  void aUnitWithoutAdviceHasAPageToo() throws Exception {
    JsonNode report = served.json("/api/v1/workload?workload=shared/group=report");

    assertThat(report.at("/unit/share").asDouble()).isCloseTo(0.205, within(1e-9));
    assertThat(report.get("open")).isEmpty();
    assertThat(served.get("/api/v1/workload?workload=shared/group=none").statusCode())
        .isEqualTo(404);
  }

  @Test
  void batchesOfAQueryStandAgainstItsTrigger() throws Exception {
    JsonNode query = application("clicks").get("queries").get(0);

    assertThat(query.get("id").asText()).isEqualTo("id-of-sessions");
    assertThat(query.get("batches").asInt()).isEqualTo(40);
    assertThat(query.get("triggerMs").asLong()).isBetween(10_000L, 16_000L);
    assertThat(query.get("recent").size()).isBetween(32, 200);
    JsonNode newest = query.get("recent").get(query.get("recent").size() - 1);
    assertThat(newest.get("batch").asInt()).isEqualTo(39);
    assertThat(newest.get("totalMs").asLong()).isEqualTo(5_000 + 200 * 39 + 700 * 3);
    assertThat(newest.get("backlogRows").asLong()).isEqualTo(1_500 * 19);
  }
}
