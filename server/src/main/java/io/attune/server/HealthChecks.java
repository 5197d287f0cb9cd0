package io.attune.server;

import io.attune.server.api.HealthCheck;
import io.attune.server.api.HealthCheck.State;
import io.attune.server.view.Recommendations;
import io.attune.streams.PipelineHealth;
import io.attune.streams.health.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The checks of liveness, of readiness, and of everything that is looked at. */
final class HealthChecks {
  private HealthChecks() {}

  /** What fails when only a restart helps: an outage of Kafka is not among it. */
  static Supplier<List<HealthCheck>> alive(Supplier<PipelineHealth> source) {
    return () -> {
      PipelineHealth pipeline = source.get();
      List<HealthCheck> checks = new ArrayList<>();
      checks.add(new HealthCheck("pipeline", alive(pipeline)));
      pipeline.findings().stream()
          .filter(finding -> pipeline.stuck() && finding.name().equals("progress"))
          .forEach(finding -> checks.add(check(finding)));
      return checks;
    };
  }

  /** What fails while events are not worked on, or answers may be incomplete. */
  static Supplier<List<HealthCheck>> ready(
      Supplier<PipelineHealth> source, Recommendations recommendations) {
    return () -> {
      List<HealthCheck> checks = all(source.get(), recommendations);
      checks.removeIf(check -> check.state().level() == HealthCheck.Level.WARN);
      return checks;
    };
  }

  /** Everything that is looked at. */
  static Supplier<List<HealthCheck>> all(
      Supplier<PipelineHealth> source, Recommendations recommendations) {
    return () -> all(source.get(), recommendations);
  }

  private static List<HealthCheck> all(PipelineHealth pipeline, Recommendations recommendations) {
    List<HealthCheck> checks = new ArrayList<>();
    checks.add(new HealthCheck("pipeline", ready(pipeline)));
    checks.add(new HealthCheck("recommendations", ready(recommendations)));
    pipeline.findings().forEach(finding -> checks.add(check(finding)));
    return checks;
  }

  private static HealthCheck check(Finding finding) {
    HealthCheck.Level level =
        switch (finding.level()) {
          case UP -> HealthCheck.Level.UP;
          case WARN -> HealthCheck.Level.WARN;
          case DOWN -> HealthCheck.Level.DOWN;
        };
    return new HealthCheck(finding.name(), new State(level, finding.reason()));
  }

  private static State alive(PipelineHealth pipeline) {
    String is = "The pipeline is " + pipeline.state();
    return pipeline.alive()
        ? State.up(is + ".")
        : State.down(pipeline.whyStopped().orElse(is + " and does not come back by itself."));
  }

  private static State ready(PipelineHealth pipeline) {
    if (!pipeline.alive() || pipeline.running()) {
      return alive(pipeline);
    }
    return State.down(
        "The pipeline is "
            + pipeline.state()
            + ": partitions are being assigned, or state is being restored.");
  }

  private static State ready(Recommendations recommendations) {
    if (recommendations.failure().isPresent()) {
      return State.down(recommendations.failure().get());
    }
    return recommendations.isCaughtUp()
        ? State.up("Everything that is published has been read.")
        : State.down("What has been published before is still being read.");
  }
}
