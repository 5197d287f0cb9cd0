package io.attune.advisor.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StandardRulesTest {
  private static final Path RULES = Path.of("src/main/java/io/attune/advisor/rules");

  @Test
  void everyRuleThatIsWrittenIsAsked() throws IOException {
    List<String> written;
    try (Stream<Path> sources = Files.walk(RULES)) {
      written =
          sources
              .map(source -> source.getFileName().toString())
              .filter(name -> name.endsWith("Rule.java") && !name.equals("Rule.java"))
              .map(name -> name.replace(".java", ""))
              .toList();
    }
    assertThat(StandardRules.all())
        .extracting(rule -> rule.getClass().getSimpleName())
        .containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void whatASizeOrAGapIsJudgedByHasToBeAWholeRun() {
    assertThat(StandardRules.all())
        .filteredOn(Rule::judgesWholeRun)
        .extracting(Rule::id)
        .containsExactlyInAnyOrder(
            "partition-cluster-fit",
            "driver-bound",
            "dynamic-allocation",
            "executor-count",
            "executor-cores",
            "idle-timeout",
            "compute-platform");
  }

  @Test
  void rulesThatSpeakOfTasksThatStillRun() {
    assertThat(StandardRules.all())
        .filteredOn(Rule::seesRunningTasks)
        .extracting(Rule::id)
        .containsExactlyInAnyOrder("skew", "spill", "straggler", "gc-pressure");
  }
}
