package io.attune.benchmarks.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Precision and recall by rule, with examples of errors. */
public final class FleetScore {
  private static final int EXAMPLES = 3;

  private static final class RuleCounts {
    private long planted;
    private long found;
    private long right;
    private long wrong;
    private final Map<String, Long> missedFaults = new TreeMap<>();
    private final Map<String, Long> wrongWhere = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
  }

  private final Map<String, RuleCounts> rules = new TreeMap<>();
  private long workloads;
  private long healthy;
  private long healthyWithAdvice;
  private long tried;

  /** Creates a score for all rules, so that one without advice is listed, too. */
  public FleetScore(List<String> ruleIds) {
    ruleIds.forEach(id -> rules.put(id, new RuleCounts()));
  }

  /** Adds judged advice. */
  public void add(JudgedAdvice judgement) {
    workloads++;
    tried += judgement.tried();
    String where =
        judgement.workload().fault().map(f -> f.id()).orElse("healthy")
            + " "
            + judgement.workload().shape();
    if (judgement.workload().fault().isPresent()) {
      RuleCounts tally = tally(judgement.truth().rule());
      tally.planted++;
      if (judgement.isFound()) {
        tally.found++;
      } else {
        tally.missedFaults.merge(where, 1L, Long::sum);
        example(
            tally,
            "missed  "
                + judgement.workload().name()
                + " ("
                + where
                + "): "
                + judgement.silentReason());
      }
    } else {
      healthy++;
      healthyWithAdvice += judgement.wrong().isEmpty() ? 0 : 1;
    }
    judgement.right().forEach(rule -> tally(rule).right++);
    for (String rule : judgement.wrongRules()) {
      RuleCounts tally = tally(rule);
      tally.wrong++;
      tally.wrongWhere.merge(where, 1L, Long::sum);
      judgement.wrong().stream()
          .filter(recommendation -> recommendation.getRuleId().equals(rule))
          .findFirst()
          .ifPresent(
              recommendation ->
                  example(
                      tally,
                      "wrong   "
                          + judgement.workload().name()
                          + " ("
                          + where
                          + " "
                          + judgement.workload().confounders()
                          + "): "
                          + recommendation.getSummary()));
    }
  }

  private static void example(RuleCounts tally, String text) {
    if (tally.examples.size() < EXAMPLES) {
      tally.examples.add(text);
    }
  }

  private RuleCounts tally(String rule) {
    return rules.computeIfAbsent(rule, id -> new RuleCounts());
  }

  /** Share of a rule's faults that were found. */
  public Proportion recall(String rule) {
    RuleCounts tally = tally(rule);
    return new Proportion(tally.found, tally.planted);
  }

  /** Share of the workloads with a rule's advice for which it was right. */
  public Proportion precision(String rule) {
    RuleCounts tally = tally(rule);
    return new Proportion(tally.right, tally.right + tally.wrong);
  }

  /** The rules. */
  public List<String> rules() {
    return List.copyOf(rules.keySet());
  }

  /** Share of healthy workloads without advice. */
  public Proportion leftAlone() {
    return new Proportion(healthy - healthyWithAdvice, healthy);
  }

  /** Returns the table as text. */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-24s %7s %6s %6s %6s  %-26s %-26s%n",
            "rule",
            "planted",
            "found",
            "right",
            "wrong",
            "precision (95 %)",
            "recall (95 %)"));
    rules.forEach(
        (rule, tally) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-24s %7d %6d %6d %6d  %-26s %-26s%n",
                    rule,
                    tally.planted,
                    tally.found,
                    tally.right,
                    tally.wrong,
                    text(precision(rule)),
                    text(recall(rule)))));
    text.append(
        String.format(
            Locale.ROOT,
            "%d workloads, %d healthy; of these without advice: %s%n",
            workloads,
            healthy,
            text(leftAlone())));
    text.append(
        String.format(
            Locale.ROOT, "size recommendations that were judged by running the size: %d%n", tried));
    return text.toString();
  }

  /** Returns examples of missed faults and wrong advice of each rule. */
  public String examples() {
    StringBuilder text = new StringBuilder();
    rules.forEach(
        (rule, tally) -> {
          if (!tally.missedFaults.isEmpty() || !tally.wrongWhere.isEmpty()) {
            text.append(
                String.format(
                    "%s: missed %s, wrong %s%n", rule, tally.missedFaults, tally.wrongWhere));
            tally.examples.forEach(example -> text.append("  ").append(example).append('\n'));
          }
        });
    return text.toString();
  }

  static String text(Proportion proportion) {
    if (proportion.of() == 0) {
      return "-";
    }
    return String.format(
        Locale.ROOT,
        "%5.1f %% (%.1f to %.1f)",
        100 * proportion.share(),
        100 * proportion.low(),
        100 * proportion.high());
  }

  /** Returns the table as maps and lists, for JSON. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("workloads", workloads);
    document.put("healthy", healthy);
    document.put("healthyLeftAlone", healthy - healthyWithAdvice);
    document.put("sizesJudgedByRunning", tried);
    List<Map<String, Object>> lines = new ArrayList<>();
    rules.forEach(
        (rule, tally) -> {
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("rule", rule);
          line.put("planted", tally.planted);
          line.put("found", tally.found);
          line.put("right", tally.right);
          line.put("wrong", tally.wrong);
          line.put("precision", number(precision(rule).share()));
          line.put("precisionLow", precision(rule).low());
          line.put("precisionHigh", precision(rule).high());
          line.put("recall", number(recall(rule).share()));
          line.put("recallLow", recall(rule).low());
          line.put("recallHigh", recall(rule).high());
          line.put("missed", tally.missedFaults);
          line.put("wrongWhere", tally.wrongWhere);
          line.put("examples", tally.examples);
          lines.add(line);
        });
    document.put("rules", lines);
    return document;
  }

  private static Double number(double share) {
    return Double.isNaN(share) ? null : share;
  }
}
