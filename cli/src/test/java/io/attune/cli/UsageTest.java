package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @Test
  void namesEveryCommandInItsHelp() {
    Session help = Session.of("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .contains(
            "demo",
            "analyze",
            "replay",
            "follow",
            "generate",
            "serve",
            "watch",
            "conf",
            "dismiss",
            "mcp",
            "agent",
            "acls",
            "credential",
            "bench",
            "compare",
            "explain",
            "workloads",
            "export",
            "completion",
            "help")
        .contains("Exit codes: 0 done, 1 failed, 2 wrong usage.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "analyze",
        "replay",
        "follow",
        "generate",
        "serve",
        "watch",
        "conf",
        "dismiss",
        "mcp",
        "agent",
        "acls",
        "credential",
        "compare",
        "explain",
        "workloads",
        "export",
        "completion"
      })
  void explainsEachCommand(String command) {
    Session help = Session.of(command, "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Usage: attune " + command, "--verbose", "Examples:\n  ");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= Session.COLUMNS);
  }

  @Test
  void printsItsVersion() {
    assertThat(Session.of("--version").out()).matches("Attune \\d+\\.\\d+\\.\\d+.*\\R");
  }

  @Test
  void asksForSomethingToFollow() {
    assertWrongUsage(
        Session.of("follow"),
        "attune: Name the places to follow, such as s3://bucket/spark-events, or"
            + " --from-topic=TOPIC. See \"attune follow --help\".");
    assertWrongUsage(
        Session.of("follow", "logs", "--from-topic=events"),
        "attune: Give either places or --from-topic, not both. See \"attune follow --help\".");
    assertWrongUsage(
        Session.of("follow", "logs", "--threads=0"),
        "attune: --threads is 0; give 1 or more. See \"attune follow --help\".");
  }

  @Test
  void asksForACommand() {
    assertWrongUsage(
        Session.of(), "attune: Name a command, such as \"attune demo\". See \"attune --help\".");
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    assertWrongUsage(
        Session.of("analyse"),
        "attune: 'analyse' is no command of attune; did you mean 'analyze'?"
            + " See \"attune --help\".");
  }

  @Test
  void refusesAnUnknownOption() {
    assertWrongUsage(
        Session.of("demo", "--fast"),
        "attune: '--fast' is no option of attune demo. See \"attune demo --help\".");
  }

  @Test
  void refusesAnUnknownFormat() {
    Session session = Session.of("analyze", "--format", "excel", "some.log");

    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err())
        .contains("'excel' is not a format")
        .contains("table, json, spark-defaults, spark-submit, databricks, databricks-bundle")
        .hasLineCount(1);
  }

  @Test
  void refusesAnUnknownObjective() {
    Session session = Session.of("analyze", "--objective", "fast", "some.log");

    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err())
        .contains("'fast' is no objective: it must be cost, balanced, performance")
        .hasLineCount(1);
  }

  @Test
  void refusesSlotsThatAreNone() {
    Session session = Session.of("analyze", "--slots", "2,0", "some.log");

    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("'0' is no number of slots").hasLineCount(1);
  }

  @Test
  void refusesAnUnknownSpeed() {
    Session session = Session.of("replay", "--speed", "fast", "some.log");

    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("'fast'", "1x or 10x").hasLineCount(1);
  }

  @Test
  void refusesAnalyzeWithoutAPath() {
    Session session = Session.of("analyze");

    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("PATH").hasLineCount(1);
  }

  private static void assertWrongUsage(Session session, String sentence) {
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).isEqualToNormalizingNewlines(sentence + "\n");
  }
}
