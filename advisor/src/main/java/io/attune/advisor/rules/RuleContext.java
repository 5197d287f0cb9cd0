package io.attune.advisor.rules;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.application.SettingValues;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.Objective;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.SettingsInForce;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.outcome.Noise;
import io.attune.advisor.prediction.Calibration;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that a rule may look at. */
public final class RuleContext {
  private final Run run;
  private final WorkloadHistory history;
  private final RuleTable table;
  private final RunFacts facts;
  private final Set<Integer> stagesSpokenOf = new HashSet<>();
  private final Map<String, Advice> decided = new LinkedHashMap<>();
  private final Preferences preferences;
  private final Set<Effect> effects = new LinkedHashSet<>();
  private boolean unreplayed;
  private Optional<RunForecast> asItWas;
  private Optional<RunForecast> outlook;
  private Optional<Sizing> sizing;

  /**
   * Creates it, with neutral prices and no wish of the owner.
   *
   * @param run the run to judge
   * @param history earlier runs of the same workload, without this one
   * @param table the numbers
   */
  public RuleContext(Run run, WorkloadHistory history, RuleTable table) {
    this(run, history, table, Preferences.neutral());
  }

  /**
   * Creates it.
   *
   * @param run the run to judge
   * @param history earlier runs of the same workload, without this one
   * @param table the numbers
   * @param preferences prices, and the objective of workloads that name none
   */
  public RuleContext(Run run, WorkloadHistory history, RuleTable table, Preferences preferences) {
    this.run = requireNonNull(run, "run is null");
    this.history = requireNonNull(history, "history is null");
    this.table = requireNonNull(table, "table is null");
    this.preferences = requireNonNull(preferences, "preferences is null");
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
  public SettingChange steady(SettingChange now) {
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
   * What a threshold comes down to where a rule has given advice after the last run and nobody has
   * changed what it spoke of since: what hovers about a threshold would come and go otherwise.
   */
  public double stay(String ruleId, double threshold) {
    return isStillSaid(ruleId) ? threshold * table.number("advice.stay-share") : threshold;
  }

  /**
   * The same where the advice would take the place of another rule's: as long as that one stands,
   * the threshold is as much higher as it is lower for advice that stands itself.
   */
  public double stayOrReplace(String ruleId, String standing, double threshold) {
    return !isStillSaid(ruleId) && isStillSaid(standing)
        ? threshold / table.number("advice.stay-share")
        : stay(ruleId, threshold);
  }

  private boolean isStillSaid(String ruleId) {
    if (history.runs().isEmpty()) {
      return false;
    }
    RunSummary last = history.runs().get(history.runs().size() - 1);
    if (last.spoken().contains(ruleId)) {
      return true;
    }
    List<PastAdvice> said =
        last.recommended().stream().filter(past -> past.ruleId().equals(ruleId)).toList();
    return !said.isEmpty() && said.stream().allMatch(this::isOpen);
  }

  /** What was advised after the last run and has not been set since. */
  public List<PastAdvice> stillOpen() {
    return history.runs().isEmpty()
        ? List.of()
        : history.runs().get(history.runs().size() - 1).recommended().stream()
            .filter(this::isOpen)
            .toList();
  }

  /** Whether a property still has the value that it had when another one was advised. */
  private boolean isOpen(PastAdvice past) {
    String now = SettingsInForce.of(run, List.of(past.property())).get(past.property());
    return past.previous().isEmpty()
        ? now == null || !SettingValues.same(past.property(), past.recommended(), now)
        : now == null || SettingValues.same(past.property(), past.previous().get(), now);
  }

  private static boolean isUnchanged(PastAdvice past, SettingChange now) {
    return past.previous().isPresent()
        && now.current().isPresent()
        && SettingValues.same(now.property(), past.previous().get(), now.current().get());
  }

  /** The numbers. */
  public RuleTable table() {
    return table;
  }

  /** What a rule that stands earlier in the order advises for a property. */
  public Optional<Advice> decided(String property) {
    return Optional.ofNullable(decided.get(property));
  }

  /** Whether an earlier rule has given advice about this stage. */
  public boolean isSpokenOf(StageFacts stage) {
    return stagesSpokenOf.contains(stage.id());
  }

  /** What things cost. */
  public CostModel costs() {
    return preferences.costs();
  }

  /** What the owner of the workload wants: what the application says, else the preference. */
  public Objective objective() {
    return Objective.of(settings()).orElse(preferences.objective());
  }

  /**
   * The run with what has been decided so far, to be replayed; empty before the run has ended and
   * when too little is known of it.
   */
  public Optional<RunForecast> outlook() {
    if (outlook == null) {
      if (asItWas == null) {
        asItWas =
            run.application().ended()
                ? RunForecast.of(run, calibration(), table, preferences.costs())
                : Optional.empty();
      }
      outlook = asItWas.map(was -> was.with(List.copyOf(effects)));
    }
    return outlook;
  }

  /** What other sizes of the cluster would make of the outlook; empty with it. */
  public Optional<Sizing> sizing() {
    if (sizing == null) {
      sizing =
          outlook()
              .map(
                  now ->
                      new Sizing(
                          now,
                          objective(),
                          table,
                          SizingLimits.of(this, now),
                          facts.cluster().isLocal()));
    }
    return sizing;
  }

  /** The share of time or cost below which a change is not worth it: never below the noise. */
  public double leastEffect() {
    return Math.max(
        table.number("sizing.min-effect-share"), Noise.betweenTwoRuns(history, table).orElse(0));
  }

  private Calibration calibration() {
    return history.calibration(table);
  }

  /** Notes that something was decided that the replay cannot follow. */
  public void noteUnreplayed() {
    unreplayed = true;
  }

  /** Whether something was decided that the replay cannot follow, so that the outlook is unsure. */
  public boolean isUnreplayed() {
    return unreplayed;
  }

  /** Of some effects, those that have not been decided already. */
  public List<Effect> undecided(List<Effect> some) {
    List<Effect> undecided = new ArrayList<>(some);
    undecided.removeAll(effects);
    return undecided;
  }

  /** Notes what has been decided, for the rules that follow. */
  public void decide(Advice advice) {
    stagesSpokenOf.addAll(advice.stages());
    advice.setting().ifPresent(setting -> decided.putIfAbsent(setting.property(), advice));
    if (effects.addAll(advice.effects()) | effects.addAll(memoryEffects(advice))) {
      outlook = null;
      sizing = null;
    }
  }

  /** What advice about the memory of an executor does to what it costs. */
  public static List<Effect> memoryEffects(Advice advice) {
    if (advice.setting().isEmpty()) {
      return List.of();
    }
    long bytes = Math.round(advice.setting().get().magnitude());
    return switch (advice.setting().get().property()) {
      case "spark.executor.memory" -> List.of(new Effect.Heap(bytes));
      case "spark.executor.memoryOverhead" -> List.of(new Effect.Overhead(bytes));
      case "spark.memory.offHeap.size" -> List.of(new Effect.OffHeap(bytes));
      default -> List.of();
    };
  }
}
