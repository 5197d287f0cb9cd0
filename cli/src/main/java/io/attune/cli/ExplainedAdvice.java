package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.SetSummary;
import io.attune.advisor.render.WorkloadSummary;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What advice that stands rests on, or why a rule is silent. */
final class ExplainedAdvice {
  private static final int MOST = 5;

  private final AdviceSource source;
  private final RecommendationCard card;

  /**
   * Makes it.
   *
   * @param terminal what it is to be shown on
   */
  ExplainedAdvice(AdviceSource source, Terminal terminal) {
    this.source = requireNonNull(source, "source is null");
    this.card = new RecommendationCard(terminal);
  }

  /**
   * The text.
   *
   * @param among the workloads that are looked at
   * @param workload the one that was named, which is also asked why a rule is silent
   * @throws CommandFailure when nothing is called so
   */
  String text(ExplainedSubject subject, SetSummary among, Optional<String> workload) {
    List<String> rules = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    int meant = 0;
    for (WorkloadSummary one : among.workloads()) {
      for (List<Recommendation> change : one.cardsByWorth()) {
        change.forEach(each -> rules.add(each.getRuleId()));
        if (subject.isMeantBy(change) && ++meant <= MOST) {
          texts.add(card.explained(change));
        }
      }
    }
    workload
        .map(name -> source.silent(name).get(subject.name()))
        .ifPresent(reason -> texts.add(ExplainedSubject.silence(workload.get(), reason)));
    if (texts.isEmpty()) {
      throw subject.notThere(rules);
    }
    if (meant > MOST) {
      texts.add("And " + (meant - MOST) + " more; name a workload to see those of one.");
    }
    return String.join("\n", texts);
  }
}
