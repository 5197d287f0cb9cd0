package io.attune.benchmarks.streaming;

import io.attune.benchmarks.harness.Findings;
import io.attune.benchmarks.harness.Median;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rates of several programs, measured alternately: repeat 1 of each, repeat 2 of each, and so on.
 * Ratios are computed within a repeat, so that the machine's load cancels out; reported are the
 * median over repeats, the minimum and the maximum.
 */
final class Figures implements Findings {
  private final String title;
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();
  private final Map<String, List<Double>> cpu = new LinkedHashMap<>();
  private final Map<String, List<Double>> allocated = new LinkedHashMap<>();
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final List<Target> targets = new ArrayList<>();

  /**
   * A target for a ratio.
   *
   * @param what description
   * @param subject numerator
   * @param baseline denominator
   * @param wanted minimum
   */
  private record Target(String what, String subject, String baseline, double wanted) {}

  Figures(String title) {
    this.title = title;
  }

  void fact(String name, Object value) {
    facts.put(name, value);
  }

  void rate(String subject, double perSecond) {
    rates.computeIfAbsent(subject, s -> new ArrayList<>()).add(perSecond);
  }

  /** Adds a rate with CPU time and allocation per event. */
  void pass(String subject, MeasuredProgram.Pass pass) {
    rate(subject, pass.perSecond());
    cpu.computeIfAbsent(subject, s -> new ArrayList<>())
        .add(1e9 * pass.cpuSeconds() / pass.taskEvents());
    allocated
        .computeIfAbsent(subject, s -> new ArrayList<>())
        .add((double) pass.allocated() / pass.taskEvents());
  }

  /** Adds repeated times of something without a rate, as median and range. */
  void seconds(String what, List<Double> repeats) {
    double[] v = values(repeats);
    fact(
        what,
        String.format(
            Locale.ROOT,
            "%.1f s (%.1f to %.1f)",
            Median.of(v),
            Arrays.stream(v).min().orElse(0),
            Arrays.stream(v).max().orElse(0)));
  }

  void note(String subject, String note) {
    notes.put(subject, note);
  }

  void target(String what, String subject, String baseline, double wanted) {
    targets.add(new Target(what, subject, baseline, wanted));
  }

  /** Median of the ratios within each repeat. */
  double ratio(String subject, String baseline) {
    return Median.of(ratios(subject, baseline));
  }

  double median(String subject) {
    return Median.of(values(rates.get(subject)));
  }

  private double[] ratios(String subject, String baseline) {
    List<Double> over = rates.get(subject);
    List<Double> under = rates.get(baseline);
    double[] ratios = new double[Math.min(over.size(), under.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = over.get(i) / under.get(i);
    }
    return ratios;
  }

  private static double[] values(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static String whole(List<Double> list) {
    return list == null ? "" : String.format(Locale.ROOT, "%,.0f", Median.of(values(list)));
  }

  @Override
  public String table() {
    StringBuilder table = new StringBuilder(title).append('\n');
    facts.forEach((k, v) -> table.append("  ").append(k).append(": ").append(v).append('\n'));
    if (rates.isEmpty()) {
      return table.append('\n').toString();
    }
    String baseline = rates.keySet().iterator().next();
    table.append(
        String.format(
            Locale.ROOT,
            "%n%-42s %11s %11s %11s %8s %9s %8s%n",
            "",
            "min /s",
            "median /s",
            "max /s",
            "÷ first",
            "CPU ns",
            "bytes"));
    rates.keySet().forEach(subject -> table.append(row(subject, baseline)));
    if (!targets.isEmpty()) {
      table.append('\n');
    }
    targets.forEach(target -> table.append(line(target)));
    return table.append('\n').toString();
  }

  private String row(String subject, String baseline) {
    double[] v = values(rates.get(subject));
    return String.format(
        Locale.ROOT,
        "%-42s %,11.0f %,11.0f %,11.0f %8.2f %9s %8s  %s%n",
        subject,
        Arrays.stream(v).min().orElse(0),
        Median.of(v),
        Arrays.stream(v).max().orElse(0),
        ratio(subject, baseline),
        whole(cpu.get(subject)),
        whole(allocated.get(subject)),
        notes.getOrDefault(subject, ""));
  }

  private String line(Target target) {
    double[] r = ratios(target.subject(), target.baseline());
    return String.format(
        Locale.ROOT,
        "%-60s %6.2f  (%.2f to %.2f; wanted at least %.2f)%n",
        target.what(),
        Median.of(r),
        Arrays.stream(r).min().orElse(0),
        Arrays.stream(r).max().orElse(0),
        target.wanted());
  }

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", title);
    document.put("facts", facts);
    document.put(
        "rows",
        rates.entrySet().stream()
            .map(
                e -> {
                  Map<String, Object> row = new LinkedHashMap<>();
                  row.put("what", e.getKey());
                  row.put("perSecond", e.getValue());
                  row.put("medianPerSecond", Median.of(values(e.getValue())));
                  row.put("cpuNanosEach", cpu.get(e.getKey()));
                  row.put("bytesAllocatedEach", allocated.get(e.getKey()));
                  row.put("note", notes.get(e.getKey()));
                  return row;
                })
            .toList());
    document.put(
        "ratios",
        targets.stream()
            .map(
                t -> {
                  Map<String, Object> row = new LinkedHashMap<>();
                  row.put("what", t.what());
                  row.put("subject", t.subject());
                  row.put("baseline", t.baseline());
                  row.put(
                      "repeats", Arrays.stream(ratios(t.subject(), t.baseline())).boxed().toList());
                  row.put("median", ratio(t.subject(), t.baseline()));
                  row.put("wanted", t.wanted());
                  return row;
                })
            .toList());
    return document;
  }
}
