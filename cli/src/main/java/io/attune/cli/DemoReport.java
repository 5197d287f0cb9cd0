package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.Cards;
import io.attune.advisor.render.TerminalText;
import io.attune.advisor.worth.Worth;
import io.attune.local.LocalStack;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the demo prints: a table of the runs, what to change first, and next steps. */
final class DemoReport {
  private static final int CARDS = 3;
  private static final Comparator<Recommendation> MOST_SEVERE_FIRST =
      Comparator.comparing(Recommendation::getSeverity)
          .reversed()
          .thenComparing(Recommendation::getWorkload);

  private final Terminal terminal;

  DemoReport(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  /**
   * A bundled run, as its log describes it.
   *
   * @param applicationId Spark's id
   * @param workload what recurs
   * @param wall first job start to last job end
   * @param tasks task attempts that succeeded
   */
  record BundledRun(String applicationId, String workload, Duration wall, long tasks) {}

  /** One line for each run, with the rules whose advice came back through Kafka. */
  void printRuns(List<BundledRun> runs, Collection<Recommendation> recommendations) {
    int name = Math.max(4, runs.stream().mapToInt(r -> r.workload().length()).max().orElse(0));
    String format = "%-" + name + "s  %10s  %6s  ";
    String head = String.format(Locale.ROOT, format, "RUN", "TIME", "TASKS") + "ADVICE";
    terminal.println(terminal.bold(head));
    for (BundledRun run : mostSevereFirst(runs, recommendations)) {
      List<String> rules =
          adviceFor(run, recommendations).map(Recommendation::getRuleId).distinct().toList();
      String facts =
          String.format(
              Locale.ROOT,
              format,
              TerminalText.printable(run.workload()),
              time(run.wall()),
              grouped(run.tasks()));
      if (rules.isEmpty()) {
        terminal.println(facts + terminal.faint("nothing to change"));
      } else {
        String next = " ".repeat(facts.length());
        terminal
            .out()
            .print(TerminalText.wrap(facts, next, String.join(", ", rules), terminal.columns()));
      }
    }
  }

  /** A few changes as blocks of lines, or all, what is worth most first. */
  void printAdvice(Collection<Recommendation> recommendations, boolean all) {
    RecommendationCard card = new RecommendationCard(terminal);
    List<Recommendation> sorted = new ArrayList<>(recommendations);
    sorted.sort(MOST_SEVERE_FIRST);
    List<List<Recommendation>> cards = Cards.mostWorthFirst(sorted);
    List<List<Recommendation>> few = all ? cards : fewOf(cards);
    for (List<Recommendation> shown : few) {
      terminal.println("");
      terminal.out().print(card.block(shown));
    }
    printHowMany(few.size(), cards.size());
    terminal.out().flush();
  }

  private void printHowMany(int shown, int of) {
    terminal.println("");
    String sentence =
        shown == of
            ? "All " + of + " changes are shown, what saves most first."
            : shown + " of " + of + " changes are shown; --all prints every one.";
    terminal
        .out()
        .print(
            TerminalText.wrap(
                "",
                "",
                sentence
                    + " Without a price table, 1 unit is what one core costs for one hour"
                    + " (docs/prices.md).",
                terminal.columns()));
  }

  /** The addresses, and the options to start a Spark on this machine with. */
  void printWhatNext(LocalStack stack) {
    SparkAttachment spark =
        new SparkAttachment(
            SparkAttachment.agentJar(), stack.bootstrapServers(), stack.registryUrl());
    terminal.println("");
    terminal.println(terminal.bold("Look    ") + "  " + stack.dashboardUrl());
    terminal.println(terminal.bold("Kafka   ") + "  " + stack.bootstrapServers());
    terminal.println(terminal.bold("Registry") + "  " + stack.registryUrl());
    terminal.println("");
    terminal
        .out()
        .print(
            TerminalText.wrap(
                "",
                "",
                "Add this to the spark-submit of your own Spark on this machine, and advice for it"
                    + " appears here while it runs"
                    + (spark.isBuilt() ? ":" : " (first build the agent, once: ./attune agent):"),
                terminal.columns()));
    terminal.println("");
    terminal.println("  " + String.join(" \\\n  ", spark.lines(terminal.columns() - 4)));
    terminal.println("");
    terminal.println(terminal.faint("Ctrl-C ends it."));
    terminal.out().flush();
  }

  /** What saves most, of different rules, and first of all one that keeps a run from failing. */
  private static List<List<Recommendation>> fewOf(List<List<Recommendation>> cards) {
    Map<Boolean, List<List<Recommendation>>> bySaving =
        onePerRule(cards).stream()
            .collect(
                Collectors.partitioningBy(card -> Worth.of(card).cost().replayed().orElse(0) > 0));
    return Stream.concat(
            bySaving.get(false).stream().limit(1), bySaving.get(true).stream().limit(CARDS - 1))
        .toList();
  }

  private static List<List<Recommendation>> onePerRule(List<List<Recommendation>> cards) {
    return List.copyOf(
        cards.stream()
            .collect(
                Collectors.toMap(
                    card -> card.get(0).getRuleId(),
                    card -> card,
                    (first, later) -> first,
                    LinkedHashMap::new))
            .values());
  }

  private static List<BundledRun> mostSevereFirst(
      List<BundledRun> runs, Collection<Recommendation> recommendations) {
    List<BundledRun> sorted = new ArrayList<>(runs);
    sorted.sort(
        Comparator.comparing(
                (BundledRun run) ->
                    adviceFor(run, recommendations)
                        .findFirst()
                        .map(Recommendation::getSeverity)
                        .orElse(Severity.UNKNOWN))
            .reversed()
            .thenComparing(BundledRun::workload));
    return sorted;
  }

  private static Stream<Recommendation> adviceFor(
      BundledRun run, Collection<Recommendation> recommendations) {
    return recommendations.stream()
        .filter(r -> r.getApplicationId().equals(run.applicationId()))
        .sorted(MOST_SEVERE_FIRST);
  }

  private static String time(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
