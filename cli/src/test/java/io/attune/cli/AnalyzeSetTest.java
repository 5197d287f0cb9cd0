package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Cards;
import io.attune.advisor.render.JsonRendering;
import io.attune.advisor.table.RuleTable;
import io.attune.eventlog.EventLogs;
import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code analyze} of several logs: real runs, recorded with Spark. */
class AnalyzeSetTest {
  private static final Path SAMPLES = Path.of("..", "sample-runs", "logs");
  private static final Path NIGHTS = Path.of("..", "sample-runs", "nights");
  private static final List<String> NAMES =
      List.of("too-many-partitions", "small-files", "recomputed-events", "healthy-interval-join");

  @TempDir private Path logs;

  @BeforeEach
  void copy() throws IOException {
    for (String name : NAMES) {
      Files.copy(SAMPLES.resolve(name + ".zstd"), logs.resolve(name + ".zstd"));
    }
  }

  private Session analyze(String... options) {
    return analyze(logs, options);
  }

  private static Session analyze(Path where, String... options) {
    List<String> arguments = new ArrayList<>(List.of("analyze"));
    arguments.addAll(List.of(options));
    arguments.add(where.toString());
    return Session.of(arguments.toArray(String[]::new));
  }

  private List<AnalysisReport> reports() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return new Analysis(Advisor.standard(RuleTable.standard()))
        .assess(
            new LogReader(Terminal.plain(nowhere, nowhere, 80))
                .read(EventLogs.find(List.of(logs))));
  }

  private static JsonNode json(Session session) throws IOException {
    assertThat(session.exitCode()).as(session.err()).isZero();
    return new ObjectMapper().readTree(session.out());
  }

  @Test
  void aLineForEachWorkloadComesFirst() {
    Session session = analyze();

    assertThat(session.exitCode()).as(session.err()).isZero();
    List<String> lines = session.out().lines().toList();
    assertThat(lines.get(0)).startsWith("WORKLOAD").contains("RUNS", "VERDICT", "BIGGEST CHANGE");
    assertThat(lines.subList(1, 1 + NAMES.size()))
        .allMatch(line -> NAMES.stream().anyMatch(name -> line.startsWith(name.substring(0, 11))))
        .allMatch(line -> line.contains("zstd"))
        .anyMatch(line -> line.contains("healthy"));
    assertThat(String.join(" ", lines.subList(1 + NAMES.size(), lines.size())))
        .contains("4 workloads, 4 runs");
    assertThat(lines).allMatch(line -> line.length() <= Session.COLUMNS);
    assertThat(session.err()).contains("--details").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100, 120})
  void aLineIsNeverWiderThanTheTerminal(int columns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    AttuneCommand.run(Terminal.plain(print, print, columns), "analyze", logs.toString());

    assertThat(out.toString(StandardCharsets.UTF_8).lines().limit(5))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
  }

  /** The numbers of the summary are the sums over the cards, which are those of the JSON. */
  @Test
  void theSummaryHasTheNumbersOfTheCards() throws IOException {
    JsonNode summary = json(analyze("--summary", "--format", "json"));
    JsonNode reports = json(analyze("--format", "json"));

    assertThat(summary.get("workloads")).hasSize(NAMES.size());
    assertThat(summary.at("/totals/runs").asInt()).isEqualTo(NAMES.size());
    for (AnalysisReport report : reports()) {
      JsonNode line = find(summary.get("workloads"), "/workload", report.assessment().workload());
      List<List<Recommendation>> cards = Cards.of(report.assessment().recommendations());
      assertThat(line.get("changes").asInt()).isEqualTo(cards.size());
      assertSum(line.get("savedCost"), cards, card -> card.getImpact().getCost());
      assertSum(line.get("savedTimeMs"), cards, card -> card.getImpact().getTime());
      double bound =
          cards.stream()
              .map(card -> card.get(0).getImpact().getTime())
              .filter(change -> change.getBasis() == ImpactBasis.BOUND && change.getLow() != null)
              .mapToDouble(change -> -change.getLow())
              .max()
              .orElse(0);
      assertThat(line.get("savedTimeAtMostMs").asDouble(0)).isEqualTo(bound);
      JsonNode shown =
          find(reports, "/application/workload", report.assessment().workload())
              .get("recommendations");
      assertThat(shown).hasSize(report.assessment().recommendations().size());
      if (!cards.isEmpty()) {
        JsonNode biggest =
            find(shown, "/recommendationId", line.at("/biggestChange/recommendationId").asText());
        assertThat(line.at("/biggestChange/summary")).isEqualTo(biggest.get("summary"));
        assertThat(line.at("/biggestChange/recommended")).isEqualTo(biggest.get("recommended"));
      }
    }
    List<Double> saved = new ArrayList<>();
    summary.get("workloads").forEach(one -> saved.add(one.get("savedCost").asDouble(0)));
    assertThat(saved).isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }

  @Test
  void numbersStandBesideTheTexts() throws IOException {
    List<JsonNode> changes = new ArrayList<>();
    json(analyze(SAMPLES, "--format", "json"))
        .forEach(report -> report.get("recommendations").forEach(changes::add));

    assertThat(changes).hasSizeGreaterThan(20);
    for (JsonNode change : changes) {
      boolean number =
          change.get("unit").isTextual() && !change.get("unit").asText().equals("none");
      assertThat(change.get("recommendedNumber").isNumber())
          .as(change.toString())
          .isEqualTo(number);
      if (change.get("current").isNull()) {
        assertThat(change.get("currentNumber").isNull()).isTrue();
      }
      assertThat(change.get("applicationName").asText()).isEqualTo(change.get("workload").asText());
    }
    JsonNode heap = find(changes, "/property", "spark.executor.memory");
    assertThat(heap.get("recommended").asText()).isEqualTo("1536m");
    assertThat(heap.get("recommendedNumber").asDouble()).isEqualTo(1536.0 * (1 << 20));
    assertThat(heap.get("currentNumber").asDouble()).isEqualTo(512.0 * (1 << 20));
  }

  private static JsonNode find(Iterable<JsonNode> list, String at, String value) {
    for (JsonNode one : list) {
      if (one.at(at).asText().equals(value)) {
        return one;
      }
    }
    throw new AssertionError("no " + value + " in " + list);
  }

  private static void assertSum(
      JsonNode shown, List<List<Recommendation>> cards, Function<Recommendation, Change> what) {
    List<Change> replayed =
        cards.stream()
            .map(card -> what.apply(card.get(0)))
            .filter(change -> change.getBasis() == ImpactBasis.REPLAY)
            .filter(change -> change.getExpected() != null)
            .toList();
    if (replayed.isEmpty()) {
      assertThat(shown.isNull()).isTrue();
    } else {
      assertThat(shown.asDouble())
          .isCloseTo(-replayed.stream().mapToDouble(Change::getExpected).sum(), within(1e-9));
    }
  }

  @Test
  void jsonHasTheReportsOfTheLogsInTheirOrder() {
    assertThat(analyze("--format", "json").out())
        .isEqualTo(new JsonRendering().renderAll(reports()));
  }

  @Test
  void detailsAreTheCardsOfEachRunAsItIsShownAlone() {
    String shown = analyze("--details").out();

    assertThat(shown).startsWith(analyze().out());
    for (String name : NAMES) {
      assertThat(shown).contains(analyze(logs.resolve(name + ".zstd")).out());
    }
  }

  @Test
  void oneRunAmongOtherFilesIsShownAsItIsAlone() throws IOException {
    Path alone = analyzeAlone();
    String before = analyze(alone.resolve("small-files.zstd")).out();
    Files.writeString(alone.resolve("README.md"), "Nightly logs.\n");
    Session session = analyze(alone);

    assertThat(session.out()).isEqualTo(before);
    assertThat(session.err()).contains("README.md");
  }

  private Path analyzeAlone() throws IOException {
    Path alone = Files.createDirectory(logs.resolve("alone"));
    Files.move(logs.resolve("small-files.zstd"), alone.resolve("small-files.zstd"));
    return alone;
  }

  @Test
  void oneWorkloadIsShownWithItsCards() {
    Session session = analyze("--workload", "small-*");

    assertThat(session.out()).isEqualTo(analyze(logs.resolve("small-files.zstd")).out());
  }

  @Test
  void aWorkloadThatIsNotThereIsSaid() {
    Session session = analyze("--workload", "nightly");

    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.out()).isEmpty();
    assertThat(session.err())
        .startsWith("attune: none of the runs read is of workload nightly; there is ")
        .contains("small-files")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--newest,1,small-files",
    "--since,2h,small-files",
    "--name,small*,small-files",
    "--match,small-f.l,small-files",
    "--name,recomputed-event?.zstd,recomputed-events",
    "--name,[rx]ecomputed*,recomputed-events",
  })
  void aFewOfManyAreReadByNameAndTime(String option, String value, String expected)
      throws IOException {
    Instant now = Instant.now();
    for (String name : NAMES) {
      Duration age = name.equals("small-files") ? Duration.ofHours(1) : Duration.ofDays(3);
      Files.setLastModifiedTime(logs.resolve(name + ".zstd"), FileTime.from(now.minus(age)));
    }
    JsonNode only = json(analyze(option, value, "--format", "json"));

    assertThat(only.at("/application/workload").asText()).isEqualTo(expected);
  }

  @Test
  void whatIsNotAskedForIsNotComplainedOf() throws IOException {
    Files.createFile(logs.resolve("fresh.inprogress"));

    assertThat(analyze("--name", "small*", "--name", "reco*", "--strict").exitCode()).isZero();
  }

  @Test
  void noneLeftByNameOrTimeIsSaid() {
    Session named = analyze("--name", "nightly-*");
    assertThat(named.exitCode()).isEqualTo(1);
    assertThat(named.err())
        .contains("none of the 4 logs", "named as", "--workload")
        .hasLineCount(1);

    Session recent = analyze("--since", "2999-01-01");
    assertThat(recent.exitCode()).isEqualTo(1);
    assertThat(recent.err()).contains("since 2999-01-01", "the newest is of").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"--newest,0", "--newest,many", "--since,yesterday", "--match,(", "--newest,-1"})
  void whatCannotBeMeantIsWrongUsage(String option, String value) {
    assertThat(analyze(option, value).exitCode()).isEqualTo(2);
  }

  @Test
  void oneBadEntryCostsNoOther() throws IOException {
    Files.createFile(logs.resolve("fresh.inprogress"));
    Files.write(logs.resolve("cut.zstd"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd});
    Session session = analyze();

    assertThat(session.exitCode()).isZero();
    assertThat(session.out()).contains("4 workloads, 4 runs");
    assertThat(session.err()).contains("fresh.inprogress", "cut.zstd");

    Session strict = analyze("--strict");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.out()).isEqualTo(session.out());
    assertThat(strict.err()).contains("2 entries were left out, which --strict does not allow");
  }

  @Test
  void aRunThatIsInTwoLogsCountsOnce() throws IOException {
    Files.copy(logs.resolve("small-files.zstd"), logs.resolve("copy-of-small-files.zstd"));
    Session session = analyze();

    assertThat(session.out()).contains("4 workloads, 4 runs");
    assertThat(session.err()).contains("which is judged by");
  }

  /** As the pipeline would advise: what helped in an earlier run stays in the configuration. */
  @Test
  void aConfigurationHasWhatStandsForAWorkloadOnce() {
    Session session = analyze(NIGHTS, "--format", "spark-defaults");

    assertThat(session.exitCode()).as(session.err()).isZero();
    long workloads = analyze(NIGHTS).out().lines().filter(line -> line.contains("zstd")).count();
    assertThat(session.out().lines().filter(line -> line.startsWith("# Attune, for ")))
        .hasSize((int) workloads);
  }

  @Test
  void whoeverReadsOnlyTheBeginningHearsNoNoise() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    int exitCode =
        AttuneCommand.run(
            Terminal.plain(
                new PrintStream(closed, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                80),
            "analyze",
            "--details",
            logs.toString());

    assertThat(exitCode).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("pipe", "Exception", "\tat ");
  }

  /** A shell's glob gives the logs one by one. */
  @Test
  void logsMayBeGivenOneByOne() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("analyze"));
    try (Stream<Path> files = Files.list(logs)) {
      files.sorted().map(Path::toString).forEach(arguments::add);
    }

    assertThat(Session.of(arguments.toArray(String[]::new)).out()).isEqualTo(analyze().out());
  }
}
