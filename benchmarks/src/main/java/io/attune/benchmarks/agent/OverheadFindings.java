package io.attune.benchmarks.agent;

import io.attune.benchmarks.harness.Findings;
import io.attune.benchmarks.harness.Median;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Overhead by listener: medians over repeats with minimum and maximum, and ratios to Spark's own
 * event log within a repeat.
 */
final class OverheadFindings implements Findings {
  private static final int NAME_WIDTH = 42;

  private final Map<String, Object> facts = new LinkedHashMap<>();
  private final Map<String, List<ListenerPass>> passes = new LinkedHashMap<>();
  private final Map<String, DeliveryCounts> accounts = new LinkedHashMap<>();
  private final Map<String, String> notes = new LinkedHashMap<>();

  /**
   * Collects passes and checks the agent's counters.
   *
   * @throws IllegalStateException if counters are inconsistent
   */
  OverheadFindings(List<ListenerPass> all) {
    for (ListenerPass pass : all) {
      if (pass.account() != null) {
        pass.account().check(pass.listener() + ", repeat " + pass.repeat());
        accounts.merge(pass.listener(), pass.account(), DeliveryCounts::plus);
      }
      if (pass.repeat() > 0) {
        passes.computeIfAbsent(pass.listener(), name -> new ArrayList<>()).add(pass);
      }
    }
  }

  void fact(String name, Object value) {
    facts.put(name, value);
  }

  /** Sum of the counters of all passes of a listener, including the warm-up. */
  DeliveryCounts account(String listener) {
    return accounts.get(listener);
  }

  void note(String listener, String note) {
    notes.put(listener, note);
  }

  /** Median of a value over the repeats of a listener. */
  double median(String listener, ToDoubleFunction<ListenerPass> figure) {
    return Median.of(passes.get(listener).stream().mapToDouble(figure).toArray());
  }

  /** Ratios of a value to that of Spark's plain log, within each repeat. */
  double[] ratios(String listener, ToDoubleFunction<ListenerPass> figure) {
    List<ListenerPass> base = passes.get(Names.LOG);
    List<ListenerPass> over = passes.get(listener);
    double[] ratios = new double[Math.min(base.size(), over.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = figure.applyAsDouble(over.get(i)) / figure.applyAsDouble(base.get(i));
    }
    return ratios;
  }

  @Override
  public String table() {
    StringBuilder table = new StringBuilder("The agent's overhead on Spark's listener thread\n");
    facts.forEach((k, v) -> table.append("  ").append(k).append(": ").append(v).append('\n'));
    heading(table);
    passes.forEach((listener, repeats) -> row(table, listener, repeats));
    if (passes.values().stream().flatMap(List::stream).anyMatch(ListenerPass::cutShort)) {
      table.append("* cut short: it did not end in time\n");
    }
    table.append('\n');
    for (String listener : accounts.keySet()) {
      table.append(ratio(listener, "CPU", ListenerPass::cpuNanos));
      table.append(ratio(listener, "task end, mean", pass -> pass.taskEnds().mean()));
    }
    table.append('\n');
    accounts.forEach((listener, account) -> account(table, listener, account));
    return table.append('\n').toString();
  }

  private static void heading(StringBuilder table) {
    table.append(
        String.format(
            Locale.ROOT,
            "%n%-" + NAME_WIDTH + "s %26s  %27s %10s %9s %9s %9s %8s %8s%n",
            "microseconds an event",
            "mean (min to max)",
            "task end: p50    p99    max",
            "others",
            "CPU",
            "bytes",
            "all CPU",
            "begin ms",
            "end ms"));
  }

  private void row(StringBuilder table, String listener, List<ListenerPass> repeats) {
    double[] means =
        repeats.stream().mapToDouble(pass -> pass.all().mean() / 1e3).sorted().toArray();
    table.append(
        String.format(
            Locale.ROOT,
            "%-"
                + NAME_WIDTH
                + "s %8.2f (%.2f to %.2f)%s  %9.2f %8.2f %8.0f %10.2f %9.2f %,9.0f %9.2f %8.1f"
                + " %8.1f%n",
            listener,
            Median.of(means),
            means[0],
            means[means.length - 1],
            repeats.stream().anyMatch(ListenerPass::cutShort) ? "*" : " ",
            median(listener, pass -> pass.taskEnds().p50() / 1e3),
            median(listener, pass -> pass.taskEnds().p99() / 1e3),
            median(listener, pass -> pass.taskEnds().max() / 1e3),
            median(listener, pass -> pass.others().mean() / 1e3),
            median(listener, pass -> pass.cpuNanos() / 1e3),
            median(listener, ListenerPass::bytes),
            median(listener, pass -> pass.processCpuNanos() / 1e3),
            median(listener, ListenerPass::beginMillis),
            median(listener, ListenerPass::endMillis)));
  }

  private String ratio(String listener, String what, ToDoubleFunction<ListenerPass> figure) {
    double[] ratios = ratios(listener, figure);
    java.util.Arrays.sort(ratios);
    return String.format(
        Locale.ROOT,
        "%-" + (NAME_WIDTH + 28) + "s %6.3f  (%.3f to %.3f; wanted at most 1)%n",
        listener + " ÷ EventLoggingListener, " + what,
        Median.of(ratios),
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private void account(StringBuilder table, String listener, DeliveryCounts a) {
    table.append(
        String.format(
            Locale.ROOT,
            "%s: %,d task ends played, %,d events taken; numbered %,d = sent %,d + undelivered %,d"
                + " + dropped %,d; task ends lost %,d%s%n",
            listener,
            a.taskEnds(),
            a.taken(),
            a.numbered(),
            a.sent(),
            a.lost(),
            a.dropped(),
            a.tasksLost(),
            notes.containsKey(listener) ? "; " + notes.get(listener) : ""));
  }

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", "agent");
    document.put("facts", facts);
    document.put("passes", passes);
    List<Map<String, Object>> ratios = new ArrayList<>();
    for (String listener : accounts.keySet()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("listener", listener);
      row.put("baseline", Names.LOG);
      row.put("cpu", ratios(listener, ListenerPass::cpuNanos));
      row.put("mean", ratios(listener, pass -> pass.all().mean()));
      row.put("taskEndMean", ratios(listener, pass -> pass.taskEnds().mean()));
      row.put("wantedAtMost", 1);
      ratios.add(row);
    }
    document.put("ratios", ratios);
    document.put("accounts", accounts);
    document.put("notes", notes);
    return document;
  }
}
