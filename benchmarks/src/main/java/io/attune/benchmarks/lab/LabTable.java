package io.attune.benchmarks.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The lab's table and its summary, in Markdown. */
final class LabTable {
  /** What mis-tuned workloads are to cost less, at the median. */
  private static final double SAVING_BAR = 0.35;

  /** What they may take longer. */
  private static final double TIME_BAR = 0.10;

  private final List<LabVerdict> verdicts;

  /**
   * Judges the results.
   *
   * @param results of the workloads
   */
  LabTable(List<WorkloadResult> results) {
    verdicts =
        results.stream()
            .map(LabVerdict::of)
            .sorted(
                Comparator.comparing((LabVerdict v) -> v.result().kind())
                    .thenComparing(v -> v.result().workload())
                    .thenComparing(v -> v.result().sparkVersion()))
            .toList();
  }

  /** Table and summary. */
  String markdown() {
    StringBuilder out = new StringBuilder();
    out.append(
        "| workload | Spark | kind | runs | followed | time before → after, s | change"
            + " | core-seconds | cost | noise: time, cost | first set: promised → realised, s"
            + " | verdict |\n");
    out.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    verdicts.forEach(v -> out.append(row(v)));
    out.append('\n');
    summary().forEach(line -> out.append("- ").append(line).append('\n'));
    return out.toString();
  }

  private static String row(LabVerdict v) {
    WorkloadResult result = v.result();
    StringJoiner cells = new StringJoiner(" | ", "| ", " |\n");
    cells.add(result.workload());
    cells.add(result.sparkVersion());
    cells.add(result.kind() == Kind.MISTUNED ? "mis-tuned" : "healthy");
    cells.add(Integer.toString(v.time().repeats()));
    cells.add(followed(result));
    cells.add(fixed(v.time().before()) + " → " + fixed(v.time().after()));
    cells.add(v.isChanged() ? percent(v.time().change()) : "–");
    cells.add(fixed(v.coreSeconds().before()) + " → " + fixed(v.coreSeconds().after()));
    cells.add(v.isChanged() ? percent(v.cost().change()) : "–");
    cells.add(
        v.time().repeats() > 1
            ? "±" + plain(v.time().noise()) + ", ±" + plain(v.cost().noise())
            : "one run");
    cells.add(promise(result));
    cells.add(verdict(v));
    return cells.toString();
  }

  private static String verdict(LabVerdict v) {
    if (v.harm().isPresent()) {
      return "**harm**: " + v.harm().get();
    }
    if (v.result().kind() == Kind.HEALTHY) {
      return v.isAdvised() ? "**spoken to**" : "left alone";
    }
    if (!v.succeedsAfter()) {
      return "**still fails**";
    }
    if (!v.succeedsBefore()) {
      return "failed, now passes";
    }
    if (!v.isAdvised()) {
      return "**nothing seen**";
    }
    if (!v.isChanged()) {
      return "**nothing to follow**";
    }
    return v.cost().change() <= -SAVING_BAR ? "good" : "under 35 %";
  }

  /** The settings that differ between the workload as it came and as it ended up. */
  private static String followed(WorkloadResult result) {
    Map<String, String> before = result.before().conf();
    Map<String, String> after = new TreeMap<>(result.after().conf());
    StringJoiner moved = new StringJoiner("; ");
    result.after().switches().forEach(rule -> moved.add(rule + " (in the code)"));
    after.forEach(
        (property, value) -> {
          String old = before.get(property);
          if (!value.equals(old)) {
            moved.add(
                "`"
                    + property.replaceFirst("^spark\\.", "")
                    + "` "
                    + (old == null ? "" : old + " → ")
                    + value);
          }
        });
    String text = moved.toString();
    return text.isEmpty() ? "nothing" : text;
  }

  /**
   * What the first set promised and what it did to the time, seconds. A rule's promise stands on
   * each of its settings and is counted once; the rules' promises build on one another.
   */
  private static String promise(WorkloadResult result) {
    if (result.configurations().size() < 2) {
      return "–";
    }
    Configuration first = result.configurations().get(1);
    double realised =
        (BeforeAndAfter.median(spans(first)) - BeforeAndAfter.median(spans(result.before())))
            / 1000;
    Map<String, Double> byRule = new TreeMap<>();
    result.before().advice().stream()
        .filter(advice -> advice.timeMs() != null)
        .forEach(advice -> byRule.merge(advice.ruleId(), advice.timeMs(), Math::min));
    String promised =
        byRule.isEmpty()
            ? "unknown"
            : fixed(byRule.values().stream().mapToDouble(ms -> ms / 1000).sum());
    return promised + " → " + fixed(realised);
  }

  private static double[] spans(Configuration configuration) {
    return configuration.runs().stream().mapToDouble(Measured::spanMs).toArray();
  }

  private List<String> summary() {
    List<String> lines = new ArrayList<>();
    lines.add(conditions());
    List<LabVerdict> changed = verdicts.stream().filter(LabVerdict::isChanged).toList();
    long harmful = changed.stream().filter(v -> v.harm().isPresent()).count();
    lines.add(
        "Applied sets that made a workload slower or dearer by more than 5 % beyond noise, or made"
            + " it fail: "
            + harmful
            + " of "
            + changed.stream().mapToInt(v -> v.result().configurations().size() - 1).sum()
            + (harmful == 0 ? "." : ": " + names(changed, v -> v.harm().isPresent()) + "."));
    List<LabVerdict> mistuned =
        verdicts.stream().filter(v -> v.result().kind() == Kind.MISTUNED).toList();
    List<LabVerdict> comparable = mistuned.stream().filter(LabVerdict::succeedsBefore).toList();
    if (!comparable.isEmpty()) {
      double[] costs = comparable.stream().mapToDouble(v -> v.cost().change()).toArray();
      double[] times = comparable.stream().mapToDouble(v -> v.time().change()).toArray();
      lines.add(
          "Mis-tuned workloads: cost "
              + percent(BeforeAndAfter.median(costs))
              + " at the median of "
              + costs.length
              + " (wanted: -35 % or less), time "
              + percent(BeforeAndAfter.median(times))
              + " at the median; more than 10 % slower: "
              + comparable.stream().filter(v -> v.time().change() > TIME_BAR).count()
              + (comparable.stream().anyMatch(v -> v.time().change() > TIME_BAR)
                  ? ": " + names(comparable, v -> v.time().change() > TIME_BAR)
                  : "")
              + ".");
    }
    List<LabVerdict> failing = mistuned.stream().filter(v -> !v.succeedsBefore()).toList();
    if (!failing.isEmpty()) {
      lines.add(
          "Failed as they came: "
              + failing.size()
              + "; pass after the advice: "
              + failing.stream().filter(LabVerdict::succeedsAfter).count()
              + ".");
    }
    List<LabVerdict> healthy =
        verdicts.stream().filter(v -> v.result().kind() == Kind.HEALTHY).toList();
    if (!healthy.isEmpty()) {
      lines.add(
          "Healthy workloads that were spoken to: "
              + healthy.stream().filter(LabVerdict::isAdvised).count()
              + " of "
              + healthy.size()
              + (healthy.stream().anyMatch(LabVerdict::isAdvised)
                  ? ": " + names(healthy, LabVerdict::isAdvised) + "."
                  : "."));
    }
    return lines;
  }

  /** How busy the machine was beside the runs, without which no time can be believed. */
  private String conditions() {
    double[] loads =
        verdicts.stream()
            .flatMap(v -> v.result().configurations().stream())
            .flatMap(c -> c.runs().stream())
            .mapToDouble(Measured::load)
            .filter(load -> load >= 0)
            .sorted()
            .toArray();
    return loads.length == 0
        ? "Nothing has been measured yet."
        : String.format(
            Locale.ROOT,
            "%d runs; load average of the machine as they began: %.1f at the median, %.1f at most.",
            loads.length,
            BeforeAndAfter.median(loads),
            loads[loads.length - 1]);
  }

  private static String names(
      List<LabVerdict> verdicts, java.util.function.Predicate<LabVerdict> which) {
    return String.join(
        ", ", verdicts.stream().filter(which).map(v -> v.result().workload()).toList());
  }

  /** A signed share in percent, as {@code -35 %}. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%+.0f %%", share * 100);
  }

  private static String plain(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  private static String fixed(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
