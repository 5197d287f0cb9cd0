package io.attune.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.render.WorkloadGain;
import io.attune.advisor.worth.RunPace;
import io.attune.advisor.worth.SavedAmount;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a piece of advice saves, as JSON: in each run, and at the pace at which runs were seen. */
final class Gains {
  static final Columns<SavedAmount> AMOUNT =
      new Columns<SavedAmount>("What is saved, with its range; negative where more is needed.")
          .number(
              "expected",
              "Null where only a bound is known, or nothing.",
              a -> orNull(a.expected()))
          .number("least", "Lower end of its 80 % interval.", a -> orNull(a.low()))
          .number(
              "most", "Upper end; where only a bound is known, that bound.", a -> orNull(a.high()))
          .text("unit", "ms, or the currency of the prices.", SavedAmount::unit)
          .optionalName(
              "basis",
              "What it rests on; only what a REPLAY tells is added up.",
              Arrays.stream(ImpactBasis.values()).map(ImpactBasis::name).toList(),
              a -> a.basis().name());

  private static final Columns<PacedGain> COLUMNS =
      new Columns<PacedGain>("What it saves.")
          .object("costPerRun", "Of the cost of a run.", AMOUNT, g -> g.worth.cost())
          .object("timePerRun", "Of the time of a run.", AMOUNT, g -> g.worth.time())
          .object(
              "costPerMonth",
              "Cost in a month of 30 days; null where the pace is not known.",
              AMOUNT,
              g -> g.month().map(Worth::cost).orElse(null))
          .object(
              "timePerMonth",
              "Time in such a month.",
              AMOUNT,
              g -> g.month().map(Worth::time).orElse(null))
          .number(
              "runsPerMonth",
              "Runs in such a month by those that were seen; null when they do not tell.",
              g -> g.pace.map(RunPace::runsPerMonth).orElse(null));

  private record PacedGain(Worth worth, Optional<RunPace> pace) {
    Optional<Worth> month() {
      return pace.map(worth::perMonth);
    }
  }

  private Gains() {}

  static ObjectNode schema() {
    return COLUMNS.schema();
  }

  static ObjectNode json(Recommendation recommendation, Optional<RunPace> pace) {
    return COLUMNS.json(new PacedGain(Worth.of(recommendation), pace));
  }

  /** What a piece of advice saves of the cost a day; 0 when no replay tells. */
  static double costPerDay(Recommendation recommendation, Optional<RunPace> pace) {
    return Worth.of(recommendation).cost().replayed().orElse(0) * WorkloadGain.runsPerDay(pace);
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
