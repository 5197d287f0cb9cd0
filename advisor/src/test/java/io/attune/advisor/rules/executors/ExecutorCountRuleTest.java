package io.attune.advisor.rules.executors;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Asking;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.ImpactBasis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExecutorCountRuleTest {
  private final Rule rule = new ExecutorCountRule();

  /** Five stages of so many tasks, 20 s each, on executors of two cores. */
  private static RunBuilder stages(RunBuilder story, int executors, int tasks) {
    story.executors(executors, 2, "2g");
    for (int i = 0; i < 5; i++) {
      story.stage("step " + i, tasks, s -> s.tasks((t, n) -> t.durationMs(20_000)));
    }
    return story;
  }

  private static RunBuilder onYarn(int executors, int tasks) {
    return stages(
        RunBuilder.application("nightly")
            .property("spark.master", "yarn")
            .property("spark.executor.instances", Integer.toString(executors)),
        executors,
        tasks);
  }

  @Test
  void idle_executors_go_by_half_at_a_time() {
    Advice advice = Asking.only(ask(rule, onYarn(20, 8)));

    SettingChange setting = advice.setting().orElseThrow();
    assertThat(setting.property()).isEqualTo("spark.executor.instances");
    assertThat(setting.current()).contains("20");
    assertThat(setting.recommended()).isEqualTo("10");
    assertThat(setting.rollback()).contains("20");
    assertThat(advice.time().getBasis()).isEqualTo(ImpactBasis.REPLAY);
    assertThat(advice.time().getExpected()).isZero();
    assertThat(advice.cost().getExpected()).isNegative();
    assertThat(advice.summary()).contains("10 executors instead of 20", "less", "balanced");
  }

  @Test
  void a_step_down_ends_where_the_time_would_grow() {
    // Eight tasks fill four executors: with three, a second wave doubles the time.
    assertThat(setting(ask(rule, onYarn(6, 8))).recommended()).isEqualTo("4");
    assertThat(silence(ask(rule, onYarn(4, 8)))).isNotBlank();
  }

  @Test
  void the_objective_of_the_application_chooses() {
    RunBuilder cheap = onYarn(4, 8).property("spark.attune.objective", "cost");
    assertThat(silence(ask(rule, cheap))).as("two waves cost the driver twice").isNotBlank();

    RunBuilder fast =
        stages(
            RunBuilder.application("nightly")
                .property("spark.master", "yarn")
                .property("spark.attune.objective", "performance"),
            4,
            64);
    Advice advice = Asking.only(ask(rule, fast));
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("8");
    assertThat(advice.time().getExpected()).isNegative();
    assertThat(advice.doubt()).contains("share");

    RunBuilder late =
        stages(
            RunBuilder.application("nightly")
                .property("spark.master", "yarn")
                .property("spark.attune.objective", "deadline")
                .property("spark.attune.deadline", "8min"),
            4,
            64);
    assertThat(setting(ask(rule, late)).recommended())
        .as("with 8 executors 4 waves of 20 s in 5 stages end with a tail to spare, with 7 a fifth")
        .isEqualTo("8");
  }

  @Test
  void a_standalone_cluster_heeds_cores_and_not_instances() {
    RunBuilder standalone = stages(RunBuilder.application("nightly"), 20, 8);

    Advice advice = Asking.only(ask(rule, standalone));

    assertThat(advice.setting().orElseThrow().property()).isEqualTo("spark.cores.max");
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("20");
    assertThat(advice.setting().orElseThrow().current()).contains("40");

    RunBuilder both =
        stages(RunBuilder.application("nightly").property("spark.executor.instances", "20"), 20, 8);
    assertThat(adviceOf(ask(rule, both)))
        .extracting(piece -> piece.setting().orElseThrow().property())
        .containsExactly("spark.cores.max", "spark.executor.instances");
  }

  @Test
  void executors_that_serve_a_shuffle_or_hold_a_cache_stay() {
    RunBuilder shuffling =
        onYarn(20, 8)
            .stage(
                "join",
                8,
                s ->
                    s.tasks(
                        (t, i) ->
                            t.durationMs(20_000).shuffleRead(1_500 * MIB, 1).fetchWaitMs(4_000)));
    assertThat(setting(ask(rule, shuffling)).recommended())
        .as("12.6 GB in 20 s need 15.7 executors of 40 MB/s")
        .isEqualTo("16");

    RunBuilder caching = onYarn(20, 8);
    for (int i = 1; i <= 20; i++) {
      caching.peaks(Integer.toString(i), peaks -> peaks.setOnHeapStorageMemoryBytes(440 * MIB));
    }
    assertThat(setting(ask(rule, caching)).recommended())
        .as("8.6 GiB in halves of 1,049 MiB")
        .isEqualTo("17");
  }

  @Test
  void a_size_is_not_judged_on_a_run_that_proves_nothing() {
    assertThat(silence(ask(rule, onYarn(20, 8).build()))).contains("before the run has ended");
    assertThat(silence(ask(rule, onYarn(20, 8).executorRemoved("1", "exit code 137"))))
        .contains("that comes first");
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("short")
                        .property("spark.master", "yarn")
                        .executors(20, 2, "2g")
                        .stage("one", 8, s -> s.tasks((t, i) -> t.durationMs(20_000))))))
        .contains("too short");
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("local")
                        .local(4, "2g")
                        .stage("one", 8, s -> s.tasks((t, i) -> t.durationMs(60_000))))))
        .contains("local mode");
    assertThat(
            silence(
                ask(
                    rule,
                    stages(
                        RunBuilder.application("nightly")
                            .property("spark.master", "yarn")
                            .property("spark.executor.instances", "30"),
                        20,
                        8))))
        .contains("gave 20 of 30");
  }

  @Test
  void what_is_cheap_to_run_is_left_alone() {
    RunBuilder waiting =
        RunBuilder.application("driver")
            .property("spark.master", "yarn")
            .executors(2, 1, "1g")
            .driverWorks(Duration.ofSeconds(10))
            .stage("one", 2, s -> s.tasks((t, i) -> t.durationMs(20_000)))
            .stage("two", 1, s -> s.tasks((t, i) -> t.durationMs(20_000)));
    silence(ask(rule, waiting));
  }
}
