package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.testing.RunBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances share the applications; one is killed, and the other answers for all of them. */
class TwoInstancesIT {
  private static final int APPLICATIONS = 16;

  @TempDir private Path scratch;

  private FaultPipeline pipeline;

  @Test
  void theOneThatIsLeftAnswersForBoth() throws Exception {
    try (FaultStage stage = new FaultStage(scratch.resolve("stage"), false);
        FaultPipeline both = new FaultPipeline(stage, scratch.resolve("pair"), "pair", Map.of())) {
      pipeline = both;
      both.start(0);
      both.start(1);
      both.await("both at work", () -> isReady(0) && isReady(1));
      for (int i = 0; i < APPLICATIONS; i++) {
        EventSender.send(both.config(), story(i));
      }
      both.awaitIdle();

      Set<String> first = applications(0);
      Set<String> second = applications(1);
      assertThat(first).isNotEmpty().doesNotContainAnyElementsOf(second);
      assertThat(second).isNotEmpty();
      assertThat(first.size() + second.size()).isEqualTo(APPLICATIONS);
      String advice = json(0, "recommendations?limit=1000").get("items").toString();
      assertThat(json(1, "recommendations?limit=1000").get("items").toString()).isEqualTo(advice);

      both.instance(0).kill();
      both.await("the other answers for all", () -> isReady(1) && knowsAll(1));

      assertThat(json(1, "recommendations?limit=1000").get("items").toString()).isEqualTo(advice);
      for (String application : first) {
        JsonNode detail = json(1, "application?application=" + application);
        assertThat(detail.at("/slotUse/busyShare").asDouble()).as(application).isPositive();
        JsonNode workload =
            json(1, "workload?workload=" + encoded(detail.at("/summary/workload").asText()));
        assertThat(workload.get("here").asBoolean()).as(application).isTrue();
        assertThat(workload.get("runs")).as(application).hasSize(1);
      }
    }
  }

  private static List<SpecificRecord> story(int number) {
    return RunBuilder.application("pair-" + number)
        .workload("workload-" + number)
        .executors(2, 2, "1g")
        .stage("scan", 20, s -> s.tasks((t, i) -> t.durationMs(1_000 + 10L * i)))
        .stage("join", 20, s -> s.tasks((t, i) -> t.durationMs(i == 3 ? 90_000 : 2_000)))
        .ended()
        .events();
  }

  private boolean isReady(int instance) throws InterruptedException {
    return pipeline.page(instance, "/health/ready").contains("\"status\":\"UP\",\"checks\"");
  }

  private boolean knowsAll(int instance) throws InterruptedException {
    JsonNode list = json(instance, "applications?limit=1000");
    return list.get("complete").asBoolean() && list.get("total").asInt() == APPLICATIONS;
  }

  private Set<String> applications(int instance) throws InterruptedException {
    Set<String> ids = new TreeSet<>();
    json(instance, "applications?limit=1000")
        .get("items")
        .forEach(application -> ids.add(application.get("id").asText()));
    return ids;
  }

  private JsonNode json(int instance, String path) throws InterruptedException {
    try {
      return new ObjectMapper().readTree(pipeline.page(instance, "/api/v1/" + path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
