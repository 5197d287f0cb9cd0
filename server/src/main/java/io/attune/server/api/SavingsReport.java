package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.outcome.RealisedSavings;
import io.attune.advisor.outcome.RealisedSavings.RealisedShare;
import io.attune.advisor.outcome.RealisedSavings.WeekOfRule;
import io.attune.advisor.render.AvroJson;
import io.attune.schemas.Outcome;
import io.attune.server.http.Answer;
import io.attune.server.view.Outcomes;
import java.util.List;

/** {@code /api/v1/savings}: what followed advice has saved, by week and rule, and each outcome. */
final class SavingsReport {
  private static final int SHOWN = 300;

  private static final Columns<WeekOfRule> PART =
      new Columns<WeekOfRule>("One rule in one week.")
          .text("week", "Its Monday, UTC.", p -> p.week().toString())
          .text("ruleId", "Rule.", WeekOfRule::ruleId)
          .text("costUnit", "Unit of the cost.", WeekOfRule::costUnit)
          .number(
              "runs",
              "Runs measured; what was in force together shares a run.",
              p -> p.share().runs())
          .number("cost", "Cost saved; negative where more was paid.", p -> p.share().cost())
          .number("timeMs", "Time saved, milliseconds.", p -> p.share().timeMs())
          .count("succeeded", "Verdicts that it helped.", p -> p.share().succeeded())
          .count("ineffective", "Verdicts that it did nothing.", p -> p.share().ineffective())
          .count("regressed", "Verdicts that it made things worse.", p -> p.share().regressed());

  private static final Columns<RealisedShare> TOTAL =
      new Columns<RealisedShare>("All together.")
          .number("runs", "Runs measured.", RealisedShare::runs)
          .number("cost", "Cost saved.", RealisedShare::cost)
          .number("timeMs", "Time saved, milliseconds.", RealisedShare::timeMs)
          .count("succeeded", "Verdicts that advice helped.", RealisedShare::succeeded)
          .count("ineffective", "Verdicts that it did nothing.", RealisedShare::ineffective)
          .count("regressed", "Verdicts that it made things worse.", RealisedShare::regressed);

  private static final Columns<Measured> COLUMNS =
      new Columns<Measured>("What followed advice has saved, as it was measured.")
          .object("total", "All of it.", TOTAL, r -> r.savings.total())
          .list("parts", "By week and rule.", PART, r -> r.savings.parts())
          .list(
              "outcomes",
              "The newest " + SHOWN + ", as they were published.",
              Schemas.ref("Outcome"),
              Measured::newest,
              AvroJson::of)
          .count("known", "Outcomes that are known.", Measured::known)
          .flag("complete", "Whether all that was published has been read.", Measured::complete);

  private final Outcomes outcomes;

  private record Measured(
      RealisedSavings savings, List<Outcome> newest, int known, boolean complete) {}

  SavingsReport(Outcomes outcomes) {
    this.outcomes = requireNonNull(outcomes, "outcomes is null");
  }

  static void addSchemas(Schemas schemas) {
    schemas.addAvro(Outcome.getClassSchema());
    schemas.add("Savings", COLUMNS.schema());
  }

  Answer answer() {
    List<Outcome> all = outcomes.newest();
    return Answer.json(
        COLUMNS.json(
            new Measured(
                RealisedSavings.of(all),
                all.subList(0, Math.min(SHOWN, all.size())),
                all.size(),
                outcomes.isCaughtUp())));
  }
}
