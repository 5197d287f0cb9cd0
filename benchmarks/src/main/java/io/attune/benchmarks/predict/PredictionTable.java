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
            out.append(line(name, members, method));
          }
        });
    return out.toString();
  }

  private static String line(String name, List<Trial> members, Method method) {
    Accuracy accuracy = Accuracy.of(members, method);
    boolean choice = hasChoice(members);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %s | %s | %s | %s | %s | %s | %s |%n",
        name,
        method.label(),
        accuracy.predictions(),
        percent(accuracy.median()),
        percent(accuracy.p90()),
        percent(accuracy.worst()),
        percent(accuracy.bias()),
        method == Method.ATTUNE ? percent(coverage(members)) : "",
        choice ? percent(accuracy.regret()) : "",
        choice ? percent(accuracy.worstRegret()) : "");
  }

  /** Whether the trials predict their own size too, so that a best size can be chosen. */
  private static boolean hasChoice(List<Trial> members) {
    return members.stream().anyMatch(trial -> !trial.elsewhere());
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
            rows.add(row(name, members, method));
          }
        });
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", "predict");
    document.put("rows", rows);
    document.put("trials", trials.stream().map(PredictionTable::fields).toList());
    return document;
  }

  private static Map<String, Object> row(String name, List<Trial> members, Method method) {
    Accuracy accuracy = Accuracy.of(members, method);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("trials", name);
    row.put("method", method.label());
    row.put("predictions", accuracy.predictions());
    row.put("median", accuracy.median());
    row.put("p90", accuracy.p90());
    row.put("worst", accuracy.worst());
    row.put("bias", accuracy.bias());
    if (method == Method.ATTUNE) {
      row.put("covered", coverage(members));
    }
    if (hasChoice(members)) {
      row.put("regret", accuracy.regret());
      row.put("worstRegret", accuracy.worstRegret());
    }
    return row;
  }

  private static Map<String, Object> fields(Trial trial) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("application", trial.application().label());
    fields.put("spark", trial.application().spark());
    fields.put("use", trial.application().use().toString());
    fields.put("trainedSlots", trial.trained().slots());
    fields.put("trainedExecutors", trial.trained().executors());
    fields.put("slots", trial.asked().slots());
    fields.put("executors", trial.asked().executors());
    fields.put("actualSpanMs", trial.actualMs());
    trial.spans().forEach((method, span) -> fields.put(method.label(), span));
    fields.put("lowerBoundMs", trial.attune().lowerBoundMs());
    fields.put("upperBoundMs", trial.attune().upperBoundMs());
    fields.put("intervalLowMs", trial.attune().intervalLowMs());
    fields.put("intervalHighMs", trial.attune().intervalHighMs());
    return fields;
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
