package io.attune.benchmarks;

import io.attune.benchmarks.harness.Workbench;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tables of results, each with its baselines. */
final class Report {
  private final String name;
  private final List<Section> sections = new ArrayList<>();

  /**
   * Creates a report.
   *
   * @param name name of the benchmark
   */
  Report(String name) {
    this.name = name;
  }

  /** Adds a table. */
  Section section(String title) {
    Section section = new Section(title);
    sections.add(section);
    return section;
  }

  /** Returns the tables as text. */
  String table() {
    StringBuilder table = new StringBuilder();
    sections.forEach(section -> section.print(table));
    return table.toString();
  }

  /** Returns the tables as maps and lists, for JSON. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", name);
    document.put("sections", sections.stream().map(Section::document).toList());
    return document;
  }

  /** A table of programs that did the same work. */
  static final class Section {
    private final String title;
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, Samples> ratios = new LinkedHashMap<>();

    private Section(String title) {
      this.title = title;
    }

    void fact(String key, Object value) {
      facts.put(key, value);
    }

    /**
     * Returns the row of a program, creating it if necessary.
     *
     * @param what the program
     * @param scope what the time includes
     * @param events events per measurement; 0 where a rate says nothing
     */
    Row row(String what, String scope, long events) {
      return rows.computeIfAbsent(what + "\n" + scope, key -> new Row(what, scope, events));
    }

    /** Returns the ratios of two measurements within a repeat. */
    Samples ratio(String what) {
      return ratios.computeIfAbsent(what, key -> new Samples());
    }

    private void print(StringBuilder table) {
      table.append(title);
      facts.forEach((key, value) -> table.append(", ").append(key).append(' ').append(value));
      table.append(
          String.format(
              Locale.ROOT,
              "%n%-46s %-14s %8s %8s %8s %8s %12s %8s%n",
              "",
              "",
              "min s",
              "median s",
              "max s",
              "cpu s",
              "events/s",
              "peak MB"));
      rows.values().forEach(row -> row.print(table));
      ratios.forEach(
          (what, ratio) ->
              table.append(
                  String.format(
                      Locale.ROOT,
                      "%-86s %5.1f (%.1f to %.1f)%n",
                      what,
                      ratio.median(),
                      ratio.min(),
                      ratio.max())));
      table.append(String.format("%n"));
    }

    private Map<String, Object> document() {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("title", title);
      document.put("facts", facts);
      document.put("rows", rows.values().stream().map(Row::document).toList());
      document.put(
          "ratios",
          ratios.entrySet().stream()
              .map(
                  entry ->
                      Map.of(
                          "what", entry.getKey(),
                          "median", entry.getValue().median(),
                          "min", entry.getValue().min(),
                          "max", entry.getValue().max()))
              .toList());
      return document;
    }
  }

  /** Repeated measurements of a program. */
  static final class Row {
    private final String what;
    private final String scope;
    private final long events;
    private final Samples seconds = new Samples();
    private final Samples processorSeconds = new Samples();
    private long peakKilobytes;

    private Row(String what, String scope, long events) {
      this.what = what;
      this.scope = scope;
      this.events = events;
    }

    void add(double measured) {
      seconds.add(measured);
    }

    /** Adds a process, with its CPU time and memory. */
    void add(Workbench.Finished process) {
      seconds.add(process.seconds());
      processorSeconds.add(process.processorSeconds());
      peakKilobytes = Math.max(peakKilobytes, process.peakResidentKilobytes());
    }

    private void print(StringBuilder table) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-46s %-14s %8.2f %8.2f %8.2f %8s %12s %8s%n",
              what,
              scope,
              seconds.min(),
              seconds.median(),
              seconds.max(),
              processorSeconds.size() == 0
                  ? "-"
                  : String.format(Locale.ROOT, "%.2f", processorSeconds.median()),
              events == 0 ? "-" : String.format(Locale.ROOT, "%,.0f", events / seconds.median()),
              peakKilobytes == 0 ? "-" : Long.toString(peakKilobytes / 1_000)));
    }

    private Map<String, Object> document() {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("what", what);
      row.put("scope", scope);
      row.put("repeats", seconds.size());
      row.put("minSeconds", seconds.min());
      row.put("medianSeconds", seconds.median());
      row.put("maxSeconds", seconds.max());
      if (events > 0) {
        row.put("eventsPerSecond", events / seconds.median());
      }
      if (processorSeconds.size() > 0) {
        row.put("medianProcessorSeconds", processorSeconds.median());
        row.put("peakResidentKilobytes", peakKilobytes);
      }
      return row;
    }
  }
}
