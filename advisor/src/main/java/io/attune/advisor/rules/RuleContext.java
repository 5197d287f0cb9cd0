package io.attune.advisor.rules;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.InProgress;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.Objective;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.outcome.Noise;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import io.attune.advisor.table.RuleTable;
import java.util.List;
import java.util.Optional;

/** All that a rule may look at. Immutable: each rule is given one of its own. */
public final class RuleContext {
  private final Run run;
  private final WorkloadHistory history;
  private final RuleTable table;
  private final Preferences preferences;
  private final RunFacts facts;
  private final LastAdvice lastAdvice;
  private final Decisions decisions;
  private final Forecasts forecasts;

  /**
   * Creates it, with neutral prices, for a run about which nothing is decided and nothing replayed.
   *
   * @param run the run to judge
   * @param history earlier runs of the same workload, without this one
   * @param table the numbers
   */
  public RuleContext(Run run, WorkloadHistory history, RuleTable table) {
    this(run, history, table, Preferences.neutral());
  }

  /**
   * Creates it for a run about which nothing is decided and nothing replayed.
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
    this.lastAdvice = new LastAdvice(run, history, table);
    this.decisions = Decisions.none();
    this.forecasts = Forecasts.NONE;
  }

  private RuleContext(RuleContext like, Decisions decisions, Forecasts forecasts) {
    this.run = like.run;
    this.history = like.history;
    this.table = like.table;
    this.preferences = like.preferences;
    this.facts = like.facts;
    this.lastAdvice = like.lastAdvice;
    this.decisions = requireNonNull(decisions, "decisions is null");
    this.forecasts = requireNonNull(forecasts, "forecasts is null");
  }

  /** The same with the tasks that run counted as far as they have come; itself where none does. */
  public RuleContext inProgress() {
    Run counted = InProgress.of(run);
    return counted == run ? this : new RuleContext(counted, history, table, preferences);
  }

  /** The same run with what has been decided, and the replays of that. */
  public RuleContext with(Decisions decided, Forecasts replays) {
    return new RuleContext(this, decided, replays);
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

  /** The numbers. */
  public RuleTable table() {
    return table;
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

  /** What things cost. */
  public CostModel costs() {
    return preferences.costs();
  }

  /** What the owner of the workload wants: what the application says, else the preference. */
  public Objective objective() {
    return Objective.of(settings()).orElse(preferences.objective());
  }

  /** What was advised after the last run and has not been set since. */
  public List<PastAdvice> stillOpen() {
    return lastAdvice.open();
  }

  /**
   * The value that was advised after the last run, where nobody has changed the setting since and
   * that value is still within the bounds of what would be advised now: noise alone changes no
   * advice.
   *
   * @param now what this run alone would lead to
   */
  public SettingChange steady(SettingChange now) {
    return lastAdvice.steady(now);
  }

  /**
   * A threshold, lowered by {@code advice.stay-share} for a rule whose advice after the last run
   * still stands: at the threshold itself, advice would come and go with every run.
   */
  public double withHysteresis(String ruleId, double threshold) {
    return lastAdvice.withHysteresis(ruleId, threshold);
  }

  /**
   * The same for advice that would replace the advice of another rule: while only that one stands,
   * the threshold is raised by as much as it is lowered for advice that stands itself.
   *
   * @param standing id of the other rule
   */
  public double withHysteresisAgainst(String ruleId, String standing, double threshold) {
    return lastAdvice.withHysteresisAgainst(ruleId, standing, threshold);
  }

  /**
   * The same for one of several properties that a rule advises: lowered while that one's advice
   * stands.
   */
  public double withHysteresisOn(String property, double threshold) {
    return lastAdvice.withHysteresisOn(property, threshold);
  }

  /** The share of time or cost below which a change is not worth it: never below the noise. */
  public double leastEffect() {
    return Math.max(
        table.number("sizing.min-effect-share"), Noise.betweenTwoRuns(history, table).orElse(0));
  }

  /** What earlier rules have decided. */
  public Decisions decisions() {
    return decisions;
  }

  /** What an earlier rule advises for a property. */
  public Optional<Advice> decided(String property) {
    return decisions.of(property);
  }

  /** Whether an earlier rule has given advice about this stage. */
  public boolean isAdvisedOn(StageFacts stage) {
    return decisions.stages().contains(stage.id());
  }

  /** Whether an earlier rule advises what the replay cannot follow, so that it is unsure. */
  public boolean isUnreplayed() {
    return decisions.unreplayed();
  }

  /**
   * The run with what has been decided so far, to be replayed; empty before the run has ended, when
   * too little is known of it, and when the replay failed.
   */
  public Optional<RunForecast> forecast() {
    return forecasts.forecast();
  }

  /** What other sizes of the cluster would make of the forecast; empty with it. */
  public Optional<Sizing> sizing() {
    return forecasts.sizing();
  }

  /** What other sizes of the cluster would make of the run as it was; empty with the forecast. */
  public Optional<Sizing> sizingAsItRan() {
    return forecasts.sizingAsItRan();
  }

  /** Why there is no forecast or no sizing, when that is because a replay failed or is refuted. */
  public Optional<String> replayFailure() {
    return forecasts.failure();
  }
}
