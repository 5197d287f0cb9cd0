package io.attune.advisor.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.testing.RunBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {
  private static SparkSettings settings(String objective, String deadline) {
    RunBuilder story = RunBuilder.application("nightly");
    if (objective != null) {
      story.property(Objective.PROPERTY, objective);
    }
    if (deadline != null) {
      story.property(Objective.DEADLINE_PROPERTY, deadline);
    }
    return story.executors(1, 2, "1g").build().application().settings();
  }

  @Test
  void reads_what_is_written() {
    assertThat(Objective.parse("cost")).isEqualTo(Objective.COST);
    assertThat(Objective.parse(" Balanced ")).isEqualTo(Objective.BALANCED);
    assertThat(Objective.parse("performance")).isEqualTo(Objective.PERFORMANCE);
    assertThat(Objective.parse("deadline=45min")).isEqualTo(Objective.deadline(2_700_000));
    assertThat(Objective.parse("deadline=90")).isEqualTo(Objective.deadline(90_000));
    assertThat(Objective.parse(Objective.deadline(90_000).toString()))
        .isEqualTo(Objective.deadline(90_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fast", "deadline", "deadline=", "deadline=soon", "deadline=0s"})
  void refuses_what_it_does_not_know(String text) {
    assertThatThrownBy(() -> Objective.parse(text))
        .hasMessage(
            "must be cost, balanced, performance, or deadline with a time such as deadline=45min");
  }

  @Test
  void an_application_names_its_own() {
    assertThat(Objective.of(settings(null, null))).isEmpty();
    assertThat(Objective.of(settings("cost", null))).contains(Objective.COST);
    assertThat(Objective.of(settings("deadline", "2h"))).contains(Objective.deadline(7_200_000));
    assertThat(Objective.of(settings("deadline=2h", null))).contains(Objective.deadline(7_200_000));
  }

  @Test
  void what_an_application_cannot_mean_is_told_and_not_guessed() {
    SparkSettings without = settings("deadline", null);
    assertThat(Objective.of(without)).isEmpty();
    assertThat(Objective.problem(without).orElseThrow())
        .startsWith("spark.attune.objective is 'deadline' but must be cost, balanced")
        .contains("spark.attune.deadline")
        .endsWith(".");
    assertThat(Objective.problem(settings("cost", null))).isEmpty();
  }
}
