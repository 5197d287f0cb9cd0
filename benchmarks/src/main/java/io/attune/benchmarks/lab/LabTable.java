package io.attune.benchmarks.lab;

import io.attune.benchmarks.harness.Median;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The lab's table and its summary, in Markdown. */
final class LabTable {
  /** Target for the median cost saving of misconfigured workloads. */
  private static final double SAVING_BAR = 0.35;

  /** Maximum increase of their time. */
  private static final double TIME_BAR = 0.10;

  private final List<LabVerdict> verdicts;

  /**
   * Creates a table.
   *
   * @param results results of the workloads
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
    cells.add(result.kind() == WorkloadKind.MISTUNED ? "mis-tuned" : "healthy");
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
    if (v.result().kind() == WorkloadKind.HEALTHY) {
      return v.isAdvised() ? "**advised**" : "no advice";
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
      return "**nothing to apply**";
    }
    return v.cost().change() <= -SAVING_BAR ? "good" : "under 35 %";
  }

  /** The settings that differ between the initial and the last configuration. */
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
   * Expected and actual change of time by the first set of recommendations, seconds. A rule's
   * expected change is on each of its settings and is counted once; those of several rules build on
   * one another.
   */
  private static String promise(WorkloadResult result) {
    if (result.configurations().size() < 2) {
      return "–";
    }
    Configuration first = result.configurations().get(1);
    double realised = (Median.of(spans(first)) - Median.of(spans(result.before()))) / 1000;
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
    return configuration.runs().stream().mapToDouble(MeasuredRun::spanMs).toArray();
  }

  private List<String> summary() {
    List<String> lines = new ArrayList<>();
    lines.add(conditions());
    lines.add(harm());
    List<LabVerdict> misconfigured =
        verdicts.stream().filter(v -> v.result().kind() == WorkloadKind.MISTUNED).toList();
    saving(misconfigured.stream().filter(LabVerdict::succeedsBefore).toList())
        .ifPresent(lines::add);
    List<LabVerdict> failing = misconfigured.stream().filter(v -> !v.succeedsBefore()).toList();
    if (!failing.isEmpty()) {
      lines.add(
          "Failed initially: "
              + failing.size()
              + "; pass after the advice: "
              + failing.stream().filter(LabVerdict::succeedsAfter).count()
              + ".");
    }
    List<LabVerdict> healthy =
        verdicts.stream().filter(v -> v.result().kind() == WorkloadKind.HEALTHY).toList();
    if (!healthy.isEmpty()) {
      lines.add(
          "Healthy workloads with advice: "
              + healthy.stream().filter(LabVerdict::isAdvised).count()
              + " of "
              + healthy.size()
              + named(healthy, LabVerdict::isAdvised)
              + ".");
    }
    return lines;
  }

  private String harm() {
    List<LabVerdict> changed = verdicts.stream().filter(LabVerdict::isChanged).toList();
    return "Applied sets that made a workload slower or more expensive by more than 5 % beyond"
        + " noise, or made it fail: "
        + changed.stream().filter(v -> v.harm().isPresent()).count()
        + " of "
        + changed.stream().mapToInt(v -> v.result().configurations().size() - 1).sum()
        + named(changed, v -> v.harm().isPresent())
        + ".";
  }

  private static Optional<String> saving(List<LabVerdict> comparable) {
    if (comparable.isEmpty()) {
      return Optional.empty();
    }
    double[] costs = comparable.stream().mapToDouble(v -> v.cost().change()).toArray();
    double[] times = comparable.stream().mapToDouble(v -> v.time().change()).toArray();
    return Optional.of(
        "Mis-tuned workloads: cost "
            + percent(Median.of(costs))
            + " at the median of "
            + costs.length
            + " (wanted: -35 % or less), time "
            + percent(Median.of(times))
            + " at the median; more than 10 % slower: "
            + comparable.stream().filter(v -> v.time().change() > TIME_BAR).count()
            + named(comparable, v -> v.time().change() > TIME_BAR)
            + ".");
  }

  /** The machine's load during the runs. */
  private String conditions() {
    double[] loads =
        verdicts.stream()
            .flatMap(v -> v.result().configurations().stream())
            .flatMap(c -> c.runs().stream())
            .mapToDouble(MeasuredRun::load)
            .filter(load -> load >= 0)
            .sorted()
            .toArray();
    return loads.length == 0
        ? "Nothing has been measured yet."
        : String.format(
            Locale.ROOT,
            "%d runs; load average of the machine as they began: %.1f at the median, %.1f at most.",
            loads.length,
            Median.of(loads),
            loads[loads.length - 1]);
  }

  /** The names of the matching workloads after a colon; nothing if none matches. */
  private static String named(List<LabVerdict> verdicts, Predicate<LabVerdict> which) {
    List<String> names = verdicts.stream().filter(which).map(v -> v.result().workload()).toList();
    return names.isEmpty() ? "" : ": " + String.join(", ", names);
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
