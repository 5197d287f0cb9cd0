package io.attune.advisor.rules.executors;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdleTimeoutRuleTest {
  private final Rule rule = new IdleTimeoutRule();

  /** Five queries with pauses between them, in which the executors go and come again. */
  private static RunBuilder pauses(String timeout, long pauseMs, boolean givenBack) {
    return pauses(timeout, pauseMs, givenBack, "Executor killed by driver.");
  }

  private static RunBuilder pauses(String timeout, long pauseMs, boolean givenBack, String reason) {
    RunBuilder story =
        RunBuilder.application("notebook")
            .property("spark.master", "yarn")
            .property("spark.dynamicAllocation.enabled", "true")
            .property("spark.dynamicAllocation.executorIdleTimeout", timeout)
            .executors(2, 4, "1g");
    int id = 3;
    for (int query = 0; query < 5; query++) {
      story.stage("save", 8, s -> s.tasks((t, i) -> t.durationMs(5_000)));
      if (givenBack && query < 4) {
        story
            .executorRemoved(Integer.toString(id - 2), reason)
            .executor(Integer.toString(id), "host-" + id, 4);
        id++;
      }
      if (query < 4) {
        story.driverWorks(Duration.ofMillis(pauseMs));
      }
    }
    return story;
  }

  @Test
  void the_timeout_outlasts_the_pauses() {
    assertThat(setting(ask(rule, pauses("5s", 14_000, true))).recommended()).isEqualTo("21s");
    assertThat(only(ask(rule, pauses("5s", 14_000, true))).summary())
        .startsWith("21s as the idle timeout: 4 pauses of up to 14.0 s")
        .contains("4 executors had to be started again");
  }

  @Test
  void pauses_that_the_timeout_outlasts_are_right() {
    silence(ask(rule, pauses("20s", 14_000, true)));
  }

  @Test
  void pauses_of_minutes_are_worth_giving_executors_back() {
    assertThat(silence(ask(rule, pauses("5s", 600_000, true)))).contains("so long");
  }

  @Test
  void executors_that_stayed_cost_no_start() {
    assertThat(silence(ask(rule, pauses("5s", 14_000, false)))).contains("started again");
  }

  @Test
  void fixed_executors_have_no_timeout() {
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("fixed")
                        .executors(2, 4, "1g")
                        .stage("x", 8, s -> s.tasks((t, i) -> t.durationMs(5_000))))))
        .contains("do not come and go");
  }

  @Test
  void executors_given_back_on_yarn_count_and_lost_ones_do_not() {
    only(
        ask(
            rule,
            pauses(
                "5s",
                14_000,
                true,
                "Container container_1_2 exited from explicit termination request.")));
    silence(
        ask(
            rule,
            pauses("5s", 14_000, true, "Container preempted by the scheduler (exit code -102)")));
  }
}
