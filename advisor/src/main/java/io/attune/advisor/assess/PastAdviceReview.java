package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.SettingsInForce;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.outcome.Judgement;
import io.attune.advisor.outcome.OutcomeJudge;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What a run says about earlier advice, before the rules are asked: which values are in force, and,
 * when it has ended, what came of them.
 *
 * @param summary what was measured; empty while the run goes on
 * @param judgements what came of what is in force
 * @param history earlier runs, with what was tried in this one
 * @param inForce values in force
 * @param sparkVersion version of Spark; empty when unknown
 */
record PastAdviceReview(
    Optional<RunSummary> summary,
    List<Judgement> judgements,
    WorkloadHistory history,
    SortedMap<String, String> inForce,
    String sparkVersion) {
  PastAdviceReview {
    requireNonNull(summary, "summary is null");
    judgements = List.copyOf(judgements);
    requireNonNull(history, "history is null");
    requireNonNull(inForce, "inForce is null");
    requireNonNull(sparkVersion, "sparkVersion is null");
  }

  /**
   * Reviews it. What cannot be measured or judged is left out.
   *
   * @param failures where to note what threw
   */
  static PastAdviceReview of(
      Run run,
      WorkloadHistory past,
      RunSummaries summaries,
      OutcomeJudge judge,
      PartFailures failures) {
    String version = run.application().sparkVersion().orElse("");
    Optional<RunSummary> summary =
        past.namedProperties().isEmpty() || !run.application().ended()
            ? Optional.empty()
            : failures.guard(
                PartFailure.Part.OUTCOME, "earlier advice", () -> summaries.measured(run, past));
    if (summary.isEmpty()) {
      return new PastAdviceReview(
          summary,
          List.of(),
          past,
          past.namedProperties().isEmpty()
              ? Collections.emptySortedMap()
              : SettingsInForce.of(run, past.namedProperties()),
          version);
    }
    List<Judgement> judgements =
        failures
            .guard(
                PartFailure.Part.OUTCOME,
                "earlier advice",
                () -> judge.judge(summary.get(), past, failures::addOutcome))
            .orElse(List.of());
    return new PastAdviceReview(
        summary,
        judgements,
        past.withTried(run.applicationId(), judgements.stream().map(Judgement::toTried).toList()),
        summary.get().settings(),
        version);
  }

  /** What must not be advised again. */
  RefutedAdvice refuted(RuleTable table) {
    return new RefutedAdvice(
        history,
        table,
        summary.isPresent() ? OptionalLong.of(summary.get().input()) : OptionalLong.empty(),
        sparkVersion);
  }

  /** For the topic; one that cannot be written down is left out. */
  List<Outcome> outcomes(Run run, PartFailures failures) {
    Instant ended = run.application().end().orElse(Instant.EPOCH);
    List<Outcome> outcomes = new ArrayList<>();
    for (Judgement judgement : judgements) {
      failures
          .guard(
              PartFailure.Part.OUTCOME,
              judgement.adoption().advice().property(),
              () ->
                  OutcomeFactory.create(
                      run.workload(), judgement, judgement.run().costUnit(), ended))
          .ifPresent(outcomes::add);
    }
    return outcomes;
  }
}
