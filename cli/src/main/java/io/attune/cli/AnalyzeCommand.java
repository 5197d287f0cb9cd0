package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.advice.Advisor;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.Rendering;
import io.attune.advisor.rules.RuleTable;
import io.attune.load.EventLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Event logs in, advice out, without Kafka. */
@Command(
    name = "analyze",
    header = "Read Spark event logs and print what to change; needs no Kafka.",
    description = {
      "Plain, zstd, lz4, snappy and gzip; single files, rolling directories and directories of"
          + " logs. Runs of the same workload are judged in the order in which they started.",
      ""
    })
final class AnalyzeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Event logs.")
  private List<Path> paths;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = OutputFormat.Converter.class,
      completionCandidates = OutputFormat.Names.class,
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private Format format;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "YAML file whose numbers replace those of the built-in rule table.")
  private Path rules;

  AnalyzeCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    Analysis analysis = new Analysis(Advisor.standard(ruleTable()));
    List<AnalysisReport> reports =
        analysis.assess(new LogReader(terminal).read(EventLogs.find(paths)));
    Rendering rendering = format.rendering(OutputFormat.display(terminal));
    terminal.out().print(rendering.renderAll(reports));
    terminal.out().flush();
    for (AnalysisReport report : reports) {
      rendering.notes(AdviceSheet.of(report)).forEach(terminal::say);
    }
    return ExitCodes.DONE;
  }

  private RuleTable ruleTable() {
    RuleTable standard = RuleTable.standard();
    if (rules == null) {
      return standard;
    }
    try {
      return standard.with(Files.readString(rules));
    } catch (NoSuchFileException e) {
      throw new CommandFailure("the rule table " + rules + " does not exist; check --rules.", e);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot read the rule table " + rules + ": " + e.getMessage() + "; check --rules.", e);
    }
  }
}
