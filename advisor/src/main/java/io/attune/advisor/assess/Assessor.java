package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Decisions;
import io.attune.advisor.rules.Forecasts;
import io.attune.advisor.rules.Preferences;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.SharedMachine;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.sizing.Forecaster;
import io.attune.advisor.sizing.Front;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.sizing.Sizing;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One assessment while it is made: asks rule after rule, and keeps what they decide, why others are
 * silent, what failed, and the replays. Each rule is given an immutable context; what is noted and
 * cached is here. For one run and one thread, and used once.
 */
public final class Assessor {
  private static final String CUT_SHORT =
      "a failure ended the run before its work was done: that comes first";

  private final RuleContext undecided;

  /** The same with the tasks that still run, for the rules that speak of them. */
  private final RuleContext inProgress;

  private final RunForecasts forecasts;
  private final PartFailures failures;
  private final Applicability applicability;
  private final AdviceSet advice = new AdviceSet();
  private final Map<String, String> silent = new TreeMap<>();
  private Forecasts replays;
  private RuleContext context;

  /**
   * Starts an assessment.
   *
   * @param run the run to judge
   * @param history earlier runs of the same workload, without this one
   * @param table the numbers
   * @param preferences prices, and the objective of workloads that name none
   */
  public Assessor(Run run, WorkloadHistory history, RuleTable table, Preferences preferences) {
    this(
        new RuleContext(run, history, table, preferences),
        new Forecaster(table, preferences.costs()),
        new PartFailures());
  }

  Assessor(RuleContext undecided, Forecaster forecaster, PartFailures failures) {
    this.undecided = requireNonNull(undecided, "undecided is null");
    this.inProgress = undecided.inProgress();
    this.failures = requireNonNull(failures, "failures is null");
    this.forecasts = new RunForecasts(undecided, forecaster, failures);
    this.applicability = new Applicability(undecided.settings());
    this.replays = forecasts.with(Decisions.none());
    this.context = undecided.with(Decisions.none(), replays);
  }

  /** What a rule that is asked now is given. */
  public RuleContext context() {
    return context;
  }

  private RuleContext contextOf(Rule rule) {
    return rule.seesRunningTasks() && inProgress != undecided
        ? inProgress.with(context.decisions(), replays)
        : context;
  }

  /**
   * Asks a rule. One that throws, while it evaluates or while its advice is weighed, is silent with
   * that as its reason and has decided nothing.
   *
   * @param refuted advice that must not be given again
   * @return what it decided
   */
  Decided ask(Rule rule, RefutedAdvice refuted) {
    return ask(rule, refuted, piece -> true);
  }

  /**
   * The same where some advice is for somebody else to give.
   *
   * @param own whether advice is given here; the rest counts as decided all the same
   */
  Decided ask(Rule rule, RefutedAdvice refuted, Predicate<Advice> own) {
    Optional<RuleAnswer> answer =
        failures.guard(PartFailure.Part.RULE, rule.id(), () -> answer(rule, refuted));
    answer.flatMap(RuleAnswer::silence).ifPresent(reason -> silent.put(rule.id(), reason));
    Decided decided =
        answer
            .map(a -> new Decided(a.advice(), a.unreplayed()))
            .orElse(new Decided(List.of(), false));
    decided.advice().stream().filter(own).forEach(piece -> give(rule, piece));
    decide(decided.advice(), decided.unreplayed());
    return decided;
  }

  /** Gives advice of a rule; it is decided apart from that. */
  void give(Rule rule, Advice piece) {
    advice.add(rule, piece);
  }

  /**
   * What a rule decided.
   *
   * @param advice what stands of its advice
   * @param unreplayed whether something of it does what the replay cannot follow
   */
  record Decided(List<Advice> advice, boolean unreplayed) {}

  /**
   * What a rule answers after its advice has been weighed.
   *
   * @param advice what stands of it
   * @param silence why the rest does not
   * @param unreplayed whether something of it does what the replay cannot follow
   */
  private record RuleAnswer(List<Advice> advice, Optional<String> silence, boolean unreplayed) {}

  private RuleAnswer answer(Rule rule, RefutedAdvice refuted) {
    if (rule.judgesWholeRun() && context.facts().isCutShort()) {
      return new RuleAnswer(List.of(), Optional.of(CUT_SHORT), false);
    }
    Verdict verdict = rule.evaluate(contextOf(rule));
    if (verdict instanceof Verdict.Silent silence) {
      return new RuleAnswer(List.of(), Optional.of(silence.reason()), false);
    }
    List<Advice> advised =
        ((Verdict.Advises) verdict).advice().stream().map(applicability::orInWords).toList();
    Sifted applicable = sift(advised, applicability::objection);
    Weighing weighing = Weighing.of(context, rule.id(), applicable.kept());
    Sifted standing =
        sift(
            weighing.kept(),
            piece ->
                changesNothing(piece)
                    ? Optional.of("what it would advise is set already")
                    : refuted.objection(piece));
    return new RuleAnswer(
        standing.kept(),
        standing.objection().or(weighing::dropped).or(applicable::objection),
        weighing.unreplayed());
  }

  /**
   * Advice without the pieces that there is something to be said against.
   *
   * @param objection the last one; empty when there was none
   */
  private record Sifted(List<Advice> kept, Optional<String> objection) {
    /** What a change asks for besides its head is pointless without it. */
    private Sifted withoutHeadless(List<Advice> before) {
      Set<Optional<String>> gone =
          before.stream()
              .filter(piece -> piece.isHead() && !kept.contains(piece) && !changesNothing(piece))
              .map(Advice::group)
              .collect(Collectors.toSet());
      return gone.isEmpty()
          ? this
          : new Sifted(
              kept.stream().filter(piece -> !gone.contains(piece.group())).toList(), objection);
    }
  }

  private static Sifted sift(List<Advice> pieces, Function<Advice, Optional<String>> objectionTo) {
    List<Advice> kept = new ArrayList<>();
    Optional<String> last = Optional.empty();
    for (Advice piece : pieces) {
      Optional<String> objection = objectionTo.apply(piece);
      if (objection.isEmpty()) {
        kept.add(piece);
      } else {
        last = objection;
      }
    }
    return new Sifted(kept, last).withoutHeadless(pieces);
  }

  /** Rounded to whole steps, a value may come out as it is. */
  private static boolean changesNothing(Advice advice) {
    return advice
        .setting()
        .filter(setting -> setting.current().equals(Optional.of(setting.recommended())))
        .isPresent();
  }

  /**
   * Takes advice as decided, for the rules that follow.
   *
   * @param pieces advice of one rule
   * @param unreplayed whether it does what the replay cannot follow
   */
  public void decide(List<Advice> pieces, boolean unreplayed) {
    Decisions before = context.decisions();
    Decisions after = before.with(pieces, unreplayed, !DatabricksSizing.isDatabricks(undecided));
    if (!after.effects().equals(before.effects())
        || !SizingLimits.partitions(after).equals(SizingLimits.partitions(before))) {
      replays = forecasts.with(after);
    }
    context = undecided.with(after, replays);
  }

  /**
   * Makes the recommendations, when all rules have been asked. One that cannot be made is left out
   * and counts as a failure of its rule.
   *
   * @param rules those that were asked
   * @return the most severe first
   */
  List<Recommendation> recommend(RecommendationFactory factory, List<Rule> rules) {
    advice.mostSevereFirst().forEach(piece -> silent.remove(piece.rule().id()));
    if (DatabricksSizing.isDatabricks(context)) {
      advice
          .removeDerived()
          .forEach(rule -> silent.put(rule, "Databricks derives that setting from the node type"));
      advice.mostSevereFirst().forEach(piece -> silent.remove(piece.rule().id()));
    }
    for (Rule rule : rules) {
      if (!advice.hasAdviceOf(rule)) {
        silent.putIfAbsent(rule.id(), "another rule speaks of the same property");
      }
    }
    List<Recommendation> recommendations = new ArrayList<>();
    for (AdviceSet.Piece piece : advice.mostSevereFirst()) {
      failures
          .guard(
              PartFailure.Part.RULE,
              piece.rule().id(),
              () -> factory.create(contextOf(piece.rule()), piece.rule(), fitted(piece.advice())))
          .ifPresent(recommendations::add);
    }
    for (PartFailure failure : failures.all()) {
      boolean isSilent =
          recommendations.stream().noneMatch(r -> r.getRuleId().equals(failure.subject()));
      if (failure.part() == PartFailure.Part.RULE && isSilent) {
        silent.put(failure.subject(), failure.reason());
      }
    }
    return recommendations;
  }

  private Advice fitted(Advice piece) {
    Advice fitted = SharedMachine.of(context).map(machine -> machine.fitted(piece)).orElse(piece);
    Advice calm = isShort() ? fitted.atMost(Severity.MODERATE) : fitted;
    return applicability.named(mostSeverity(calm).map(calm::atMost).orElse(calm));
  }

  /**
   * What seconds are worth, where they are all that is gained: a share of the run says nothing of
   * that. Empty where more can be gained, or nobody knows how much.
   */
  private Optional<Severity> mostSeverity(Advice piece) {
    Double low = piece.time().getLow();
    boolean isTime =
        piece.cost().getLow() == null
            || piece.category() == Category.PARTITIONS
            || piece.category() == Category.CODE;
    if (low == null || low >= 0 || !isTime || piece.category() == Category.RELIABILITY) {
      return Optional.empty();
    }
    double saved = -low;
    if (saved < context.table().number("advice.small-gain-ms")) {
      return Optional.of(Severity.LOW);
    }
    return saved < context.table().number("advice.short-gain-ms")
        ? Optional.of(Severity.MODERATE)
        : Optional.empty();
  }

  /** Whether the run took so little time that nothing in it can matter much. */
  private boolean isShort() {
    return context.facts().ended()
        && context.facts().spanMs() < context.table().number("advice.short-run-ms");
  }

  /** Why each rule that gave nothing is silent, by rule id. */
  Map<String, String> silent() {
    return silent;
  }

  /**
   * Time and cost at other sizes, as it ran and with what is decided; empty when they cannot be
   * replayed, and for a run that a failure cut short.
   *
   * @param recommendations those that were made
   */
  Optional<Front> front(List<Recommendation> recommendations) {
    if (context.facts().isCutShort()) {
      return Optional.empty();
    }
    return failures
        .guard(
            PartFailure.Part.FORECAST,
            "other sizes",
            () ->
                context
                    .sizing()
                    .map(sizing -> sizing.front(asItRan(sizing)))
                    .map(front -> SizeNotes.of(context, silent, front, recommendations)))
        .flatMap(front -> front);
  }

  private Sizing asItRan(Sizing sizing) {
    return context.sizingAsItRan().orElse(sizing);
  }

  /** Why the run refutes its own replay; empty where it does not. */
  Optional<String> refutation() {
    return forecasts.refutation();
  }

  /** The same at particular sizes. */
  List<FrontPoint> at(List<Integer> slots) {
    return failures
        .guard(
            PartFailure.Part.FORECAST,
            "the sizes asked for",
            () ->
                context.sizing().map(sizing -> sizing.at(slots, asItRan(sizing))).orElse(List.of()))
        .orElse(List.of());
  }
}
