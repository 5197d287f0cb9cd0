package io.attune.benchmarks.fleet;

import io.attune.advisor.assess.Assessment;
import io.attune.load.fleet.FleetWorkload;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Measures how often the recommended properties and values change between runs of a workload that
 * differ only by noise.
 */
public final class Flapping {
  private static final int EXAMPLES = 4;

  private long transitions;
  private long changed;
  private long presence;
  private final Map<String, Long> byRule = new TreeMap<>();
  private final List<String> examples = new ArrayList<>();

  /** Adds the runs of a workload after {@code settleRuns}. */
  void add(FleetBench bench, FleetWorkload workload, int runs, int settleRuns) {
    Map<String, String> before = new TreeMap<>();
    bench.assess(
        workload,
        runs,
        (ignored, assessment, run) -> {
          Map<String, String> now = values(assessment);
          if (run >= settleRuns) {
            compare(workload, run, before, now);
          }
          before.clear();
          before.putAll(now);
        });
  }

  private static Map<String, String> values(Assessment assessment) {
    Map<String, String> values = new TreeMap<>();
    for (Recommendation recommendation : assessment.recommendations()) {
      String key =
          recommendation.getRuleId()
              + "/"
              + (recommendation.getProperty() == null ? "" : recommendation.getProperty());
      values.put(
          key, recommendation.getRecommended() == null ? "" : recommendation.getRecommended());
    }
    return values;
  }

  private void compare(
      FleetWorkload workload, int run, Map<String, String> before, Map<String, String> now) {
    transitions++;
    if (before.equals(now)) {
      return;
    }
    changed++;
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    presence += before.keySet().equals(now.keySet()) ? 0 : 1;
    TreeSet<String> rules = new TreeSet<>();
    for (String key : keys) {
      if (!java.util.Objects.equals(before.get(key), now.get(key))) {
        rules.add(key.substring(0, key.indexOf('/')));
        if (byRule.getOrDefault(key.substring(0, key.indexOf('/')), 0L) < EXAMPLES) {
          examples.add(
              String.format(
                  Locale.ROOT,
                  "%s run %d: %s %s -> %s",
                  workload.name(),
                  run,
                  key,
                  before.get(key),
                  now.get(key)));
        }
      }
    }
    rules.forEach(rule -> byRule.merge(rule, 1L, Long::sum));
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
