package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import java.time.Duration;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class GrowingLineageRuleTest {
  private final Rule rule = new GrowingLineageRule();

  private static RunBuilder application() {
    return RunBuilder.application("loop").executors(2, 4, "1g");
  }

  /**
   * A job a round.
   *
   * @param rdds RDDs of its lineage, by round
   * @param taskMs time of each of its eight tasks
   * @param driverMs time of the driver before it
   */
  private static RunBuilder loop(
      int rounds, IntUnaryOperator rdds, IntUnaryOperator taskMs, IntUnaryOperator driverMs) {
    return loop(application(), rounds, rdds, taskMs, driverMs);
  }

  private static RunBuilder loop(
      RunBuilder run,
      int rounds,
      IntUnaryOperator rdds,
      IntUnaryOperator taskMs,
      IntUnaryOperator driverMs) {
    for (int i = 0; i < rounds; i++) {
      int round = i;
      run.driverWorks(Duration.ofMillis(driverMs.applyAsInt(round)));
      run.job(
          job ->
              job.stage(
                  "reduce at Loop.java:30",
                  8,
                  s -> {
                    for (int rdd = 0; rdd < rdds.applyAsInt(round); rdd++) {
                      s.rdd(
                          rdd,
                          "MapPartitionsRDD",
                          "map",
                          null,
                          rdd == 0 ? List.of() : List.of(rdd - 1));
                    }
                    s.tasks((t, task) -> t.durationMs(taskMs.applyAsInt(round)));
                  }));
    }
    return run;
  }

  @Test
  void rounds_that_run_all_rounds_before_them_are_cut_off() {
    RunBuilder loop = loop(8, r -> 2 + r, r -> 1_000 * (r + 1), r -> 10);
    Advice advice = only(ask(rule, loop));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.summary())
        .startsWith("28.0 s of 36.1 s because reduce at Loop.java:30 is asked in a loop")
        .contains(
            "8 rounds from 2 to 9 RDDs", "from 8.0 s to 1 min 4 s of task time", "checkpoint");
    assertThat(advice.stages()).hasSize(8);
    assertThat(advice.time().getLow()).isEqualTo(-28_000.0);
    silence(ask(new RecomputationRule(), loop(8, r -> 2 + r, r -> 1_000 * (r + 1), r -> 10)));
  }

  @Test
  void plans_that_the_driver_takes_ever_longer_for_are_cut_off() {
    assertThat(only(ask(rule, loop(9, r -> 5 + 5 * r, r -> 300, r -> 1_000 * r))).summary())
        .startsWith("36.0 s of")
        .contains("9 rounds from 5 to 45 RDDs", "for the driver to plan it");
  }

  @Test
  void a_person_who_types_is_no_driver() {
    RunBuilder shell =
        RunBuilder.application("shell")
            .property("spark.repl.class.outputDir", "/repl")
            .executors(2, 4, "1g");
    silence(ask(rule, loop(shell, 9, r -> 5 + 5 * r, r -> 300, r -> 1_000 * r)));
  }

  @Test
  void queries_grow_by_the_operators_of_their_plans() {
    RunBuilder run = application();
    for (int i = 0; i < 6; i++) {
      int round = i;
      run.job(
          job ->
              job.stage(
                  "count",
                  8,
                  s -> {
                    s.sql(round);
                    for (int node = 0; node <= 3 * round + 3; node++) {
                      s.node("Filter", n -> n.metric("number of output rows", 5));
                    }
                    s.tasks((t, task) -> t.durationMs(2_000 * (round + 1)));
                  }));
    }
    assertThat(only(ask(rule, run)).summary())
        .contains("6 rounds from 4 to 19 operators", "story is asked in a loop");
  }

  @Test
  void kept_results_and_lineage_that_does_not_grow_are_left_alone() {
    assertThat(silence(ask(rule, loop(9, r -> 2 + r, r -> 4_000, r -> 100))))
        .contains("do not take longer");
    assertThat(silence(ask(rule, loop(9, r -> 4, r -> 1_000 * (r + 1), r -> 10))))
        .contains("no line of code");
    // Cut every fourth round.
    silence(ask(rule, loop(9, r -> 2 + r % 4, r -> 1_000 * (r % 4 + 1), r -> 10)));
  }

  @Test
  void a_slow_start_hides_nothing() {
    only(ask(rule, loop(9, r -> 2 + r, r -> r == 0 ? 40_000 : 1_000 * (r + 1), r -> 10)));
  }

  @Test
  void edges() {
    only(ask(rule, loop(5, r -> 2 + r, r -> 2_000 * (r + 1), r -> 10)));
    silence(ask(rule, loop(4, r -> 2 + r, r -> 2_000 * (r + 1), r -> 10)));
    // From 8 to 12 is half as much again, from 8 to 11 is not.
    only(ask(rule, loop(5, r -> 8 + r, r -> 2_000 * (r + 1), r -> 10)));
    silence(ask(rule, loop(5, r -> 9 + r, r -> 2_000 * (r + 1), r -> 10)));
    // Two steps of ten stand still, or three.
    only(ask(rule, loop(11, r -> 2 + Math.min(r, 8), r -> 900 * (r + 1), r -> 10)));
    silence(ask(rule, loop(11, r -> 2 + Math.min(r, 7), r -> 900 * (r + 1), r -> 10)));
    // Half as long again from the second round to the last, or nearly.
    only(ask(rule, loop(5, r -> 2 + r, r -> r > 1 ? 12_000 : 8_000, r -> 10)));
    silence(ask(rule, loop(5, r -> 2 + r, r -> r > 1 ? 11_999 : 8_000, r -> 10)));
    // The driver: 1.25 s a round more is 12.5 s, 0.95 s is 9.5 s.
    only(ask(rule, loop(5, r -> 2 + r, r -> 300, r -> 1_250 * r)));
    silence(ask(rule, loop(5, r -> 2 + r, r -> 300, r -> 950 * r)));
  }
}
