package io.attune.advisor.advice;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.RunSummary;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws what is worth remembering out of a run. */
final class RunSummaries {
  private RunSummaries() {}

  static RunSummary of(Run run, Assessment assessment) {
    Set<String> spoken =
        assessment.recommendations().stream()
            .map(
                r ->
                    r.getProperty() == null ? r.getRuleId() : r.getRuleId() + "/" + r.getProperty())
            .collect(Collectors.toSet());
    return new RunSummary(
        assessment.applicationId(),
        assessment.started(),
        0,
        0,
        0,
        0,
        0,
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        0,
        spoken);
  }
}
