package io.attune.advisor.rules.reliability;

import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.FailureTally;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Attempts that failed for the same cause with the same exception.
 *
 * @param cause why
 * @param errorClass class of the exception; empty when none was involved
 * @param alike attempts in the whole run that failed for the same cause with any exception, but for
 *     those that failed a query or a job
 * @param count of these, attempts with this exception
 * @param stage the stage with most of them
 * @param inStage attempts in that stage
 * @param message one of the messages of that stage
 */
record FailureKind(
    FailureCause cause,
    String errorClass,
    long alike,
    long count,
    StageFacts stage,
    long inStage,
    String message) {

  /** The exception that most attempts failed with; one that failed a query or job is told there. */
  static Optional<FailureKind> mostFrequent(RuleContext context, FailureCause cause) {
    Map<String, Long> counts = new HashMap<>();
    Predicate<FailureTally> explained = FailedExecutionRule.explained(context);
    for (StageFacts stage : context.facts().stages()) {
      for (FailureTally tally : stage.state().failures()) {
        if (tally.cause() == cause && !explained.test(tally)) {
          counts.merge(tally.errorClass(), tally.count(), Long::sum);
        }
      }
    }
    long alike = counts.values().stream().mapToLong(Long::longValue).sum();
    return counts.entrySet().stream()
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(entry -> of(context, cause, entry.getKey(), alike, entry.getValue()));
  }

  private static FailureKind of(
      RuleContext context, FailureCause cause, String errorClass, long alike, long count) {
    StageFacts worst =
        context.facts().stages().stream()
            .filter(stage -> in(stage, cause, errorClass) > 0)
            .max(
                Comparator.comparingLong((StageFacts stage) -> in(stage, cause, errorClass))
                    .thenComparing(Comparator.comparingInt(StageFacts::id).reversed()))
            .orElseThrow();
    String message =
        worst.state().failures().stream()
            .filter(tally -> tally.cause() == cause && tally.errorClass().equals(errorClass))
            .max(Comparator.comparingLong(FailureTally::count).thenComparing(FailureTally::host))
            .map(FailureTally::message)
            .orElse("");
    return new FailureKind(
        cause, errorClass, alike, count, worst, in(worst, cause, errorClass), message);
  }

  private static long in(StageFacts stage, FailureCause cause, String errorClass) {
    return stage.state().failures().stream()
        .filter(tally -> tally.cause() == cause && tally.errorClass().equals(errorClass))
        .mapToLong(FailureTally::count)
        .sum();
  }
}
