package io.attune.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.assess.StandardRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FleetCommandTest {
  @TempDir private Path directory;

  private List<JsonNode> lines(String file) throws IOException {
    Path path = directory.resolve(file);
    int exitCode =
        new CommandLine(new FleetCommand())
            .execute(
                ("--first-seed 7 --seeds 1 --workloads 12 --runs 2 --stationary 1"
                        + " --stationary-runs 3 --recommendations "
                        + path)
                    .split(" "));
    assertThat(exitCode).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  @Test
  void a_line_of_json_for_every_run_the_same_each_time() throws IOException {
    List<JsonNode> lines = lines("one.jsonl");

    assertThat(lines).hasSize(12 * 2 + 3).isEqualTo(lines("two.jsonl"));
    assertThat(lines).anyMatch(line -> !line.required("recommendations").isEmpty());
    for (JsonNode line : lines) {
      TreeSet<String> rules = new TreeSet<>();
      line.required("recommendations").forEach(r -> rules.add(r.required("ruleId").asText()));
      line.required("silent").fieldNames().forEachRemaining(rules::add);
      assertThat(rules)
          .as("every rule advises or says why not")
          .hasSize(StandardRules.all().size());
    }
  }
}
