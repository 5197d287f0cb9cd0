package io.attune.advisor.outcome;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.TriedValue;
import io.attune.schemas.RecommendationState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of advice that was in force in a run.
 *
 * @param run the run
 * @param adoption the advice and the value in force
 * @param state SUCCEEDED, INEFFECTIVE or REGRESSED, or APPLIED while it cannot be told
 * @param time time after beside time before; empty when it was not compared
 * @param cost the same for cost
 * @param outOfMemory whether memory ran out, which it had not before
 * @param changedTogether other properties that changed between the runs compared
 * @param reason why this state, for a sentence
 */
public record Judgement(
    RunSummary run,
    Adoption adoption,
    RecommendationState state,
    Optional<Measured> time,
    Optional<Measured> cost,
    boolean outOfMemory,
    List<String> changedTogether,
    String reason) {
  public Judgement {
    requireNonNull(run, "run is null");
    requireNonNull(adoption, "adoption is null");
    requireNonNull(state, "state is null");
    requireNonNull(time, "time is null");
    requireNonNull(cost, "cost is null");
    changedTogether = List.copyOf(changedTogether);
    requireNonNull(reason, "reason is null");
  }

  /**
   * One quantity after a change beside what it would have been without.
   *
   * @param actual of the run
   * @param without of the run had nothing been changed
   * @param share change as a share of that
   * @param low change as a share, lower end
   * @param high change as a share, upper end
   * @param noise difference that runs with the same settings stay within; empty when unknown
   * @param threshold share from which more counts as a regression
   * @param inputRatio input over that of the runs before
   * @param before runs before
   * @param after runs after
   */
  public record Measured(
      double actual,
      double without,
      double share,
      double low,
      double high,
      OptionalDouble noise,
      double threshold,
      OptionalDouble inputRatio,
      int before,
      int after) {}

  /** To be remembered, so that the same value is not advised again. */
  public TriedValue toTried() {
    PastAdvice advice = adoption.advice();
    Optional<String> before =
        Optional.ofNullable(adoption.origin().settings().get(advice.property()))
            .or(advice::previous);
    return new TriedValue(
        new TriedValue.InRun(run.applicationId(), run.started(), run.input(), run.sparkVersion()),
        new TriedValue.Setting(
            advice.property(), advice.ruleId(), before, adoption.applied(), advice.unit()),
        state,
        new TriedValue.Consequence(onTime(), share(cost), outOfMemory));
  }

  private TriedValue.OnTime onTime() {
    return new TriedValue.OnTime(
        share(time),
        time.isPresent() ? OptionalDouble.of(time.get().threshold()) : OptionalDouble.empty(),
        time.map(Measured::without).orElse(0.0),
        run.spanMs());
  }

  private static OptionalDouble share(Optional<Measured> measured) {
    return measured.isPresent()
        ? OptionalDouble.of(measured.get().share())
        : OptionalDouble.empty();
  }
}
