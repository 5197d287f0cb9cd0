package io.attune.advisor.rules.executors;

import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DynamicAllocationRuleTest {
  private final Rule rule = new DynamicAllocationRule();

  /** A wide stage, a quarter of an hour of the driver alone, and a narrow one. */
  private static RunBuilder gaps(RunBuilder story) {
    return story
        .property("spark.master", "yarn")
        .executors(10, 2, "2g")
        .stage("wide", 200, s -> s.tasks((t, i) -> t.durationMs(10_000)))
        .driverWorks(Duration.ofMinutes(15))
        .stage("narrow", 4, s -> s.tasks((t, i) -> t.durationMs(30_000)));
  }

  private static Map<String, String> settings(List<Advice> advice) {
    Map<String, String> settings = new TreeMap<>();
    advice.forEach(
        a -> settings.put(a.setting().orElseThrow().property(), a.setting().get().recommended()));
    return settings;
  }

  @Test
  void long_gaps_let_executors_go() {
    List<Advice> advice =
        adviceOf(
            ask(
                rule,
                gaps(
                    RunBuilder.application("nightly")
                        .property("spark.shuffle.service.enabled", "true")
                        .property("spark.executor.instances", "10"))));

    Map<String, String> settings = settings(advice);
    assertThat(settings)
        .containsEntry("spark.dynamicAllocation.enabled", "true")
        .containsEntry("spark.dynamicAllocation.maxExecutors", "10")
        .containsEntry("spark.dynamicAllocation.initialExecutors", "10")
        .doesNotContainKey("spark.dynamicAllocation.minExecutors")
        .doesNotContainKey("spark.dynamicAllocation.shuffleTracking.enabled")
        .doesNotContainKey("spark.executor.instances");
    assertThat(settings.get("spark.dynamicAllocation.executorIdleTimeout")).matches("\\d+s");
    assertThat(advice.get(0).cost().getExpected()).isNegative();
    assertThat(advice.get(0).conditions()).isEmpty();
  }

  @Test
  void without_a_shuffle_service_shuffles_are_tracked_and_it_is_less_sure() {
    List<Advice> advice =
        adviceOf(ask(rule, gaps(RunBuilder.application("nightly").sparkVersion("3.3.1"))));

    assertThat(settings(advice))
        .containsEntry("spark.dynamicAllocation.shuffleTracking.enabled", "true");
    assertThat(advice.get(0).conditions())
        .extracting(condition -> condition.getName())
        .containsExactly("shuffle-tracking");
    assertThat(silence(ask(rule, gaps(RunBuilder.application("nightly").sparkVersion("2.4.8")))))
        .contains("before Spark 3");
  }

  @Test
  void busy_executors_stay() {
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("busy")
                        .property("spark.master", "yarn")
                        .executors(10, 2, "2g")
                        .stage("wide", 1_000, s -> s.tasks((t, i) -> t.durationMs(10_000))))))
        .contains("the best bounds would save");
  }

  @Test
  void a_short_run_is_left_alone() {
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("short")
                        .property("spark.master", "yarn")
                        .executors(10, 2, "2g")
                        .stage("wide", 20, s -> s.tasks((t, i) -> t.durationMs(10_000)))
                        .driverWorks(Duration.ofSeconds(60))
                        .stage("narrow", 1, s -> s.tasks((t, i) -> t.durationMs(10_000))))))
        .contains("too short");
  }

  @Test
  void bounds_that_keep_idle_executors_come_down() {
    List<Advice> advice =
        adviceOf(
            ask(
                rule,
                gaps(
                    RunBuilder.application("nightly")
                        .property("spark.dynamicAllocation.enabled", "true")
                        .property("spark.shuffle.service.enabled", "true")
                        .property("spark.dynamicAllocation.minExecutors", "10")
                        .property("spark.dynamicAllocation.maxExecutors", "10"))));

    assertThat(settings(advice))
        .containsEntry("spark.dynamicAllocation.minExecutors", "0")
        .doesNotContainKey("spark.dynamicAllocation.enabled");
  }

  @Test
  void what_spark_leaves_without_end_is_called_so() {
    List<Advice> advice = adviceOf(ask(rule, gaps(RunBuilder.application("nightly"))));

    assertThat(advice)
        .flatExtracting(piece -> piece.setting().stream().toList())
        .filteredOn(setting -> setting.property().endsWith("maxExecutors"))
        .singleElement()
        .satisfies(setting -> assertThat(setting.current()).contains("infinity"));
  }

  @Test
  void bounds_are_in_order() {
    for (Advice advice : adviceOf(ask(rule, gaps(RunBuilder.application("nightly"))))) {
      SettingChange setting = advice.setting().orElseThrow();
      if (setting.unit().equals("count")) {
        assertThat(Long.parseLong(setting.recommended()))
            .isBetween(
                Long.parseLong(setting.lowerBound().orElseThrow()),
                Long.parseLong(setting.upperBound().orElseThrow()));
      }
    }
  }

  /** Four executors go in each pause and four others come for the next stage, ten seconds late. */
  private static RunBuilder hasty(int stages) {
    RunBuilder story =
        RunBuilder.application("hasty")
            .property("spark.master", "spark://10.0.0.1:7077")
            .property("spark.dynamicAllocation.enabled", "true")
            .property("spark.dynamicAllocation.shuffleTracking.enabled", "true")
            .property("spark.dynamicAllocation.maxExecutors", "4")
            .property("spark.dynamicAllocation.executorIdleTimeout", "1s");
    for (int stage = 0; stage < stages; stage++) {
      int first = 4 * stage;
      story.stage(
          "wave " + stage,
          8,
          s ->
              s.waits(Duration.ofSeconds(11), () -> come(story, first))
                  .tasks((t, i) -> t.durationMs(20_000)));
      story.driverWorks(Duration.ofSeconds(4));
      for (int i = first; i < first + 4; i++) {
        story.executorRemoved("x" + i, "Executor killed by driver.");
      }
    }
    return story;
  }

  private static void come(RunBuilder story, int first) {
    for (int i = first; i < first + 4; i++) {
      story.executor("x" + i, "host-" + i, 1);
    }
  }

  @Test
  void executors_that_are_released_in_every_pause_should_stay() {
    // What a broadcast table takes is storage memory too, and no cache.
    RunBuilder story = hasty(6).peaks("x0", e -> e.setOnHeapStorageMemoryBytes(4_000L));
    List<Advice> advice = adviceOf(ask(rule, story));

    assertThat(settings(advice))
        .doesNotContainKey("spark.dynamicAllocation.cachedExecutorIdleTimeout");
    String idle = settings(advice).get("spark.dynamicAllocation.executorIdleTimeout");
    assertThat(Integer.parseInt(idle.replace("s", ""))).isGreaterThanOrEqualTo(10);
    assertThat(advice.get(0).time().getExpected()).isLessThan(-30_000.0);
    assertThat(advice.get(0).cost().getExpected()).isNegative();
  }
}
