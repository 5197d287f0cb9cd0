package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.TriedValue;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.outcome.Judgement;
import io.attune.advisor.outcome.OutcomeJudge;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Preferences;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.SharedMachine;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.sizing.Sizing;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Recommendation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts a run before every rule and makes one consistent set of recommendations of what they say.
 *
 * <p>Rules are asked in the order in which changes are made: reliability, memory, partitions,
 * executors, cost. What a rule advises is replayed on top of what has been decided before, and the
 * cluster is sized for the run as it would then be. A property is recommended once. When two rules
 * speak of the same one, the earlier wins, except that an amount of memory is raised to the larger
 * of the two.
 *
 * <p>The result depends on the arguments alone; it is the same whatever the order of events was.
 */
public final class Advisor {
  private final List<Rule> rules;
  private final RuleTable table;
  private final Preferences preferences;
  private final RecommendationFactory factory;
  private final RunSummaries summaries;

  /**
   * Creates it.
   *
   * @param rules in the order in which they are asked
   * @param table the numbers
   */
  public Advisor(List<Rule> rules, RuleTable table) {
    this(rules, table, Preferences.neutral());
  }

  /**
   * Creates it.
   *
   * @param rules in the order in which they are asked
   * @param table the numbers
   * @param preferences prices, and the objective of workloads that name none
   */
  public Advisor(List<Rule> rules, RuleTable table, Preferences preferences) {
    this.rules = List.copyOf(rules);
    this.table = requireNonNull(table, "table is null");
    this.preferences = requireNonNull(preferences, "preferences is null");
    this.factory = new RecommendationFactory(table);
    this.summaries = new RunSummaries(table, preferences.costs());
  }

  /** All rules, with the numbers given. */
  public static Advisor standard(RuleTable table) {
    return new Advisor(StandardRules.all(), table);
  }

  /** All rules, with the numbers and the preferences given. */
  public static Advisor standard(RuleTable table, Preferences preferences) {
    return new Advisor(StandardRules.all(), table, preferences);
  }

  /** The rules, in the order in which they are asked. */
  public List<Rule> rules() {
    return rules;
  }

  /**
   * Judges a run.
   *
   * @param run the run, ended or still going on
   * @param history earlier runs of the workload; runs that did not start before this one are
   *     ignored
   */
  public Assessment assess(Run run, WorkloadHistory history) {
    requireNonNull(run, "run is null");
    Instant started = run.application().start().orElse(Instant.EPOCH);
    PastAdviceReview review = PastAdviceReview.of(run, past(run, history), summaries, table);
    Map<String, String> silent = new TreeMap<>();
    Map<String, Spoken> spoken = new LinkedHashMap<>();
    RuleContext context = decided(run, review, spoken, silent);
    removeTranslated(spoken);
    Optional<SharedMachine> machine = SharedMachine.of(context);
    for (Rule rule : rules) {
      if (!silent.containsKey(rule.id())
          && spoken.values().stream().noneMatch(s -> s.rule() == rule)) {
        silent.put(rule.id(), "another rule speaks of the same property");
      }
    }
    List<Recommendation> recommendations = new ArrayList<>();
    spoken.values().stream()
        .sorted(MOST_SEVERE_FIRST)
        .forEach(
            s -> {
              Advice fitted = machine.map(m -> m.fitted(s.advice())).orElse(s.advice());
              recommendations.add(factory.create(context, s.rule(), fitted));
            });
    return new Assessment(
        run.application().workload(),
        run.application().applicationId(),
        started,
        run.lastEventTime().orElse(started),
        run.application().ended(),
        recommendations,
        RunWarnings.of(run),
        silent,
        review.outcomes(run),
        review.inForce(),
        context.sizing().map(Sizing::front));
  }

  /**
   * What a run would take and cost at particular sizes, with what is advised about partitions and
   * memory made; empty before the run has ended and when too little is known of it.
   *
   * @param slots tasks that run at once, each at least 1
   */
  public List<FrontPoint> predict(Run run, WorkloadHistory history, List<Integer> slots) {
    PastAdviceReview review = PastAdviceReview.of(run, past(run, history), summaries, table);
    RuleContext context = decided(run, review, new LinkedHashMap<>(), new TreeMap<>());
    return context.sizing().map(sizing -> sizing.at(slots)).orElse(List.of());
  }

  /**
   * The history with this run in it, to be kept for the runs that follow. Call it when a run has
   * ended; calling it again for the same application replaces what was kept of it.
   */
  public WorkloadHistory remember(WorkloadHistory history, Run run, Assessment assessment) {
    WorkloadHistory past = history.without(run.applicationId()).before(assessment.started());
    RunSummary summary = summaries.of(run, past, assessment);
    List<TriedValue> tried =
        new OutcomeJudge(table).judge(summary, past).stream().map(Judgement::toTried).toList();
    return history.with(summary, tried);
  }

  /** Earlier runs that started before this one. */
  private static WorkloadHistory past(Run run, WorkloadHistory history) {
    Instant started = run.application().start().orElse(Instant.EPOCH);
    return history.without(run.application().applicationId()).before(started);
  }

  /** Asks the rules, each with what the ones before it have decided. */
  private RuleContext decided(
      Run run, PastAdviceReview review, Map<String, Spoken> spoken, Map<String, String> silent) {
    RuleContext context = new RuleContext(run, review.history(), table, preferences);
    RefutedAdvice refuted = review.refuted(table);
    for (Rule rule : rules) {
      Verdict verdict = rule.evaluate(context);
      if (verdict instanceof Verdict.Silent s) {
        silent.put(rule.id(), s.reason());
      } else if (verdict instanceof Verdict.Speaks s) {
        Weighing weighing = Weighing.of(context, rule.id(), s.advice());
        weighing.dropped().ifPresent(reason -> silent.put(rule.id(), reason));
        for (Advice advice : weighing.kept()) {
          Optional<String> objection = refuted.objection(advice);
          if (changesNothing(advice)) {
            silent.put(rule.id(), "what it would advise is set already");
          } else if (objection.isPresent()) {
            silent.put(rule.id(), objection.get());
          } else {
            add(spoken, rule, advice);
            context.decide(advice);
          }
        }
      }
    }
    spoken.values().forEach(s -> silent.remove(s.rule().id()));
    return context;
  }

  /** Rounded to whole steps, a value may come out as it is. */
  private static boolean changesNothing(Advice advice) {
    return advice
        .setting()
        .filter(setting -> setting.current().equals(Optional.of(setting.recommended())))
        .isPresent();
  }

  /** What a platform does not let one set, where it has been said in the platform's own words. */
  private static void removeTranslated(Map<String, Spoken> spoken) {
    boolean node = spoken.containsKey("property " + PlatformProperties.NODE_TYPE);
    spoken
        .values()
        .removeIf(
            s ->
                s.advice()
                    .setting()
                    .filter(setting -> DatabricksSizing.isTranslated(setting.property(), node))
                    .isPresent());
  }

  private record Spoken(Rule rule, Advice advice, int order) {}

  private static final Comparator<Spoken> MOST_SEVERE_FIRST =
      Comparator.comparing((Spoken s) -> s.advice().severity())
          .reversed()
          .thenComparing(s -> s.advice().category())
          .thenComparing(
              Comparator.comparingLong((Spoken s) -> s.advice().weightMs().orElse(0)).reversed())
          .thenComparingInt(Spoken::order);

  private static void add(Map<String, Spoken> spoken, Rule rule, Advice advice) {
    String key = advice.setting().map(s -> "property " + s.property()).orElse("rule " + rule.id());
    Spoken earlier = spoken.get(key);
    if (earlier == null || wantsMoreMemory(advice, earlier.advice())) {
      int order = earlier == null ? spoken.size() : earlier.order();
      spoken.put(key, new Spoken(rule, advice, order));
    }
  }

  private static boolean wantsMoreMemory(Advice later, Advice earlier) {
    return later.setting().isPresent()
        && earlier.setting().isPresent()
        && later.setting().get().unit().equals("bytes")
        && later.setting().get().property().toLowerCase(java.util.Locale.ROOT).contains("memory")
        && later.setting().get().magnitude() > earlier.setting().get().magnitude();
  }
}
