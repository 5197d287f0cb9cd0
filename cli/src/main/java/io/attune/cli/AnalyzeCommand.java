package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.PartFailure;
import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Cards;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.Rendering;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.worth.Worth;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.Found;
import io.attune.schemas.Recommendation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Reads event logs and prints recommendations, without Kafka. */
@Command(
    name = "analyze",
    header = "Read Spark event logs and print what to change; needs no Kafka.",
    description = {
      "Plain, zstd, lz4, snappy, lzf and gzip; single files, rolling directories, zips and"
          + " directories of logs. Runs of the same workload are judged in the order in which they started. Of"
          + " several runs a summary is printed: a line for each workload, the one that could save"
          + " most first.",
      ""
    })
final class AnalyzeCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final List<Rule> rulesToAsk;

  @Mixin private CommonOptions common;
  @Mixin private RedactionOptions redaction;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Event logs, directories or archives of them: paths, or addresses (s3://, gs://, abfss://,"
              + " hdfs://, http:// of a History Server; see docs/log-sources.md); - is standard input.")
  private List<String> places;

  @Mixin private LogSelection selection;
  @Mixin private SetOptions set;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = OutputFormat.Converter.class,
      completionCandidates = OutputFormat.Candidates.class,
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private Format format;

  @Mixin private AdvisorOptions advisor;

  @Option(
      names = "--slots",
      paramLabel = "N",
      split = ",",
      converter = SlotsConverter.class,
      description = "Predict time and cost at these numbers of slots, such as 2,4,8.")
  private List<Integer> slots = List.of();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY|GAIN",
      converter = FailOn.Converter.class,
      description =
          "Exit with 5 when a change is at least so severe (low, moderate, high, critical), or saves"
              + " at least so much in a run: a cost such as 0.5, or a time such as 10min.")
  private FailOn failOn;

  @Option(
      names = "--why",
      description =
          "Also say, on standard error, why each rule that has nothing to say keeps silent.")
  private boolean why;

  AnalyzeCommand(Terminal terminal) {
    this(terminal, StandardRules.all());
  }

  AnalyzeCommand(Terminal terminal, List<Rule> rulesToAsk) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.rulesToAsk = List.copyOf(rulesToAsk);
  }

  @Override
  public Integer call() {
    EventLogReader reader = redaction.reader();
    // The rule and price tables are loaded while the logs are read.
    CompletableFuture<Analysis> analysis = CompletableFuture.supplyAsync(this::analysis);
    Omissions omissions = new Omissions(terminal);
    Found found = selection.of(Places.all().list(places), Clock.systemDefaultZone());
    List<List<Recommendation>> cards;
    if (found.logs().size() == 1 && !set.summary() && !set.isNarrowed()) {
      cards = analyzeOne(found, omissions, reader, analysis);
    } else {
      omissions.addAll(found.leftOut());
      cards =
          new AnalyzeSet(terminal, format, set, reader, analysis, this::remarks)
              .run(found, omissions);
    }
    if (set.strict() && !omissions.isEmpty()) {
      terminal.say(
          "attune: "
              + (omissions.count() == 1
                  ? "1 entry was"
                  : Amounts.count(omissions.count()) + " entries were")
              + " left out, which --strict does not allow.");
      return ExitCodes.FAILED;
    }
    return judged(cards);
  }

  /** The exit code that what was found asks for. */
  private int judged(List<List<Recommendation>> cards) {
    if (failOn == null) {
      return ExitCodes.DONE;
    }
    long met = cards.stream().filter(card -> failOn.isMetBy(Worth.of(card))).count();
    if (met == 0) {
      return ExitCodes.DONE;
    }
    terminal.say(
        "attune: "
            + Amounts.counted(met, "change")
            + " at --fail-on "
            + failOn.text()
            + " or above.");
    return ExitCodes.FOUND;
  }

  private List<List<Recommendation>> analyzeOne(
      Found found,
      Omissions omissions,
      EventLogReader reader,
      CompletableFuture<Analysis> analysis) {
    List<Run> runs = new LogReader(terminal, reader).read(found, omissions);
    List<AnalysisReport> reports = analysis.join().assess(runs);
    Rendering rendering = format.rendering(OutputFormat.display(terminal));
    terminal.out().print(rendering.renderAll(reports));
    terminal.out().flush();
    reports.forEach(report -> remarks(report).forEach(terminal::say));
    return reports.stream()
        .flatMap(report -> Cards.of(report.assessment().recommendations()).stream())
        .toList();
  }

  /** What is said of a run on standard error. */
  private List<String> remarks(AnalysisReport report) {
    Rendering rendering = format.rendering(OutputFormat.display(terminal));
    List<String> remarks = new ArrayList<>(rendering.notes(AdviceSheet.of(report)));
    report.assessment().failures().forEach(failure -> remarks.add(sentence(report, failure)));
    if (why) {
      report.assessment().silent().forEach((rule, reason) -> remarks.add(rule + ": " + reason));
    }
    return remarks;
  }

  private static String sentence(AnalysisReport report, PartFailure failure) {
    return "On "
        + report.assessment().applicationId()
        + " the "
        + failure.what()
        + " "
        + failure.reason()
        + "; the rest of the advice is not touched. Please report this.";
  }

  private Analysis analysis() {
    return new Analysis(advisor.advisor(rulesToAsk), slots);
  }

  /** Parses a number of slots. */
  static final class SlotsConverter implements ITypeConverter<Integer> {
    private static final int MOST = 1_000_000;

    @Override
    public Integer convert(String text) {
      String number = text.trim();
      if (!number.matches("[0-9]{1,7}")
          || Integer.parseInt(number) < 1
          || Integer.parseInt(number) > MOST) {
        throw new TypeConversionException(
            "'" + text + "' is no number of slots: it must be from 1 to " + MOST);
      }
      return Integer.valueOf(number);
    }
  }
}
