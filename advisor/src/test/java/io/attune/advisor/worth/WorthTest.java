package io.attune.advisor.worth;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.AdviceSheets;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorthTest {
  private static final Instant START = Instant.parse("2026-11-01T02:00:00Z");

  @Test
  void aSavingIsTheChangeFromTheOtherSide() {
    Worth worth = Worth.of(replayed(-10_000, -0.5));

    assertThat(worth.time().expected()).hasValue(10_000);
    assertThat(worth.time().low()).hasValue(9_000);
    assertThat(worth.time().high()).hasValue(11_000);
    assertThat(worth.cost().replayed()).hasValue(0.5);
    assertThat(worth.cost().unit()).isEqualTo("EUR");
  }

  @Test
  void noChangeIsZeroAndNotMinusZero() {
    assertThat(Worth.of(replayed(0, 0)).time().expected().getAsDouble())
        .isEqualTo(0.0)
        .satisfies(zero -> assertThat(1 / zero).isPositive());
  }

  @Test
  void aBoundAndARuleOfThumbAreNoReplay() {
    Worth bound = Worth.of(bound(-60_000));
    Worth thumb = Worth.of(with(Severity.HIGH, change(null, ImpactBasis.NONE), thumb(0.2)));

    assertThat(bound.time().atMost()).hasValue(60_000);
    assertThat(bound.time().replayed()).isEmpty();
    assertThat(thumb.cost().replayed()).isEmpty();
    assertThat(thumb.cost().expected()).hasValue(-0.2);
    assertThat(thumb.time().atMost()).isEmpty();
  }

  @Test
  void whatSavesMostComesFirstWhateverItsSeverity() {
    Recommendation critical = with(Severity.CRITICAL, change(null, ImpactBasis.NONE), thumb(null));
    Recommendation cheap = replayed(-90_000, -0.1);
    Recommendation dear = replayed(-10_000, -0.2);
    Recommendation bound = bound(-3_600_000);
    Recommendation failing = with(Severity.HIGH, change(null, ImpactBasis.NONE), thumb(0.3));
    failing.setCategory(Category.RELIABILITY);

    assertThat(
            IntStream.range(0, 5)
                .mapToObj(i -> List.of(critical, cheap, dear, bound, failing).get(i))
                .sorted((a, b) -> Worth.MOST_FIRST.compare(Worth.of(a), Worth.of(b))))
        .containsExactly(failing, dear, cheap, bound, critical);
  }

  @Test
  void whatWasReplayedAddsUpAndBoundsDoNot() {
    Worth sum =
        Worth.sum(
            List.of(
                Worth.of(replayed(-10_000, -0.5)),
                Worth.of(bound(-60_000)),
                Worth.of(replayed(-5_000, -0.25))));

    assertThat(sum.time().expected()).hasValue(15_000);
    assertThat(sum.time().low()).hasValue(13_500);
    assertThat(sum.cost().expected()).hasValue(0.75);
    assertThat(sum.cost().unit()).isEqualTo("EUR");
    assertThat(sum.severity()).isEqualTo(Severity.MODERATE);
    assertThat(Worth.sum(List.of()).time().expected()).isEmpty();
  }

  @Test
  void aMonthIsThirtyDaysAtThePaceSeen() {
    RunPace pace = RunPace.of(every(Duration.ofDays(1), 4)).orElseThrow();

    assertThat(pace.runsPerMonth()).isEqualTo(30);
    assertThat(pace.runs()).isEqualTo(4);
    Worth month = Worth.of(replayed(-10_000, -0.5)).perMonth(pace);
    assertThat(month.cost().expected()).hasValue(15);
    assertThat(month.cost().low().getAsDouble()).isEqualTo(13.5);
    assertThat(month.time().expected()).hasValue(300_000);
  }

  @Test
  void fewRunsOrTriesWithinAnHourTellNoPace() {
    assertThat(RunPace.ofDay(4, 1))
        .contains(RunPace.of(every(Duration.ofDays(1), 4)).orElseThrow());
    assertThat(RunPace.ofDay(2, 1)).isEmpty();
    assertThat(RunPace.ofDay(4, 0)).isEmpty();
    assertThat(RunPace.ofDay(4, 100)).isEmpty();
    assertThat(RunPace.of(every(Duration.ofDays(1), 2))).isEmpty();
    assertThat(RunPace.of(every(Duration.ofMinutes(5), 12))).isEmpty();
    assertThat(RunPace.of(Collections.nCopies(9, START))).isEmpty();
    assertThat(RunPace.of(List.of(Instant.EPOCH, START, START.plusSeconds(86_400)))).isEmpty();
    assertThat(RunPace.of(every(Duration.ofMinutes(5), 13))).isPresent();
  }

  private static List<Instant> every(Duration interval, int runs) {
    return IntStream.range(0, runs).mapToObj(i -> START.plus(interval.multipliedBy(i))).toList();
  }

  private static Recommendation replayed(double timeMs, double cost) {
    return with(
        Severity.MODERATE,
        new Change(timeMs, timeMs * 1.1, timeMs * 0.9, "ms", ImpactBasis.REPLAY),
        new Change(cost, cost * 1.1, cost * 0.9, "EUR", ImpactBasis.REPLAY));
  }

  private static Recommendation bound(double lowMs) {
    return with(
        Severity.MODERATE,
        new Change(null, lowMs, 0.0, "ms", ImpactBasis.BOUND),
        new Change(null, null, null, "EUR", ImpactBasis.NONE));
  }

  private static Change change(Double expected, ImpactBasis basis) {
    return new Change(expected, null, null, "ms", basis);
  }

  private static Change thumb(Double expected) {
    return new Change(expected, null, null, "EUR", ImpactBasis.RULE);
  }

  private static Recommendation with(Severity severity, Change time, Change cost) {
    Recommendation recommendation =
        AdviceSheets.recommendation("spark.sql.shuffle.partitions=" + time.hashCode());
    recommendation.setCategory(Category.PARTITIONS);
    recommendation.setSeverity(severity);
    recommendation.setImpact(new Impact(time, cost));
    return recommendation;
  }
}
