package io.attune.advisor.outcome;

import static io.attune.advisor.outcome.Planted.PARTITIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.RecommendationState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutcomeJudgeTest {
  private static final RuleTable TABLE = RuleTable.standard();
  private static final String MEMORY = "spark.executor.memory";
  private final OutcomeJudge judge = new OutcomeJudge(TABLE);

  private static RunSummary.Builder run(int night, long spanMs, long input, int partitions) {
    return RunSummary.of(
            "app-" + night, Instant.parse("2026-01-01T02:00:00Z").plusSeconds(86_400L * night))
        .sparkVersion("3.5.9")
        .time(spanMs + 2_000, spanMs)
        .cost(spanMs / 1_000.0, "unit")
        .input(1, input, 1)
        .settings(Map.of(PARTITIONS, Integer.toString(partitions), MEMORY, "2048m"));
  }

  private static WorkloadHistory history(RunSummary... runs) {
    WorkloadHistory history = WorkloadHistory.empty();
    for (RunSummary run : runs) {
      history = history.with(run);
    }
    return history;
  }

  private Judgement only(RunSummary run, WorkloadHistory past) {
    List<Judgement> judgements = judge.judge(run, past);
    assertThat(judgements).hasSize(1);
    return judgements.get(0);
  }

  private static PastAdvice memory(String recommended, boolean reliability) {
    return new PastAdvice(
        MEMORY,
        "executor-memory",
        "e",
        Optional.of("2048m"),
        recommended,
        Optional.of("2304m"),
        Optional.of("8g"),
        "bytes",
        reliability,
        new Impact(
            new Change(null, null, null, "ms", ImpactBasis.NONE),
            new Change(null, null, null, "unit", ImpactBasis.NONE)));
  }

  @Test
  void out_of_memory_that_is_gone_is_a_success_even_when_it_costs_more() {
    RunSummary failing =
        run(1, 10_000, 1_000, 8)
            .succeeded(false)
            .failures(6, 6)
            .recommended(List.of(memory("4g", true)))
            .build();
    RunSummary.Builder bigger =
        run(2, 30_000, 1_000, 8)
            .cost(90, "unit")
            .settings(Map.of(PARTITIONS, "8", MEMORY, "4096m"));

    assertThat(only(bigger.build(), history(failing)).state())
        .isEqualTo(RecommendationState.SUCCEEDED);
    assertThat(only(bigger.failures(6, 6).succeeded(false).build(), history(failing)).state())
        .isEqualTo(RecommendationState.INEFFECTIVE);
  }

  @Test
  void memory_that_runs_out_after_advice_is_a_regression_however_fast_it_was() {
    RunSummary before =
        Planted.advise(run(1, 10_000, 1_000, 8).build(), Planted.partitions(8, 2, -1_000.0));
    RunSummary after = run(2, 5_000, 1_000, 2).failures(3, 3).succeeded(false).build();

    Judgement judgement = only(after, history(before));
    assertThat(judgement.state()).isEqualTo(RecommendationState.REGRESSED);
    assertThat(judgement.outOfMemory()).isTrue();
  }

  @Test
  void a_run_that_failed_for_another_reason_says_nothing() {
    RunSummary before =
        Planted.advise(run(1, 10_000, 1_000, 8).build(), Planted.partitions(8, 2, -1_000.0));

    assertThat(only(run(2, 90_000, 1_000, 2).succeeded(false).build(), history(before)).state())
        .isEqualTo(RecommendationState.APPLIED);
    assertThat(only(run(2, 90_000, 1_000, 2).completeness(0.5).build(), history(before)).state())
        .isEqualTo(RecommendationState.APPLIED);
  }

  @Test
  void what_was_applied_together_is_judged_together_and_says_so() {
    RunSummary before =
        Planted.advise(
            run(1, 10_000, 1_000, 8).build(),
            Planted.partitions(8, 2, -1_000.0),
            memory("4g", false));
    RunSummary after =
        run(2, 30_000, 1_000, 2)
            .settings(Map.of(PARTITIONS, "2", MEMORY, "4g", "spark.speculation", "true"))
            .build();
    RunSummary known =
        before
            .but()
            .settings(Map.of(PARTITIONS, "8", MEMORY, "2g", "spark.speculation", "false"))
            .build();

    List<Judgement> judgements = judge.judge(after, history(known));
    assertThat(judgements).hasSize(2);
    assertThat(judgements).allMatch(j -> j.state() == RecommendationState.REGRESSED);
    assertThat(judgements.get(0).changedTogether())
        .containsExactly("spark.speculation", PARTITIONS);
    assertThat(judgements.get(1).changedTogether()).containsExactly(MEMORY, "spark.speculation");
  }

  @Test
  void a_value_on_the_way_within_the_bounds_is_adopted_in_part() {
    assertThat(Adoption.degree(MEMORY, Optional.of("2g"), "4g", lower(), upper(), "4096m"))
        .isEqualTo(Adoption.Degree.FULL);
    assertThat(Adoption.degree(MEMORY, Optional.of("2g"), "4g", lower(), upper(), "3g"))
        .isEqualTo(Adoption.Degree.IN_PART);
    assertThat(Adoption.degree(MEMORY, Optional.of("2g"), "4g", lower(), upper(), "2048"))
        .as("the old value, in MiB")
        .isEqualTo(Adoption.Degree.NONE);
    assertThat(Adoption.degree(MEMORY, Optional.of("2g"), "4g", lower(), upper(), "1g"))
        .isEqualTo(Adoption.Degree.NONE);
    assertThat(Adoption.degree(MEMORY, Optional.of("2g"), "4g", lower(), upper(), "9g"))
        .as("past the bounds")
        .isEqualTo(Adoption.Degree.NONE);
    assertThat(
            Adoption.degree(
                "spark.speculation",
                Optional.of("false"),
                "true",
                Optional.empty(),
                Optional.empty(),
                "TRUE"))
        .isEqualTo(Adoption.Degree.FULL);
  }

  private static Optional<String> lower() {
    return Optional.of("2304m");
  }

  private static Optional<String> upper() {
    return Optional.of("8g");
  }

  @Test
  void an_increase_that_was_announced_is_no_regression() {
    PastAdvice dearer = Planted.partitions(8, 2, -5_000.0);
    PastAdvice announced =
        new PastAdvice(
            dearer.property(),
            dearer.ruleId(),
            dearer.etag(),
            dearer.previous(),
            dearer.recommended(),
            dearer.lowerBound(),
            dearer.upperBound(),
            dearer.unit(),
            false,
            new Impact(
                dearer.expected().getTime(),
                new Change(6.0, null, null, "unit", ImpactBasis.REPLAY)));
    RunSummary.Builder after = run(2, 5_000, 1_000, 2).cost(15, "unit");

    assertThat(
            only(
                    after.build(),
                    history(Planted.advise(run(1, 10_000, 1_000, 8).build(), announced)))
                .state())
        .isEqualTo(RecommendationState.SUCCEEDED);
    assertThat(
            only(after.build(), history(Planted.advise(run(1, 10_000, 1_000, 8).build(), dearer)))
                .state())
        .isEqualTo(RecommendationState.REGRESSED);
  }

  @Test
  void a_noisy_workload_needs_more_to_have_regressed() {
    long[] quiet = {10_000, 10_100, 9_900, 10_050, 9_950};
    long[] noisy = {10_000, 15_000, 8_000, 13_000, 9_000};

    assertThat(afterNights(quiet, 13_000).state()).isEqualTo(RecommendationState.REGRESSED);
    assertThat(afterNights(noisy, 13_000).state()).isNotEqualTo(RecommendationState.REGRESSED);
    assertThat(afterNights(noisy, 13_000).time().orElseThrow().noise().orElseThrow())
        .isGreaterThan(0.3);
  }

  private Judgement afterNights(long[] spans, long after) {
    WorkloadHistory history = WorkloadHistory.empty();
    for (int i = 0; i < spans.length; i++) {
      RunSummary run = run(i, spans[i], 1_000, 8).build();
      history =
          history.with(
              i == spans.length - 1 ? Planted.advise(run, Planted.partitions(8, 2, null)) : run);
    }
    return only(run(spans.length, after, 1_000, 2).build(), history);
  }

  @Test
  void where_time_follows_input_it_is_known_after_four_runs() {
    WorkloadHistory history = WorkloadHistory.empty();
    long[] inputs = {1_000, 2_000, 1_500, 3_000};
    for (int i = 0; i < inputs.length; i++) {
      RunSummary run = run(i, inputs[i] * 10, inputs[i], 8).build();
      history = history.with(i == 3 ? Planted.advise(run, Planted.partitions(8, 4, null)) : run);
    }
    Judgement ten = only(run(9, 100_000, 10_000, 4).build(), history);
    assertThat(ten.state()).isNotEqualTo(RecommendationState.REGRESSED);
    assertThat(ten.time().orElseThrow().share()).isCloseTo(0, within(1e-6));

    Judgement slow = only(run(9, 20_000, 1_000, 4).build(), history);
    assertThat(slow.state())
        .as("a small day that took as long as a big one")
        .isEqualTo(RecommendationState.REGRESSED);
  }

  @Test
  void noise_is_estimated_from_the_runs() {
    double[] estimates = new double[201];
    for (int seed = 0; seed < estimates.length; seed++) {
      Random random = new Random(seed);
      WorkloadHistory history = WorkloadHistory.empty();
      for (int i = 0; i < WorkloadHistory.MAX_RUNS; i++) {
        long span = Math.round(100_000 * Math.exp(0.1 * random.nextGaussian()));
        history = history.with(run(i, span, 1_000, 8).build());
      }
      estimates[seed] = Noise.ofTime(history, TABLE).orElseThrow();
    }
    Arrays.sort(estimates);

    // A few runs tell roughly; one estimate in forty is out by more than these bounds.
    assertThat(estimates[100]).isBetween(0.07, 0.13);
    assertThat(estimates[5]).isGreaterThan(0.02);
    assertThat(estimates[195]).isLessThan(0.3);
    assertThat(Noise.ofTime(history(run(1, 5, 5, 8).build()), TABLE)).isEmpty();
  }

  @Test
  void after_three_runs_it_is_settled() {
    RunSummary before =
        Planted.advise(run(1, 10_000, 1_000, 8).build(), Planted.partitions(8, 2, -5_000.0));
    WorkloadHistory history = history(before);
    for (int night = 2; night <= 4; night++) {
      RunSummary after = run(night, 5_000, 1_000, 2).build();
      assertThat(only(after, history).state()).isEqualTo(RecommendationState.SUCCEEDED);
      history = history.with(after);
    }
    assertThat(judge.judge(run(5, 5_000, 1_000, 2).build(), history)).isEmpty();
  }
}
