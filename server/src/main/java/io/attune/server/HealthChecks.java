package io.attune.server;

import io.attune.server.api.HealthCheck;
import io.attune.server.view.Recommendations;
import io.attune.streams.PipelineHealth;
import java.util.List;
import java.util.function.Supplier;

/** The checks of liveness and of readiness. */
final class HealthChecks {
  private HealthChecks() {}

  static List<HealthCheck> alive(Supplier<PipelineHealth> pipeline) {
    return List.of(new HealthCheck("pipeline", () -> alive(pipeline.get())));
  }

  static List<HealthCheck> ready(
      Supplier<PipelineHealth> pipeline, Recommendations recommendations) {
    return List.of(
        new HealthCheck("pipeline", () -> ready(pipeline.get())),
        new HealthCheck("recommendations", () -> ready(recommendations)));
  }

  private static HealthCheck.State alive(PipelineHealth pipeline) {
    String is = "The pipeline is " + pipeline.state();
    return pipeline.alive()
        ? new HealthCheck.State(true, is + ".")
        : new HealthCheck.State(
            false, pipeline.whyStopped().orElse(is + " and does not come back by itself."));
  }

  private static HealthCheck.State ready(PipelineHealth pipeline) {
    if (!pipeline.alive() || pipeline.running()) {
      return alive(pipeline);
    }
    return new HealthCheck.State(
        false,
        "The pipeline is "
            + pipeline.state()
            + ": partitions are being assigned, or state is being restored.");
  }

  private static HealthCheck.State ready(Recommendations recommendations) {
    if (recommendations.failure().isPresent()) {
      return new HealthCheck.State(false, recommendations.failure().get());
    }
    return recommendations.isCaughtUp()
        ? new HealthCheck.State(true, "Everything that is published has been read.")
        : new HealthCheck.State(false, "What has been published before is still being read.");
  }
}
