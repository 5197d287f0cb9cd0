package io.attune.server.view;

import io.attune.advisor.application.ApplicationState;
import io.attune.schemas.StageStatistics;
import io.attune.streams.advise.KnownWorkload;
import java.util.List;
import java.util.Optional;

/**
 * The applications of this instance as of the last commit. Of several instances with the same
 * application id, each has those that it works on.
 */
public interface Runs {
  /** The applications with the newest events, newest first. */
  List<ApplicationSummary> applications(int limit);

  /** What is known about an application. */
  Optional<ApplicationState> application(String applicationId);

  /** Whether a run of this workload has been judged, by this instance or one before it. */
  boolean knowsWorkload(String workload);

  /** Workloads of which this instance remembers runs. */
  List<PastRuns> workloads();

  /** What is known of one; empty when no run of it was seen here. */
  Optional<KnownWorkload> workload(String workload);

  /** The stages of an application, by stage and attempt; at most so many, the last ones. */
  List<StageStatistics> stages(String applicationId, int limit);
}
