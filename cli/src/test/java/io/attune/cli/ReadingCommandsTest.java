package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.render.AvroJson;
import io.attune.advisor.setting.Amounts;
import io.attune.schemas.Recommendation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that show runs to people and to other tools, on real runs recorded with Spark. */
class ReadingCommandsTest {
  private static final String LOGS = Path.of("..", "sample-runs", "logs").toString();
  private static final String PARTITIONS = LOGS + "/too-many-partitions.zstd";
  private static final String HEALTHY = LOGS + "/healthy-orders.zstd";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private static String done(String... arguments) {
    Session session = Session.of(arguments);
    assertThat(session.exitCode()).as(session.err()).isZero();
    return session.out();
  }

  /** The numbers of one recommendation, wherever they are read. */
  @Test
  void numbersAreTheSameWhereverTheyStand() throws IOException {
    JsonNode change =
        JSON.readTree(done("analyze", PARTITIONS, "--format", "json")).at("/recommendations/0");
    double cost = -change.at("/impact/cost/expected").asDouble();
    double time = -change.at("/impact/time/expected").asDouble();
    JsonNode sarif =
        JSON.readTree(done("analyze", PARTITIONS, "--format", "sarif"))
            .at("/runs/0/results/0/properties/recommendation");
    JsonNode row = JSON.readTree(done("export", PARTITIONS, "--format", "jsonl"));
    JsonNode summary = JSON.readTree(done("workloads", PARTITIONS, "--json")).at("/workloads/0");

    assertThat(cost).isPositive();
    assertThat(sarif).isEqualTo(change);
    assertThat(row.get("savedCost").asDouble()).isEqualTo(cost);
    assertThat(row.get("savedTimeMs").asDouble()).isEqualTo(time);
    assertThat(summary.get("savedCost").asDouble()).isEqualTo(cost);
    assertThat(summary.get("savedTimeMs").asDouble()).isEqualTo(time);
    String shown = "Saves " + Amounts.amount(cost) + " units";
    assertThat(done("analyze", PARTITIONS)).contains(shown, Amounts.duration(time));
    assertThat(done("analyze", PARTITIONS, "--format", "junit")).contains(shown);
    assertThat(done("export", PARTITIONS)).contains(shown);
    Recommendation read = RecordJson.recommendation(change);
    assertThat(read.getImpact().getCost().getExpected()).isEqualTo(-cost);
    assertThat(read.getEtag()).isEqualTo(change.get("etag").asText());
    assertThat(AvroJson.of(read)).hasToString(change.toString());
  }

  @ParameterizedTest
  @CsvSource({"high,5", "critical,0", "low,5", "0.001,5", "1000,0", "1s,5", "10min,0"})
  void failsABuildWhenAChangeIsWorthIt(String given, int exitCode) {
    Session session = Session.of("analyze", PARTITIONS, "--fail-on", given);

    assertThat(session.exitCode()).as(session.err()).isEqualTo(exitCode);
    assertThat(session.out()).isEqualTo(done("analyze", PARTITIONS));
    assertThat(Session.of("analyze", HEALTHY, "--fail-on", "low").exitCode()).isZero();
  }

  @Test
  void failsABuildForAFleetToo() {
    assertThat(Session.of("analyze", PARTITIONS, HEALTHY, "--fail-on", "high").exitCode())
        .isEqualTo(5);
    assertThat(Session.of("analyze", PARTITIONS, "--fail-on", "much").exitCode()).isEqualTo(2);
  }

  @Test
  void saysWhyOneRunTookLonger() throws IOException {
    JsonNode comparison =
        JSON.readTree(
            done("compare", PARTITIONS, LOGS + "/few-partitions.zstd", "--format", "json"));
    double sum = 0;
    for (JsonNode part : comparison.get("contributions")) {
      sum += part.get("differenceMs").asDouble();
    }
    assertThat(sum)
        .isCloseTo(
            comparison.get("differenceMs").asDouble(),
            org.assertj.core.api.Assertions.within(1e-6));
    assertThat(done("compare", PARTITIONS, PARTITIONS)).contains("as long as");
    Session directory = Session.of("compare", LOGS, PARTITIONS);
    assertThat(directory.exitCode()).isEqualTo(1);
    assertThat(directory.err()).contains("name the log of one of them");
  }

  @Test
  void explainsEachRuleAndEachRecommendation() {
    assertThat(RulePages.ids()).allSatisfy(id -> assertThat(RulePages.page(id)).as(id).isPresent());
    assertThat(done("explain", "shuffle-partitions"))
        .startsWith("shuffle-partitions\n")
        .contains("When it keeps silent")
        .doesNotContain("`", "](", "## ");
    assertThat(done("explain", "shuffle-partitions", PARTITIONS))
        .contains("Evidence: ", "Doubt: ", "to go back");
    assertThat(done("explain", "skew", PARTITIONS)).contains("silent, ");
    Session unknown = Session.of("explain", "skewe");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("did you mean 'skew'?");
  }

  @Test
  void exportsToAFile() throws IOException {
    Path file = directory.resolve("report.html");
    Session session = Session.of("export", PARTITIONS, HEALTHY, "-o", file.toString());

    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).isEmpty();
    assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>").contains("1 of 2 workloads");
    assertThat(done("export", PARTITIONS, "--format", "csv").lines()).hasSize(2);
  }

  @Test
  void completesCommandsInShells() {
    assertThat(done("completion", "bash")).startsWith("#!/").contains("analyze", "--fail-on");
    assertThat(done("completion", "zsh")).startsWith("autoload").contains("bashcompinit");
    assertThat(done("help", "analyze")).contains("Usage: attune analyze", "Examples:");
    assertThat(done("help")).contains("Commands:");
  }

  @Test
  void everyCommandHasExamples() {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    assertThat(
            AttuneCommand.commandLine(Terminal.plain(nowhere, nowhere, 80))
                .getSubcommands()
                .keySet())
        .allSatisfy(name -> assertThat(Examples.of(name)).as(name).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 72, 80, 120})
  void cardsAndComparisonsFitTheTerminal(int columns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal = Terminal.plain(print, print, columns);
    AttuneCommand.run(terminal, "analyze", LOGS + "/straggling-aggregation.zstd");
    AttuneCommand.run(terminal, "compare", PARTITIONS, HEALTHY);

    // What cannot be broken is a property or a path: a word that is copied.
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .allSatisfy(
            line ->
                assertThat(line.length() <= columns || line.strip().split(" ").length <= 5)
                    .as(line)
                    .isTrue());
  }

  @Test
  void watchingEndsWhenNobodyReadsAnyMore() {
    boolean[] closed = new boolean[1];
    PrintStream pipe =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                if (closed[0]) {
                  throw new IOException("Broken pipe");
                }
              }
            },
            true);
    Terminal terminal = Terminal.plain(pipe, pipe, Session.COLUMNS);
    WatchCommand.Printer printer = new WatchCommand.Printer(terminal, Optional.empty());

    terminal.println("first");
    assertThat(printer.isListening()).isTrue();
    closed[0] = true;
    terminal.println("second");
    assertThat(printer.isListening()).isFalse();
  }

  @Test
  void whatIsSaidToAPersonAtATerminalIsWrapped() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
    new Terminal(print, print, true, true, 40, false, true).say("word ".repeat(30));
    new Terminal(print, print, false, false, 40, false, true).say("line ".repeat(30).strip());

    assertThat(err.toString(StandardCharsets.UTF_8).lines().filter(l -> l.startsWith("word")))
        .hasSizeGreaterThan(3)
        .allMatch(line -> line.length() <= 40);
    assertThat(err.toString(StandardCharsets.UTF_8).lines().filter(l -> l.startsWith("line")))
        .hasSize(1);
  }
}
