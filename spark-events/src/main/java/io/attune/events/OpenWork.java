package io.attune.events;

import io.attune.schemas.LifecycleEvent;
import java.util.HashSet;
import java.util.Set;

/** Which jobs and SQL executions were begun and have not ended. */
final class OpenWork {

  private final Set<Integer> jobs = new HashSet<>();
  private final Set<Long> executions = new HashSet<>();
  private boolean any;

  void note(LifecycleEvent event) {
    if (event.getJobStarted() != null) {
      any = true;
      jobs.add(event.getJobStarted().getJobId());
    } else if (event.getJobEnded() != null) {
      jobs.remove(event.getJobEnded().getJobId());
    } else if (event.getSqlExecutionStarted() != null) {
      executions.add(event.getSqlExecutionStarted().getExecutionId());
    } else if (event.getSqlExecutionEnded() != null) {
      executions.remove(event.getSqlExecutionEnded().getExecutionId());
    }
  }

  /** Whether a job or an SQL execution runs. */
  boolean isOpen() {
    return !jobs.isEmpty() || !executions.isEmpty();
  }

  /** Whether at least one job ran and nothing runs any more. */
  boolean isIdle() {
    return any && jobs.isEmpty() && executions.isEmpty();
  }
}
