package io.attune.advisor.application;

import java.time.Instant;
import java.util.Optional;

/** Placeholder until the statistics land; replaced by the merge. */
public final class ApplicationState {
  private final String applicationId;

  /** Creates it. */
  public ApplicationState(String applicationId) {
    this.applicationId = applicationId;
  }

  /** Spark's id. */
  public String applicationId() {
    return applicationId;
  }

  /** Workload. */
  public String workload() {
    return applicationId;
  }

  /** Name. */
  public Optional<String> name() {
    return Optional.empty();
  }

  /** Version. */
  public Optional<String> sparkVersion() {
    return Optional.empty();
  }

  /** Start. */
  public Optional<Instant> startTime() {
    return Optional.empty();
  }

  /** Newest event. */
  public Instant lastEventTime() {
    return Instant.EPOCH;
  }

  /** Whether it has ended. */
  public boolean ended() {
    return false;
  }
}
