package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.Rendering;
import io.attune.cli.SetAnalysis.RankedWorkload;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.Found;
import io.attune.schemas.Recommendation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code analyze} of many logs: reads them, judges them, prints what was asked for. */
final class AnalyzeSet {
  private static final int MOST_NAMES = 5;

  private final Terminal terminal;
  private final Format format;
  private final SetOptions options;
  private final EventLogReader reader;
  private final CompletableFuture<Analysis> analysis;
  private final Function<AnalysisReport, List<String>> remarks;

  AnalyzeSet(
      Terminal terminal,
      Format format,
      SetOptions options,
      EventLogReader reader,
      CompletableFuture<Analysis> analysis,
      Function<AnalysisReport, List<String>> remarks) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.format = requireNonNull(format, "format is null");
    this.options = requireNonNull(options, "options is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.analysis = requireNonNull(analysis, "analysis is null");
    this.remarks = requireNonNull(remarks, "remarks is null");
  }

  /**
   * Does it, and returns the changes after the newest run of each workload.
   *
   * @param omissions receives what was left out
   * @throws io.attune.eventlog.EventLogException when nothing can be read
   */
  List<List<Recommendation>> run(Found found, Omissions omissions) {
    int processors = Runtime.getRuntime().availableProcessors();
    try (Spool spool = new Spool()) {
      List<StoredRun> all =
          new SetReader(terminal, spool, reader, found.logs().size(), processors)
              .read(found.logs(), omissions);
      if (all.isEmpty()) {
        throw omissions.nothingLeft();
      }
      List<StoredRun> runs = wanted(all);
      Rendering rendering = format.rendering(OutputFormat.display(terminal));
      boolean cards = cardsWanted(runs.size());
      List<RankedWorkload> workloads =
          new SetAnalysis(terminal, spool, analysis.join(), rendering, remarks, cards, processors)
              .judge(runs, omissions);
      if (workloads.isEmpty()) {
        throw omissions.nothingLeft();
      }
      print(new SetReport(terminal, spool, runs, workloads), rendering, runs.size(), omissions);
      terminal.out().flush();
      omissions.sayAll();
      return workloads.stream().flatMap(one -> one.summary().cards().stream()).toList();
    }
  }

  private List<StoredRun> wanted(List<StoredRun> all) {
    if (!options.isNarrowed()) {
      return all;
    }
    List<Glob> wanted = options.workloads();
    List<StoredRun> runs =
        all.stream()
            .filter(run -> wanted.stream().anyMatch(glob -> glob.matches(run.workload())))
            .toList();
    if (runs.isEmpty()) {
      List<String> names = all.stream().map(StoredRun::workload).distinct().sorted().toList();
      throw new CommandFailure(
          "none of the runs read is of workload "
              + wanted.stream().map(Glob::text).collect(Collectors.joining(", "))
              + "; there is "
              + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
              + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "")
              + ".");
    }
    return runs;
  }

  private boolean cardsWanted(int runs) {
    if (options.summary()) {
      return false;
    }
    return switch (format) {
      case TABLE -> runs == 1 || options.details() || options.isNarrowed();
      case JSON -> true;
      default -> false;
    };
  }

  private void print(SetReport report, Rendering rendering, int runs, Omissions omissions) {
    switch (format) {
      case TABLE -> {
        boolean summary = options.summary() || runs > 1 && !options.isNarrowed();
        if (summary) {
          report.printSummary(report.summary(omissions.sentences()));
        }
        if (cardsWanted(runs)) {
          report.printCards(summary);
        } else if (!options.summary()) {
          terminal.say("The cards of each run: --details, or --workload NAME.");
        }
      }
      case JSON -> {
        if (options.summary()) {
          terminal.out().print(report.summary(omissions.sentences()).json());
        } else {
          report.printJson();
        }
      }
      default -> report.printConfigurations(rendering);
    }
  }
}
