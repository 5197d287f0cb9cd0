package io.attune.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void namesAreThePrefixAndAPluralNoun() {
    assertThat(
            new Topics(Topics.DEFAULT_PREFIX)
                .all().stream().map(Topics.Topic::name).collect(Collectors.toList()))
        .containsExactly(
            "attune.task-metrics",
            "attune.executor-metrics",
            "attune.lifecycle",
            "attune.stage-statistics",
            "attune.recommendations",
            "attune.outcomes",
            "attune.forecasts",
            "attune.decisions",
            "attune.dead-letters",
            "attune.log-positions");
  }

  @Test
  void anotherPrefixIsPutBeforeEveryName() {
    assertThat(new Topics("team-a.").inputs())
        .extracting(Topics.Topic::name)
        .containsExactly("team-a.task-metrics", "team-a.executor-metrics", "team-a.lifecycle");
  }

  @Test
  void everyTopicHasARowInTheListOfContracts() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "ARCHITECTURE.md"));
    for (Topics.Topic topic : new Topics(Topics.DEFAULT_PREFIX).all()) {
      assertThat(page).as("docs/ARCHITECTURE.md").contains("| `" + topic + "` |");
    }
  }
}
