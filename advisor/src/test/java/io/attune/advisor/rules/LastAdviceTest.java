package io.attune.advisor.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Thresholds move a little in favour of what stands, so that advice does not come and go. */
class LastAdviceTest {
  private static final double STAY_SHARE = RuleTable.standard().number("advice.stay-share");

  private static RuleContext after(String rule, String property) {
    PastAdvice standing =
        new PastAdvice(
            property,
            rule,
            "etag",
            Optional.empty(),
            "5",
            Optional.of("4"),
            Optional.of("6"),
            "count",
            false,
            new Impact(
                new Change(null, null, null, "ms", ImpactBasis.NONE),
                new Change(null, null, null, "unit", ImpactBasis.NONE)));
    WorkloadHistory history =
        WorkloadHistory.empty()
            .with(
                RunSummary.of("app-before", RunBuilder.START.minusSeconds(86_400))
                    .time(60_000, 60_000)
                    .recommended(List.of(standing))
                    .build());
    return Asking.assessor(
            RunBuilder.application("a").executors(2, 2, "2g").ended().build(),
            history,
            RuleTable.standard())
        .context();
  }

  @Test
  void whatStandsItselfStaysBelowTheThreshold() {
    RuleContext context = after("mine", "spark.x");

    assertThat(context.withHysteresis("mine", 10)).isEqualTo(10 * STAY_SHARE);
    assertThat(context.withHysteresis("another", 10)).isEqualTo(10);
    assertThat(context.withHysteresisOn("spark.x", 10)).isEqualTo(10 * STAY_SHARE);
    assertThat(context.withHysteresisOn("spark.y", 10)).isEqualTo(10);
  }

  @Test
  void whatWouldReplaceAnotherRulesAdviceHasToBeWorthMore() {
    RuleContext context = after("another", "spark.x");

    assertThat(context.withHysteresisAgainst("mine", "another", 10))
        .isCloseTo(10 / STAY_SHARE, within(1e-9));
    assertThat(context.withHysteresisAgainst("another", "mine", 10)).isEqualTo(10 * STAY_SHARE);
    assertThat(context.withHysteresisAgainst("mine", "a third", 10)).isEqualTo(10);
  }
}
