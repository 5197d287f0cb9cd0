package io.attune.benchmarks.predict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The results, as text and for JSON. */
final class PredictionTable {
  /** Number of slots up to which a machine of two processors is not itself the bottleneck. */
  private static final int FEW_SLOTS = 8;

  private final Map<String, List<Trial>> groups = new LinkedHashMap<>();
  private final List<Trial> trials;

  PredictionTable(List<Trial> trials) {
    this.trials = List.copyOf(trials);
    group("all", trial -> true);
    group("tuning", trial -> trial.application().use() == LabApplication.Use.TUNING);
    group("held out", trial -> trial.application().use() == LabApplication.Use.HELD_OUT);
    group("waits, to more slots", trial -> waits(trial) && grows(trial));
    group("waits, to fewer slots", trial -> waits(trial) && trial.elsewhere() && !grows(trial));
    group("waits, 1 to 8 slots", trial -> waits(trial) && slots(trial) <= FEW_SLOTS);
    group("computes", trial -> !waits(trial));
  }

  private static boolean waits(Trial trial) {
    return trial.application().kind() == LabApplication.Kind.WAITS;
  }

  private static int slots(Trial trial) {
    return Math.max(trial.asked().slots(), trial.trained().slots());
  }

  private static boolean grows(Trial trial) {
    return trial.asked().slots() > trial.trained().slots();
  }

  private void group(String name, Predicate<Trial> which) {
    List<Trial> members = trials.stream().filter(which).toList();
    if (members.stream().anyMatch(Trial::elsewhere)) {
      groups.put(name, members);
    }
  }

  private static double coverage(List<Trial> members) {
    return members.stream()
        .filter(Trial::elsewhere)
        .mapToDouble(trial -> trial.covered() ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  /** Returns the table in Markdown, for the documentation. */
  String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        "| trials | method | n | median | p90 | worst | bias | covered | regret | worst regret |\n"
            + "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    groups.forEach(
        (name, members) -> {
          for (Method method : Method.values()) {
            Accuracy a = Accuracy.of(members, method);
            boolean choice = members.stream().anyMatch(trial -> !trial.elsewhere());
            out.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %d | %s | %s | %s | %s | %s | %s | %s |%n",
                    name,
                    method.label(),
                    a.predictions(),
                    percent(a.median()),
                    percent(a.p90()),
                    percent(a.worst()),
                    percent(a.bias()),
                    method == Method.ATTUNE ? percent(coverage(members)) : "",
                    choice ? percent(a.regret()) : "",
                    choice ? percent(a.worstRegret()) : ""));
          }
        });
    return out.toString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Returns the table and every trial as maps and lists, for JSON. */
  Map<String, Object> document() {
    List<Map<String, Object>> rows = new ArrayList<>();
    groups.forEach(
        (name, members) -> {
          for (Method method : Method.values()) {
            Accuracy a = Accuracy.of(members, method);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("trials", name);
            row.put("method", method.label());
            row.put("predictions", a.predictions());
            row.put("median", a.median());
            row.put("p90", a.p90());
            row.put("worst", a.worst());
            row.put("bias", a.bias());
            if (method == Method.ATTUNE) {
              row.put("covered", coverage(members));
            }
            if (members.stream().anyMatch(trial -> !trial.elsewhere())) {
              row.put("regret", a.regret());
              row.put("worstRegret", a.worstRegret());
            }
            rows.add(row);
          }
        });
    List<Map<String, Object>> each = new ArrayList<>();
    for (Trial t : trials) {
      Map<String, Object> trial = new LinkedHashMap<>();
      trial.put("application", t.application().label());
      trial.put("spark", t.application().spark());
      trial.put("use", t.application().use().toString());
      trial.put("trainedSlots", t.trained().slots());
      trial.put("trainedExecutors", t.trained().executors());
      trial.put("slots", t.asked().slots());
      trial.put("executors", t.asked().executors());
      trial.put("actualSpanMs", t.actualMs());
      t.spans().forEach((method, span) -> trial.put(method.label(), span));
      trial.put("lowerBoundMs", t.attune().lowerBoundMs());
      trial.put("upperBoundMs", t.attune().upperBoundMs());
      trial.put("intervalLowMs", t.attune().intervalLowMs());
      trial.put("intervalHighMs", t.attune().intervalHighMs());
      each.add(trial);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", "predict");
    document.put("rows", rows);
    document.put("trials", each);
    return document;
  }

  /** Returns a line for every trial. */
  String details() {
    StringBuilder out = new StringBuilder();
    for (Trial t : trials) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-18s %dx%d -> %dx%d actual %6.0f attune %6.0f %+6.1f%% plain %+6.1f%% in %d..%d%n",
              t.application().label(),
              t.trained().executors(),
              t.trained().coresPerExecutor(),
              t.asked().executors(),
              t.asked().coresPerExecutor(),
              t.actualMs(),
              t.spans().get(Method.ATTUNE),
              100 * t.error(Method.ATTUNE),
              100 * t.error(Method.PLAIN_REPLAY),
              t.attune().intervalLowMs(),
              t.attune().intervalHighMs()));
    }
    return out.toString();
  }
}
