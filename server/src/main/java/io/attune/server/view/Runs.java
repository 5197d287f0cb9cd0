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
  /**
   * Whether this instance has all that it works on at hand; not while it starts, or takes over work
   * of another one.
   */
  boolean isWhole();

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

  /** Applications that run, the newest first, out of so many with the newest events. */
  List<LiveApplication> running(int limit);

  /** How an application used its slots; empty when it is not held here. */
  Optional<RunInTime> inTime(String applicationId);

  /** The stages of an application, by stage and attempt; at most so many, the last ones. */
  List<StageStatistics> stages(String applicationId, int limit);
}
