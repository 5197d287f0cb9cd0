package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import io.attune.schemas.TaskEndReason;
import org.junit.jupiter.api.Test;

class ShuffleWaitRuleTest {
  private final Rule rule = new ShuffleWaitRule();

  private static RunBuilder application() {
    return application(false);
  }

  private static RunBuilder application(boolean service) {
    return RunBuilder.application("load")
        .property("spark.master", "yarn")
        .property("spark.shuffle.service.enabled", Boolean.toString(service))
        .executors(4, 2, "4g");
  }

  private static RunBuilder reducing(RunBuilder story, long waitMs, long bytes, long blocks) {
    return story
        .stage("map", 16, s -> s.tasks((t, i) -> t.durationMs(5_000).shuffleWrite(MIB, 1_000)))
        .stage(
            "reduce",
            16,
            s ->
                s.tasks(
                    (t, i) ->
                        t.durationMs(60_000)
                            .shuffleRead(bytes, 1_000)
                            .shuffleBlocks(blocks)
                            .fetchWaitMs(waitMs)));
  }

  @Test
  void a_slow_service_is_named() {
    Advice advice = only(ask(rule, reducing(application(true), 55_000, 64 * MIB, 200)));

    assertThat(advice.summary())
        .contains("14 min 40 s of task time", "in stage 1", "3,200 blocks", "shuffle service");
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.setting()).isEmpty();
  }

  @Test
  void without_a_service_the_executors_serve() {
    assertThat(only(ask(rule, reducing(application(), 55_000, 64 * MIB, 200))).summary())
        .contains("disks (spark.local.dir)")
        .doesNotContain("service");
  }

  @Test
  void blocks_that_are_small_and_many_are_to_be_fewer() {
    assertThat(only(ask(rule, reducing(application(), 55_000, 16 * MIB, 5_000))).summary())
        .contains("fewer partitions on both sides");
  }

  @Test
  void tasks_that_mostly_work_do_not_wait() {
    silence(ask(rule, reducing(application(), 29_000, 64 * MIB, 200)));
    only(ask(rule, reducing(application(), 30_000, 64 * MIB, 200)));
  }

  @Test
  void a_network_that_brings_much_is_busy() {
    silence(ask(rule, reducing(application(), 55_000, 275 * MIB, 200)));
  }

  @Test
  void seconds_are_not_worth_a_word() {
    RunBuilder quick =
        application()
            .stage(
                "reduce",
                16,
                s ->
                    s.tasks(
                        (t, i) -> t.durationMs(3_700).shuffleRead(MIB, 1_000).fetchWaitMs(3_700)));

    silence(ask(rule, quick));
  }

  @Test
  void what_was_lost_comes_first() {
    RunBuilder failing =
        application()
            .stage(
                "reduce",
                16,
                s ->
                    s.tasks(
                        (t, i) -> {
                          t.durationMs(60_000).shuffleRead(MIB, 1_000).fetchWaitMs(55_000);
                          if (i == 0) {
                            t.failsOnce(TaskEndReason.FETCH_FAILED, null, "reset");
                          }
                        }));

    assertThat(silence(ask(rule, failing))).contains("comes first");
  }

  @Test
  void executors_that_collect_garbage_answer_late() {
    RunBuilder collecting =
        application()
            .stage(
                "reduce",
                16,
                s ->
                    s.tasks(
                        (t, i) ->
                            t.durationMs(60_000)
                                .shuffleRead(MIB, 1_000)
                                .gcTimeMs(10_000)
                                .fetchWaitMs(55_000)));

    assertThat(silence(ask(rule, collecting))).contains("garbage");
  }
}
