package io.attune.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.advisor.render.SetSummary;
import io.attune.advisor.render.WorkloadSummary;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Workloads of a running Attune, by what it publishes: the numbers are those of the topic. */
final class PublishedSummary {
  private PublishedSummary() {}

  static SetSummary of(AttuneClient client) {
    Map<String, List<Recommendation>> byWorkload = new TreeMap<>();
    for (Recommendation each : recommendations(client)) {
      if (each.getState() == RecommendationState.ACTIVE) {
        byWorkload.computeIfAbsent(each.getWorkload(), name -> new ArrayList<>()).add(each);
      }
    }
    List<WorkloadSummary> workloads = new ArrayList<>();
    for (JsonNode row : client.list("/api/v1/workloads")) {
      String name = row.path("workload").asText();
      List<Recommendation> advice = byWorkload.getOrDefault(name, List.of());
      int seen = advice.stream().mapToInt(each -> each.getConfidence().getRuns()).max().orElse(0);
      workloads.add(
          WorkloadSummary.ofPublished(
              name,
              advice,
              Math.max(seen, row.path("applications").asInt()),
              row.path("running").asInt() == 0));
    }
    return new SetSummary(workloads, List.of());
  }

  /** Everything that is published. */
  static List<Recommendation> recommendations(AttuneClient client) {
    return client.list("/api/v1/recommendations").stream().map(RecordJson::recommendation).toList();
  }
}
