package io.attune.benchmarks.fleet;

import io.attune.advisor.assess.Assessment;
import io.attune.load.fleet.FleetWorkload;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Measures how often the recommended properties and values change between runs of a workload that
 * differ only by noise. A value that another rule gives for the same property has not changed.
 */
public final class Flapping {
  private static final int EXAMPLES = 4;

  /** What is advised for a property, or in words, and the rule that advises it. */
  private record Advised(String rule, String value) {}

  private long transitions;
  private long changed;
  private long presence;
  private final Map<String, Long> byRule = new TreeMap<>();
  private final List<String> examples = new ArrayList<>();

  /** Adds the runs of a workload after {@code settleRuns}. */
  void add(FleetBench bench, FleetWorkload workload, int runs, int settleRuns) {
    Map<String, Advised> before = new TreeMap<>();
    bench.assess(
        workload,
        runs,
        (ignored, assessment, run) -> {
          Map<String, Advised> now = values(assessment);
          if (run >= settleRuns) {
            compare(workload, run, before, now);
          }
          before.clear();
          before.putAll(now);
        });
  }

  private static Map<String, Advised> values(Assessment assessment) {
    Map<String, Advised> values = new TreeMap<>();
    for (Recommendation recommendation : assessment.recommendations()) {
      String rule = recommendation.getRuleId();
      String property = recommendation.getProperty();
      String value = recommendation.getRecommended();
      values.put(property == null ? rule : property, new Advised(rule, value == null ? "" : value));
    }
    return values;
  }

  private void compare(
      FleetWorkload workload, int run, Map<String, Advised> before, Map<String, Advised> now) {
    transitions++;
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    keys.removeIf(key -> Objects.equals(value(before, key), value(now, key)));
    if (keys.isEmpty()) {
      return;
    }
    changed++;
    presence += before.keySet().equals(now.keySet()) ? 0 : 1;
    TreeSet<String> rules = new TreeSet<>();
    for (String key : keys) {
      String rule = now.getOrDefault(key, before.get(key)).rule();
      rules.add(rule);
      if (byRule.getOrDefault(rule, 0L) < EXAMPLES) {
        examples.add(
            String.format(
                Locale.ROOT,
                "%s run %d: %s %s %s -> %s",
                workload.name(),
                run,
                rule,
                key,
                value(before, key),
                value(now, key)));
      }
    }
    rules.forEach(rule -> byRule.merge(rule, 1L, Long::sum));
  }

  private static String value(Map<String, Advised> advised, String key) {
    Advised one = advised.get(key);
    return one == null ? null : one.value();
  }

  /** Share of runs that changed a recommendation. */
  public Proportion changed() {
    return new Proportion(changed, transitions);
  }

  /** Returns the results as text. */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "stationary runs that change a recommendation: %d of %d, %.2f %%, %s;"
                + " that make one come or go: %d%n",
            changed,
            transitions,
            100.0 * changed / Math.max(1, transitions),
            FleetScore.text(changed()),
            presence));
    byRule.forEach(
        (rule, count) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "  %-24s %5d  %.2f %%%n",
                    rule,
                    count,
                    100.0 * count / transitions)));
    return text.toString();
  }

  /** Returns examples of changes. */
  public String examples() {
    StringBuilder text = new StringBuilder();
    examples.forEach(example -> text.append("  ").append(example).append('\n'));
    return text.toString();
  }

  /** Returns the results as maps and lists, for JSON. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("transitions", transitions);
    document.put("changed", changed);
    document.put("comeOrGo", presence);
    document.put("byRule", byRule);
    return document;
  }
}
