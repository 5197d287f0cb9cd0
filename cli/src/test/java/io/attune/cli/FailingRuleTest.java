package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A rule that throws, as {@code analyze} shows it. */
class FailingRuleTest {
  private static final String LOG =
      Path.of("..", "sample-runs", "logs", "skewed-join.zstd").toString();

  private static final class Broken implements Rule {
    @Override
    public String id() {
      return "broken";
    }

    @Override
    public Verdict evaluate(RuleContext context) {
      throw new IllegalStateException("made for this test");
    }
  }

  private static Session analyze(String... arguments) {
    List<Rule> rules = new ArrayList<>(StandardRules.all());
    rules.add(11, new Broken());
    assertThat(rules).hasSizeGreaterThan(25);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        Terminal.plain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Session.COLUMNS);
    int exitCode = new CommandLine(new AnalyzeCommand(terminal, rules)).execute(arguments);
    return new Session(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void theOthersAdviceIsThereAndTheReasonIsOnStandardError() {
    Session sound = Session.of("analyze", LOG);
    Session session = analyze(LOG);

    assertThat(session.exitCode()).isZero();
    assertThat(session.out()).isNotBlank().isEqualTo(sound.out());
    assertThat(session.err())
        .containsSubsequence(
            "the rule broken", "failed: IllegalStateException", "made for this test");
    assertThat(analyze("--why", LOG).err())
        .contains("broken: failed: IllegalStateException: made for this test");
  }

  @Test
  void jsonHasTheFailureBesideTheRecommendations() throws IOException {
    JsonNode sound = new ObjectMapper().readTree(Session.of("analyze", "-f", "json", LOG).out());
    JsonNode document = new ObjectMapper().readTree(analyze("-f", "json", LOG).out());

    assertThat(document.required("recommendations")).isEqualTo(sound.required("recommendations"));
    assertThat(document.required("recommendations")).isNotEmpty();
    assertThat(sound.has("failures")).isFalse();
    assertThat(document.required("failures")).hasSize(1);
    JsonNode failure = document.required("failures").get(0);
    assertThat(failure.required("part").asText()).isEqualTo("rule");
    assertThat(failure.required("subject").asText()).isEqualTo("broken");
    assertThat(failure.required("reason").asText())
        .isEqualTo("failed: IllegalStateException: made for this test");
  }
}
