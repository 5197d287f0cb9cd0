package io.attune.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.advisor.render.SetSummary;
import io.attune.advisor.render.WorkloadGain;
import io.attune.advisor.render.WorkloadSummary;
import io.attune.advisor.render.WorkloadSummary.UsualRun;
import io.attune.advisor.worth.RunPace;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Workloads of a running Attune, by what it publishes: the numbers are those of the topic. */
final class PublishedSummary {
  private PublishedSummary() {}

  static SetSummary of(AttuneClient client) {
    Map<String, List<Recommendation>> byWorkload = new TreeMap<>();
    for (Recommendation each : recommendations(client)) {
      if (WorkloadGain.isOpen(each)) {
        byWorkload.computeIfAbsent(each.getWorkload(), name -> new ArrayList<>()).add(each);
      }
    }
    List<WorkloadSummary> workloads = new ArrayList<>();
    for (JsonNode row : client.list("/api/v1/workloads")) {
      String name = row.path("workload").asText();
      List<Recommendation> advice = byWorkload.getOrDefault(name, List.of());
      int seen = advice.stream().mapToInt(each -> each.getConfidence().getRuns()).max().orElse(0);
      int runs = Math.max(row.path("runs").asInt(), row.path("applications").asInt());
      workloads.add(
          WorkloadSummary.ofPublished(
              name, advice, Math.max(seen, runs), row.path("running").asInt() == 0, usual(row)));
    }
    return new SetSummary(workloads, List.of());
  }

  /** What a row of the list of workloads says of a run; costs a day are of so many runs a day. */
  private static UsualRun usual(JsonNode row) {
    OptionalDouble perDay = number(row.path("runsPerDay"));
    double times = row.path("paceAssumed").asBoolean() ? 1 : perDay.orElse(1);
    OptionalDouble cost = number(row.path("costPerDay"));
    return new UsualRun(
        cost.isPresent() && times > 0
            ? OptionalDouble.of(cost.getAsDouble() / times)
            : OptionalDouble.empty(),
        row.path("costUnit").asText(""),
        number(row.path("spanMs")),
        row.path("paceAssumed").asBoolean()
            ? Optional.empty()
            : RunPace.ofDay(row.path("runs").asInt(), perDay.orElse(0)));
  }

  private static OptionalDouble number(JsonNode node) {
    return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
  }

  /** Everything that is published. */
  static List<Recommendation> recommendations(AttuneClient client) {
    return client.list("/api/v1/recommendations").stream().map(RecordJson::recommendation).toList();
  }
}
