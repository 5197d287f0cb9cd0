package io.attune.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table of figures, each beside the subject of the same run. */
final class Report {
  private final String name;
  private final String subject;
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /**
   * One line.
   *
   * @param what what was measured
   * @param scope what the time covers
   * @param seconds repeated measurements
   * @param events events handled in each of them; 0 when none are counted
   */
  record Row(String what, String scope, Samples seconds, long events) {}

  /**
   * Begins a report.
   *
   * @param name of the benchmark
   * @param subject the row that the others are compared with
   */
  Report(String name, String subject) {
    this.name = name;
    this.subject = subject;
  }

  void fact(String key, Object value) {
    facts.put(key, value);
  }

  void row(String what, String scope, Samples seconds, long events) {
    rows.add(new Row(what, scope, seconds, events));
  }

  /** The table for a terminal; the last column is a row's median time over the subject's. */
  String table() {
    StringBuilder table = new StringBuilder();
    facts.forEach((key, value) -> table.append(key).append(": ").append(value).append('\n'));
    table.append(
        String.format(
            Locale.ROOT,
            "%-46s %-14s %8s %8s %8s %12s %9s%n",
            "",
            "",
            "min s",
            "median s",
            "max s",
            "events/s",
            "÷ subject"));
    double base =
        rows.stream()
            .filter(r -> r.what().equals(subject))
            .findFirst()
            .map(r -> r.seconds().median())
            .orElse(Double.NaN);
    for (Row row : rows) {
      Samples s = row.seconds();
      table.append(
          String.format(
              Locale.ROOT,
              "%-46s %-14s %8.2f %8.2f %8.2f %12s %9.2f%n",
              row.what(),
              row.scope(),
              s.min(),
              s.median(),
              s.max(),
              row.events() == 0
                  ? "-"
                  : String.format(Locale.ROOT, "%,.0f", row.events() / s.median()),
              s.median() / base));
    }
    return table.toString();
  }

  /** The same as a plain structure, for JSON. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", name);
    document.put("subject", subject);
    document.put("facts", facts);
    document.put(
        "rows",
        rows.stream()
            .map(
                r -> {
                  Map<String, Object> row = new LinkedHashMap<>();
                  row.put("what", r.what());
                  row.put("scope", r.scope());
                  row.put("repeats", r.seconds().size());
                  row.put("minSeconds", r.seconds().min());
                  row.put("medianSeconds", r.seconds().median());
                  row.put("maxSeconds", r.seconds().max());
                  row.put("eventsPerSecond", r.events() / r.seconds().median());
                  return row;
                })
            .toList());
    return document;
  }
}
