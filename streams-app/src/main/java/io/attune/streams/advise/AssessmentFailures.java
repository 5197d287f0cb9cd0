package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.Assessment;
import io.attune.advisor.assess.PartFailure;
import io.attune.streams.metrics.AttuneMetrics;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs the parts of assessments that failed. An application is judged many times, so
 * each part is logged once for each application, with the trace of what it threw; of more than
 * {@value #MOST_LOGGED} the oldest is forgotten. For one thread.
 */
final class AssessmentFailures {
  private static final Logger LOG = LoggerFactory.getLogger(AssessmentFailures.class);
  private static final int MOST_LOGGED = 1_000;

  private final AttuneMetrics metrics;
  private final Set<String> logged = new LinkedHashSet<>();

  AssessmentFailures(AttuneMetrics metrics) {
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  /** Takes those of one assessment. */
  void report(Assessment assessment) {
    for (PartFailure failure : assessment.failures()) {
      if (failure.part() == PartFailure.Part.RULE) {
        metrics.ruleFailure(failure.subject());
      } else {
        metrics.failure(failure.part().toString());
      }
      if (isNew(assessment.applicationId() + '/' + failure.what())) {
        LOG.warn(
            "The {} failed on application {} of workload {}; the rest of its advice is not touched",
            failure.what(),
            assessment.applicationId(),
            assessment.workload(),
            failure.cause());
      }
    }
  }

  private boolean isNew(String key) {
    if (!logged.add(key)) {
      return false;
    }
    if (logged.size() > MOST_LOGGED) {
      logged.remove(logged.iterator().next());
    }
    return true;
  }
}
