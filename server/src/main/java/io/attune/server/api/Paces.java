package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.worth.RunPace;
import io.attune.server.view.PastRuns;
import io.attune.server.view.Published;
import io.attune.server.view.Runs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How often workloads run, by the runs that this instance remembers. */
final class Paces {
  private final Runs runs;
  private volatile Known known = new Known(List.of(), Map.of());

  /** Made anew when the list is another one, which it is once a second at most. */
  private record Known(List<PastRuns> of, Map<String, PastRuns> byWorkload) {}

  Paces(Runs runs) {
    this.runs = requireNonNull(runs, "runs is null");
  }

  /** Past runs by workload. */
  Map<String, PastRuns> byWorkload() {
    List<PastRuns> all = runs.workloads();
    Known now = known;
    if (now.of != all) {
      now =
          new Known(
              all,
              all.stream()
                  .collect(Collectors.toMap(PastRuns::workload, past -> past, (a, b) -> b)));
      known = now;
    }
    return now.byWorkload;
  }

  /** Of one workload. */
  Optional<RunPace> of(String workload) {
    PastRuns past = byWorkload().get(workload);
    return past == null ? Optional.empty() : past.pace();
  }

  /** A recommendation with its gain. */
  ObjectNode json(Published published) {
    ObjectNode json = RecommendationList.json(published);
    json.set(
        "gain",
        Gains.json(published.recommendation(), of(published.recommendation().getWorkload())));
    return json;
  }
}
