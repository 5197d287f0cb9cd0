package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.Format;
import io.attune.advisor.render.Rendering;
import io.attune.advisor.render.SetSummary;
import io.attune.advisor.render.SummaryTable;
import io.attune.cli.SetAnalysis.Judged;
import io.attune.cli.SetAnalysis.RankedWorkload;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prints what was made of many logs. */
final class SetReport {
  private final Terminal terminal;
  private final Spool spool;
  private final List<StoredRun> order;
  private final List<RankedWorkload> workloads;

  /**
   * Makes a report.
   *
   * @param order the runs in the order of their logs
   * @param workloads in the order of the summary
   */
  SetReport(Terminal terminal, Spool spool, List<StoredRun> order, List<RankedWorkload> workloads) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.spool = requireNonNull(spool, "spool is null");
    this.order = List.copyOf(order);
    this.workloads = List.copyOf(workloads);
  }

  SetSummary summary(List<String> leftOut) {
    return new SetSummary(workloads.stream().map(RankedWorkload::summary).toList(), leftOut);
  }

  /** A line for each workload. */
  void printSummary(SetSummary summary) {
    terminal.out().print(new SummaryTable(OutputFormat.display(terminal)).render(summary));
  }

  /** The cards of each workload, run by run, in the order of the summary. */
  void printCards(boolean afterSummary) {
    List<Judged> judged = workloads.stream().flatMap(one -> one.runs().stream()).toList();
    boolean first = !afterSummary;
    for (Judged one : judged) {
      if (terminal.out().checkError()) {
        // Whoever read it has seen enough.
        return;
      }
      terminal.out().print((first ? "" : "\n") + text(one));
      first = false;
    }
    say(judged);
  }

  /** All reports as one array, as {@link Format#JSON} writes it, in the order of the logs. */
  void printJson() {
    Map<StoredRun, Integer> position = new HashMap<>();
    order.forEach(run -> position.put(run, position.size()));
    List<Judged> judged =
        workloads.stream()
            .flatMap(one -> one.runs().stream())
            .sorted(Comparator.comparing(one -> position.get(one.run())))
            .toList();
    PrintStream out = terminal.out();
    out.print(judged.size() == 1 ? "" : "[ ");
    for (int i = 0; i < judged.size() && !out.checkError(); i++) {
      out.print((i == 0 ? "" : ", ") + text(judged.get(i)).stripTrailing());
    }
    out.print(judged.size() == 1 ? "\n" : " ]\n");
    say(judged);
  }

  private void say(List<Judged> judged) {
    judged.forEach(one -> one.remarks().forEach(terminal::say));
  }

  /** What stands for each workload, as configuration. */
  void printConfigurations(Rendering rendering) {
    terminal
        .out()
        .print(rendering.renderSheets(workloads.stream().map(RankedWorkload::standing).toList()));
    workloads.forEach(one -> one.remarks().forEach(terminal::say));
  }

  private String text(Judged judged) {
    return new String(spool.read(judged.text()), StandardCharsets.UTF_8);
  }
}
