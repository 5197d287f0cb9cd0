package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.outcome.Judgement;
import io.attune.advisor.outcome.Judgement.Measured;
import io.attune.advisor.setting.Amounts;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Outcome;
import io.attune.schemas.RecommendationState;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes the record of the outcomes topic out of a judgement. */
final class OutcomeFactory {
  private OutcomeFactory() {}

  static Outcome create(String workload, Judgement judgement, String costUnit, Instant eventTime) {
    requireNonNull(workload, "workload is null");
    PastAdvice advice = judgement.adoption().advice();
    Optional<Measured> time = judgement.time();
    String key = RecommendationKey.of(workload, advice.property(), advice.ruleId());
    return Outcome.newBuilder()
        .setRecommendationId(RecommendationKey.id(key))
        .setEtag(advice.etag())
        .setWorkload(workload)
        .setApplicationId(judgement.run().applicationId())
        .setRuleId(advice.ruleId())
        .setProperty(advice.property())
        .setPrevious(judgement.toTried().setting().previous().orElse(null))
        .setApplied(judgement.adoption().applied())
        .setState(judgement.state())
        .setExpected(advice.expected())
        .setRealised(new Impact(change(time, "ms"), change(judgement.cost(), costUnit)))
        .setNoiseShare(time.map(Measured::noise).map(OutcomeFactory::nullable).orElse(null))
        .setThresholdShare(time.map(Measured::threshold).orElse(null))
        .setTimeShare(time.map(Measured::share).orElse(null))
        .setCostShare(judgement.cost().map(Measured::share).orElse(null))
        .setInputRatio(time.map(Measured::inputRatio).map(OutcomeFactory::nullable).orElse(null))
        .setRunsBefore(time.map(Measured::before).orElse(0))
        .setRunsAfter(judgement.adoption().after().size())
        .setInPart(judgement.adoption().inPart())
        .setChangedTogether(judgement.changedTogether())
        .setSummary(summary(judgement))
        .setEventTime(eventTime)
        .build();
  }

  private static Change change(Optional<Measured> measured, String unit) {
    if (measured.isEmpty()) {
      return new Change(null, null, null, unit, ImpactBasis.NONE);
    }
    Measured m = measured.get();
    return new Change(
        m.actual() - m.without(),
        m.actual() - m.actual() / (1 + m.low()),
        m.actual() - m.actual() / (1 + m.high()),
        unit,
        ImpactBasis.MEASURED);
  }

  private static String summary(Judgement judgement) {
    StringBuilder words = new StringBuilder();
    words.append(judgement.adoption().advice().property());
    words.append(" = ").append(judgement.adoption().applied());
    judgement
        .toTried()
        .setting()
        .previous()
        .ifPresent(previous -> words.append(" (was ").append(previous).append(")"));
    words.append(' ').append(verdict(judgement.state())).append(": ");
    words.append(judgement.reason());
    judgement.time().ifPresent(time -> words.append("; ").append(measured(time)));
    if (!judgement.changedTogether().isEmpty()) {
      words.append("; changed at the same time: ");
      words.append(String.join(", ", judgement.changedTogether()));
    }
    return words.append('.').toString();
  }

  private static String measured(Measured time) {
    StringBuilder words = new StringBuilder();
    words.append(Amounts.duration(time.actual()));
    if (Math.abs(time.share()) < 0.005) {
      words.append(", no change that can be told");
    } else {
      words
          .append(" instead of ")
          .append(Amounts.duration(time.without()))
          .append(time.share() > 0 ? " (+" : " (−")
          .append(Amounts.percent(Math.abs(time.share())))
          .append(')');
    }
    if (time.inputRatio().isPresent()
        && Math.abs(Math.log(time.inputRatio().getAsDouble())) > 0.05) {
      words
          .append(" with ")
          .append(Amounts.ratio(time.inputRatio().getAsDouble()))
          .append(" times the input");
    }
    return words.append(", against ").append(Amounts.counted(time.before(), "run")).toString();
  }

  private static String verdict(RecommendationState state) {
    return switch (state) {
      case SUCCEEDED -> "succeeded";
      case INEFFECTIVE -> "was ineffective";
      case REGRESSED -> "made it worse";
      default -> "is in force";
    };
  }

  private static @Nullable Double nullable(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
