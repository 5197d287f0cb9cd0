package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Routing;
import io.attune.advisor.application.Thinning;
import io.attune.schemas.RunContext;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One application in a list.
 *
 * @param id Spark's own id
 * @param name spark.app.name; empty while it is not known
 * @param workload what recurs
 * @param sparkVersion version of Spark, when known
 * @param start start, when known
 * @param end end; empty while it runs
 * @param lastEvent time of the newest event, when there was one with a time
 * @param durationMs from start to end, or to the newest event, milliseconds
 * @param executors executors so far
 * @param stages stage attempts so far
 * @param jobs jobs so far
 * @param owner who is to hear of it, as it says itself
 * @param platform what runs it, when its configuration tells
 * @param thinned whether more was reported about it than is kept
 */
public record ApplicationSummary(
    String id,
    String name,
    String workload,
    Optional<String> sparkVersion,
    Optional<Instant> start,
    Optional<Instant> end,
    Optional<Instant> lastEvent,
    OptionalLong durationMs,
    int executors,
    int stages,
    int jobs,
    Optional<String> owner,
    Optional<String> platform,
    boolean thinned) {
  /** Checks the fields. */
  public ApplicationSummary {
    requireNonNull(id, "id is null");
    requireNonNull(name, "name is null");
    requireNonNull(workload, "workload is null");
  }

  /** Of what is known about an application. */
  public static ApplicationSummary of(ApplicationState application) {
    return new ApplicationSummary(
        application.applicationId(),
        application.name(),
        application.workload(),
        application.sparkVersion(),
        application.start(),
        application.end(),
        application.lastEventTime(),
        application.durationMs(),
        application.executors().size(),
        application.stages().size(),
        application.jobs().size(),
        Routing.of(application.properties()).owner(),
        application.context().map(RunContext::getPlatform),
        Thinning.isThinned(application));
  }

  /** Whether its end was seen. */
  public boolean ended() {
    return end.isPresent();
  }
}
