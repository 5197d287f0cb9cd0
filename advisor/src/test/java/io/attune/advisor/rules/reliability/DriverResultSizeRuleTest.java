package io.attune.advisor.rules.reliability;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverResultSizeRuleTest {
  private final Rule rule = new DriverResultSizeRule();

  private static RunBuilder application(String limit) {
    return RunBuilder.application("collect")
        .property("spark.driver.maxResultSize", limit)
        .executors(2, 2, "1g");
  }

  private static RunBuilder failing(RunBuilder story, String words, int tasks) {
    String failure = "Job aborted due to stage failure: " + words;
    return story.job(
        job ->
            job.stage("collect", tasks, s -> s.tasks((t, i) -> {}).fails(failure)).fails(failure));
  }

  @Test
  void the_failure_tells_the_size_and_the_tasks_that_had_sent_it() {
    List<Advice> advice =
        adviceOf(
            ask(
                rule,
                failing(
                    application("12m"),
                    "Total size of serialized results of 6 tasks (12.1 MiB) is bigger than"
                        + " spark.driver.maxResultSize (12.0 MiB)",
                    16)));

    // 12.1 MiB of 6 tasks are 32.3 MiB of 16; 1.5 times that, in steps of 16 MiB.
    assertThat(advice).hasSize(1);
    SettingChange setting = advice.get(0).setting().orElseThrow();
    assertThat(setting.property()).isEqualTo("spark.driver.maxResultSize");
    assertThat(setting.current()).contains("12m");
    assertThat(setting.recommended()).isEqualTo("64m");
    assertThat(advice.get(0).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(advice.get(0).summary()).contains("stage 0 (collect)", "32 MiB", "12 MiB");
  }

  @Test
  void the_driver_gets_three_times_as_much() {
    List<Advice> advice =
        adviceOf(
            ask(
                rule,
                failing(
                    application("1g"),
                    "Total size of serialized results of 40 tasks (1024.5 MiB) is bigger than"
                        + " spark.driver.maxResultSize (1024.0 MiB)",
                    40)));

    assertThat(advice)
        .extracting(a -> a.setting().orElseThrow().property())
        .containsExactly("spark.driver.maxResultSize", "spark.driver.memory");
    assertThat(advice.get(0).setting().orElseThrow().recommended()).isEqualTo("1552m");
    assertThat(advice.get(1).setting().orElseThrow().recommended()).isEqualTo("4864m");
  }

  @Test
  void results_that_no_driver_holds_have_to_be_written() {
    Advice advice =
        only(
            ask(
                rule,
                failing(
                    application("1g"),
                    "Total size of serialized results of 10 tasks (1.1 GiB) is bigger than"
                        + " spark.driver.maxResultSize (1024.0 MiB)",
                    200)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).contains("write the results instead");
  }

  @Test
  void more_than_four_fifths_of_the_limit_is_close() {
    Verdict close = ask(rule, results("100m", 81));
    assertThat(only(close).setting().orElseThrow().recommended()).isEqualTo("160m");
    assertThat(only(close).severity()).isEqualTo(Severity.MODERATE);
    assertThat(silence(ask(rule, results("100m", 80)))).contains("80 %");
  }

  @Test
  void no_limit_is_never_close_and_never_recommended() {
    assertThat(silence(ask(rule, results("0", 500)))).contains("not limited");
  }

  private static RunBuilder results(String limit, long mib) {
    return application(limit)
        .stage("collect", 10, s -> s.tasks((t, i) -> t.resultSize(mib * MIB / 10)));
  }
}
