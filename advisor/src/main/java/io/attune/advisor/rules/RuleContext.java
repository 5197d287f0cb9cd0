package io.attune.advisor.rules;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.Run;
import io.attune.advisor.application.SettingValues;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.WorkloadHistory;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that a rule may look at. */
public final class RuleContext {
  private final Run run;
  private final WorkloadHistory history;
  private final RuleTable table;
  private final RunFacts facts;
  private Lineage lineage;
  private final Set<Integer> stagesSpokenOf = new HashSet<>();
  private final Map<String, Advice> decided = new LinkedHashMap<>();

  /**
   * Creates it.
   *
   * @param run the run to judge
   * @param history earlier runs of the same workload, without this one
   * @param table the numbers
   */
  public RuleContext(Run run, WorkloadHistory history, RuleTable table) {
    this.run = requireNonNull(run, "run is null");
    this.history = requireNonNull(history, "history is null");
    this.table = requireNonNull(table, "table is null");
    this.facts = RunFacts.of(run);
  }

  /** The run to judge. */
  public Run run() {
    return run;
  }

  /** Earlier runs of the same workload, without this one. */
  public WorkloadHistory history() {
    return history;
  }

  /** What several rules need to know of the run. */
  public RunFacts facts() {
    return facts;
  }

  /** The settings of the application as a whole. */
  public SparkSettings settings() {
    return run.application().settings();
  }

  /** spark.memory.fraction. */
  public double memoryFraction() {
    return settings().memoryFraction();
  }

  /** Unified memory of one slot, bytes: ((heap − 300 MiB) × fraction + off-heap) ÷ slots. */
  public long unifiedBytesPerSlot() {
    return (settings().unifiedMemoryBytes() + settings().offHeapBytes())
        / facts.cluster().slotsPerExecutor();
  }

  /**
   * The value that was advised after the last run, where nobody has changed the setting since and
   * that value is still within the bounds of what would be advised now: noise alone changes no
   * advice.
   *
   * @param now what this run alone would lead to
   */
  public Setting steady(Setting now) {
    if (history.runs().isEmpty()) {
      return now;
    }
    return history.runs().get(history.runs().size() - 1).recommended().stream()
        .filter(past -> past.property().equals(now.property()))
        .filter(past -> isUnchanged(past, now) && now.holds(past.recommended()))
        .findFirst()
        .map(past -> now.withRecommended(past.recommended()))
        .orElse(now);
  }

  /**
   * What a threshold comes down to where a rule has given advice without a setting after the last
   * run: what hovers about a threshold would come and go otherwise.
   */
  public double stay(String ruleId, double threshold) {
    boolean said =
        !history.runs().isEmpty()
            && history.runs().get(history.runs().size() - 1).spoken().contains(ruleId);
    return said ? threshold * table.number("advice.stay-share") : threshold;
  }

  private static boolean isUnchanged(PastAdvice past, Setting now) {
    return past.previous().isPresent()
        && now.current().isPresent()
        && SettingValues.same(now.property(), past.previous().get(), now.current().get());
  }

  /** The numbers. */
  public RuleTable table() {
    return table;
  }

  /** What stages computed and what they read from caches; worked out when first asked for. */
  Lineage lineage() {
    if (lineage == null) {
      lineage = Lineage.of(this);
    }
    return lineage;
  }

  /** What a rule that stands earlier in the order advises for a property. */
  public Optional<Advice> decided(String property) {
    return Optional.ofNullable(decided.get(property));
  }

  /** Whether an earlier rule has given advice about this stage. */
  public boolean isSpokenOf(StageFacts stage) {
    return stagesSpokenOf.contains(stage.id());
  }

  /** Notes what has been decided, for the rules that follow. */
  public void decide(Advice advice) {
    stagesSpokenOf.addAll(advice.stages());
    advice.setting().ifPresent(setting -> decided.putIfAbsent(setting.property(), advice));
  }
}
