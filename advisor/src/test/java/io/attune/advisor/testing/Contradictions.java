package io.attune.advisor.testing;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Cards;
import io.attune.advisor.render.Format;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.sizing.Front;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one part of a report says against another: its cards, its table of sizes and its sentences.
 * A sound report has none. Numbers are recomputed from the run, not taken from what made them.
 */
public final class Contradictions {
  private static final RuleTable TABLE = RuleTable.standard();
  private static final double OWN_SIZE = 0.05;
  private static final Set<String> PARTITIONS =
      Set.of(
          "spark.sql.shuffle.partitions",
          "spark.default.parallelism",
          "spark.sql.adaptive.coalescePartitions.initialPartitionNum");
  private static final List<String> DERIVED =
      List.of(
          "spark.executor.memory",
          "spark.executor.memoryOverhead",
          "spark.executor.cores",
          "spark.executor.instances");

  private final Run run;
  private final Assessment assessment;
  private final List<String> found = new ArrayList<>();

  private Contradictions(Run run, Assessment assessment) {
    this.run = run;
    this.assessment = assessment;
  }

  /** All that contradicts something else, a sentence each. */
  public static List<String> in(Run run, Assessment assessment) {
    return new Contradictions(run, assessment).all();
  }

  private List<String> all() {
    assessment.front().ifPresent(this::table);
    cards();
    promises();
    sets();
    sentences();
    return found;
  }

  private void claim(boolean holds, String otherwise) {
    if (!holds) {
      found.add(run.application().applicationId() + ": " + otherwise);
    }
  }

  /** The table against the run and against itself. */
  private void table(Front front) {
    long span = run.application().span().orElseThrow().durationMs();
    front
        .current()
        .ifPresent(
            now ->
                claim(
                    Math.abs(now.asItRan().spanMs() - span) <= Math.max(2, OWN_SIZE * span),
                    "it took " + span + " ms and the table says " + now.asItRan().spanMs()));
    long longest = run.stages().stream().mapToLong(this::longestMs).max().orElse(0);
    for (FrontPoint point : front.points()) {
      Priced priced = point.asItRan();
      if (front.current().isPresent()
          && priced.size().slots() <= front.current().get().asItRan().size().slots()) {
        claim(
            priced.spanMs() >= longest - 1,
            priced.size() + " takes less than the longest task, " + longest + " ms");
      }
      claim(
          priced.prediction().intervalLowMs() <= priced.prediction().intervalHighMs(),
          priced.size() + " has its interval upside down");
    }
    for (int i = 1; i < front.points().size(); i++) {
      claim(
          front.points().get(i).asItRan().spanMs()
              <= front.points().get(0).asItRan().spanMs() * 1.02 + 2,
          front.points().get(i).asItRan().size() + " is slower than the smallest size");
    }
    claim(
        front.points().stream().filter(FrontPoint::current).count() <= 1,
        "two rows are the present size");
  }

  private long longestMs(StageState stage) {
    return stage.durationMs().count() == 0 ? 0 : stage.durationMs().max();
  }

  /** The marked row against the cards, and the cheaper row against the sentence. */
  private void cards() {
    Optional<Front> front = assessment.front();
    List<Recommendation> sizes =
        assessment.recommendations().stream()
            .filter(r -> Set.of("executor-count", "compute-platform").contains(r.getRuleId()))
            .filter(
                r ->
                    r.getProperty() != null
                        && (r.getProperty().equals("spark.executor.instances")
                            || r.getProperty().equals("databricks.num_workers")))
            .toList();
    if (front.isEmpty()) {
      claim(
          sizes.stream()
              .allMatch(
                  r ->
                      r.getConfidence().getConditions().stream()
                          .anyMatch(c -> c.getName().equals("kept"))),
          "a size is advised and no table shows it");
      return;
    }
    Optional<FrontPoint> chosen = front.get().chosen();
    if (sizes.isEmpty() && assessment.recommendations().stream().noneMatch(r -> isSize(r))) {
      claim(chosen.isEmpty(), "a row is marked as advised and no card asks for it");
      if (front.get().showsCheaper(1.03, 0.1)) {
        String note = front.get().note().orElse("");
        claim(
            !note.isEmpty() && !note.contains("suits the objective") && !note.contains("fit what"),
            "a row is cheaper in the same time, and the note is '" + note + "'");
      }
    }
    for (Recommendation size : sizes) {
      boolean kept =
          size.getConfidence().getConditions().stream().anyMatch(c -> c.getName().equals("kept"));
      claim(
          kept
              || chosen.isPresent()
                  && Integer.toString(chosen.get().asItRan().executors())
                      .equals(size.getRecommended()),
          size.getRecommended() + " is advised and the table marks " + chosen);
      if (!kept && chosen.isPresent() && front.get().current().isPresent()) {
        double promised = size.getImpact().getTime().getExpected();
        double shown =
            chosen.get().withAdvice().spanMs() - front.get().current().get().withAdvice().spanMs();
        claim(
            Math.abs(promised - shown)
                <= 0.05 * front.get().current().get().withAdvice().spanMs() + 10,
            "the card promises " + promised + " ms and the table shows " + shown);
      }
    }
  }

  private static boolean isSize(Recommendation r) {
    return r.getProperty() != null
        && Set.of(
                "spark.executor.instances",
                "spark.cores.max",
                "spark.dynamicAllocation.maxExecutors",
                "databricks.num_workers",
                "databricks.autoscale.max_workers")
            .contains(r.getProperty());
  }

  /** No promise is larger than what there is to gain. */
  private void promises() {
    double duration =
        Math.max(
            run.application().durationMs().orElse(0),
            run.application().span().map(span -> span.durationMs()).orElse(0L));
    for (Recommendation r : assessment.recommendations()) {
      Change time = r.getImpact().getTime();
      for (Double saved : new Double[] {time.getExpected(), time.getLow(), time.getHigh()}) {
        claim(
            saved == null || -saved <= duration + 1,
            r.getRuleId() + " promises " + saved + " ms of " + duration);
      }
      claim(
          run.application().ended() || time.getBasis() != ImpactBasis.REPLAY,
          r.getRuleId() + " rests on a replay of a run that goes on");
    }
    boolean refuted =
        assessment.warnings().stream().anyMatch(w -> w.startsWith("Times at other sizes are left"));
    if (refuted) {
      claim(assessment.front().isEmpty(), "the replay is refuted, and its table is shown");
      claim(
          assessment.recommendations().stream()
              .allMatch(
                  r ->
                      r.getImpact().getTime().getBasis() != ImpactBasis.REPLAY
                          || r.getConfidence().getConditions().stream()
                              .anyMatch(c -> c.getName().equals("kept"))),
          "the replay is refuted, and a card rests on it");
    }
  }

  /** What is set together fits together. */
  private void sets() {
    Map<String, String> advised = new HashMap<>();
    for (Recommendation r : assessment.recommendations()) {
      if (r.getProperty() != null) {
        String other = advised.put(r.getProperty(), r.getRecommended());
        claim(other == null, r.getProperty() + " is advised twice");
      }
    }
    RuleContext context = new RuleContext(run, WorkloadHistory.empty(), TABLE);
    if (DatabricksSizing.isDatabricks(context)) {
      DERIVED.forEach(
          property ->
              claim(
                  !advised.containsKey(property),
                  property + " is advised, and Databricks derives it from the node"));
    }
    long slots = slotsThen(context, advised);
    for (String property : PARTITIONS) {
      if (advised.containsKey(property) && slots > 0) {
        long partitions = Long.parseLong(advised.get(property));
        claim(
            partitions <= slots || partitions >= 1.5 * slots,
            partitions + " partitions with " + slots + " slots");
      }
    }
    for (List<Recommendation> card : Cards.of(assessment.recommendations())) {
      Set<Object> kinds = new HashSet<>();
      card.forEach(r -> kinds.add(List.of(r.getRuleId(), r.getSeverity())));
      claim(kinds.size() == 1, "a card is of several kinds: " + kinds);
    }
  }

  /** Slots when all is set; 0 where no size is advised together with them. */
  private long slotsThen(RuleContext context, Map<String, String> advised) {
    int perExecutor =
        advised.containsKey("spark.executor.cores")
            ? (int)
                (Long.parseLong(advised.get("spark.executor.cores"))
                    / context.settings().taskCpus())
            : context.facts().cluster().slotsPerExecutor();
    for (String count :
        List.of("spark.executor.instances", "spark.dynamicAllocation.maxExecutors")) {
      if (advised.containsKey(count)) {
        return Long.parseLong(advised.get(count)) * perExecutor;
      }
    }
    return 0;
  }

  /** The text as it is read. */
  private void sentences() {
    assessment
        .recommendations()
        .forEach(
            r ->
                claim(
                    !assessment.silent().containsKey(r.getRuleId()),
                    r.getRuleId() + " speaks and says why it is silent"));
    String text =
        Format.TABLE
            .rendering(new Format.Display(200, false, true))
            .render(new AnalysisReport(run, assessment));
    claim(!text.contains("now, and best"), "a row is called the best");
    claim(
        assessment.recommendations().isEmpty() || !text.contains("Nothing to change"),
        "there are cards, and nothing is to be changed");
    claim(
        assessment.front().isPresent() || !text.contains("SLOTS"),
        "there is no front, and a table of it");
  }
}
