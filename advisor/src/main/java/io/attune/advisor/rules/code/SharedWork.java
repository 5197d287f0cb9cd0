package io.attune.advisor.rules.code;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.PlanSubtrees;
import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.explain.RangeSampling;
import io.attune.advisor.statistics.TaskMetric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rows that several jobs compute, each for itself.
 *
 * <p>How long the shared part took is not told by events, since a stage runs all its operators at
 * once; but no use can have spent more on it than its stages took in all. So of the uses, by task
 * time c₁ ≤ … ≤ c_k, those from the j-th on could save at most (k − j) × c_j. All of them count,
 * unless leaving out the cheapest shows at least twice the saving: a take of some rows, or a count
 * whose columns were pruned, would hide what the others have in common.
 *
 * @param words how it is named in a sentence
 * @param uses the uses that count, in order of their stages
 * @param taskMsEach task time that each of them spends on it, at most
 * @param exact whether one of the uses does hardly anything else, so that this time is no more than
 *     what it takes
 * @param bytes its size before it is unpacked in memory; empty when unknown
 * @param isRdd whether the code shares an RDD, else a data frame
 * @param rank of two that save the same, the one of higher rank contains the other
 */
record SharedWork(
    String words,
    List<Use> uses,
    long taskMsEach,
    boolean exact,
    OptionalLong bytes,
    boolean isRdd,
    int rank) {

  /**
   * One job, or one SQL execution with all its jobs, that computes the rows.
   *
   * @param job the first job of it that does
   * @param stages stages that compute them
   * @param alone whether it does hardly anything else
   */
  record Use(int job, List<StageFacts> stages, boolean alone) {
    long taskMs() {
      return stages.stream().mapToLong(StageFacts::taskTimeMs).sum();
    }

    long wallMs() {
      return stages.stream().mapToLong(StageFacts::wallMs).sum();
    }

    StageFacts firstStage() {
      return stages.get(0);
    }

    /** How the job is named in a sentence. */
    String name(ApplicationState application) {
      String site = site(application);
      String name = job < 0 ? "stage " + firstStage().id() : "job " + job;
      return site.isBlank() ? name : name + " (" + site + ")";
    }

    boolean isCount(ApplicationState application) {
      return alone && site(application).startsWith("count at ");
    }

    private String site(ApplicationState application) {
      OptionalLong sql = firstStage().sqlExecutionId();
      String description =
          sql.isEmpty()
              ? ""
              : application
                  .sqlExecution(sql.getAsLong())
                  .filter(execution -> !execution.isOfBatch())
                  .map(SqlExecution::description)
                  .orElse("");
      return description.isBlank() ? firstStage().name() : description;
    }
  }

  private static final Comparator<SharedWork> DEAREST_FIRST =
      Comparator.comparingLong(SharedWork::savedTaskMs)
          .reversed()
          .thenComparing(SharedWork::isRdd)
          .thenComparing(Comparator.comparingInt(SharedWork::rank).reversed())
          .thenComparing(SharedWork::words);

  /** Sources that cost nothing to read again: a stage's time over them is other work. */
  private static final Set<String> CHEAP_SOURCES =
      Set.of("ParallelCollectionRDD", "ShuffledRDD", "ShuffledRowRDD", "FileScanRDD");

  /** Uses beyond the first, times the time each spends, milliseconds. */
  long savedTaskMs() {
    return (uses.size() - 1) * taskMsEach;
  }

  /** Wall time of the stages of all uses but the first, which a saving cannot exceed. */
  long savedWallMsAtMost() {
    return uses.stream().skip(1).mapToLong(Use::wallMs).sum();
  }

  /** Whether all its stages are among those of another. */
  boolean isPartOf(SharedWork other) {
    Set<Integer> theirs = other.stageIds();
    return theirs.containsAll(stageIds());
  }

  /** Ids of the stages of all uses. */
  Set<Integer> stageIds() {
    Set<Integer> ids = new HashSet<>();
    uses.forEach(use -> use.stages().forEach(stage -> ids.add(stage.id())));
    return ids;
  }

  /** All there is, the costliest first; what is part of a dearer one is left out. */
  static List<SharedWork> find(RuleContext context) {
    List<SharedWork> all = new ArrayList<>(ofPlans(context));
    all.addAll(ofRdds(context));
    all.addAll(RepeatedReads.of(context));
    all.sort(DEAREST_FIRST);
    List<SharedWork> kept = new ArrayList<>();
    for (SharedWork work : all) {
      if (kept.stream().noneMatch(work::isPartOf)) {
        kept.add(work);
      }
    }
    return kept;
  }

  private static List<SharedWork> ofPlans(RuleContext context) {
    Map<StageKey, StageFacts> stages = new HashMap<>();
    for (StageFacts stage : context.facts().stages()) {
      if (stage.isFirstAttempt() && stage.isComplete()) {
        stages.put(new StageKey(stage.id(), stage.attempt()), stage);
      }
    }
    Map<Long, Map<Long, List<PlanSubtrees.Subtree>>> bySignature = new TreeMap<>();
    Set<Long> asked = new HashSet<>();
    Map<Long, Integer> writesOfBatches = new HashMap<>();
    for (SqlExecution execution : context.run().application().sqlExecutions()) {
      long unit = unit(execution, writesOfBatches);
      List<PlanSubtrees.Subtree> subtrees = PlanSubtrees.of(execution);
      if (context.facts().isInteractive() && isAskedAgain(subtrees, asked)) {
        continue;
      }
      for (PlanSubtrees.Subtree subtree : subtrees) {
        bySignature
            .computeIfAbsent(subtree.signature(), s -> new TreeMap<>())
            .computeIfAbsent(unit, u -> new ArrayList<>(1))
            .add(subtree);
      }
    }
    List<SharedWork> found = new ArrayList<>();
    for (Map<Long, List<PlanSubtrees.Subtree>> units : bySignature.values()) {
      if (units.size() > 1) {
        ofPlan(context, units.values(), stages, found);
      }
    }
    return found;
  }

  /**
   * What counts as one use: an execution with all that it started; but of the queries that a
   * micro-batch starts (foreachBatch) the first of all batches, the second of all, and so on.
   */
  private static long unit(SqlExecution execution, Map<Long, Integer> writesOfBatches) {
    long root = execution.rootExecutionId().orElse(execution.executionId());
    return execution.isOfBatch() && root != execution.executionId()
        ? -writesOfBatches.merge(root, 1, Integer::sum)
        : root;
  }

  /** A person who types the same query again wants it computed again, or would not do so. */
  private static boolean isAskedAgain(List<PlanSubtrees.Subtree> subtrees, Set<Long> asked) {
    return subtrees.stream()
        .max(Comparator.comparingInt(PlanSubtrees.Subtree::size))
        .map(whole -> !asked.add(whole.signature()))
        .orElse(false);
  }

  private static void ofPlan(
      RuleContext context,
      Collection<List<PlanSubtrees.Subtree>> units,
      Map<StageKey, StageFacts> stages,
      List<SharedWork> found) {
    List<Use> uses = new ArrayList<>();
    Map<Use, PlanSubtrees.Subtree> subtrees = new HashMap<>();
    for (List<PlanSubtrees.Subtree> unit : units) {
      TreeSet<StageKey> keys = new TreeSet<>();
      unit.forEach(subtree -> keys.addAll(subtree.stages()));
      List<StageFacts> ran = keys.stream().filter(stages::containsKey).map(stages::get).toList();
      if (!ran.isEmpty()) {
        Use use = use(context, ran, unit.get(0).aloneInQuery());
        uses.add(use);
        subtrees.put(use, unit.get(0));
      }
    }
    List<Use> costly = costliest(context, uses);
    if (costly.size() < 2) {
      return;
    }
    PlanSubtrees.Subtree first = requireNonNull(subtrees.get(costly.get(0)));
    Set<String> computed = new TreeSet<>(first.expressions());
    costly.forEach(use -> computed.retainAll(requireNonNull(subtrees.get(use)).expressions()));
    if (first.plain() && computed.isEmpty() || isCheaplyMade(context, first, costly)) {
      return;
    }
    found.add(of(first.words(), costly, first.bytes(), false, first.size()));
  }

  /** Numbers on which functions of Spark's own are called: those take microseconds a row. */
  private static boolean isCheaplyMade(
      RuleContext context, PlanSubtrees.Subtree subtree, List<Use> uses) {
    long rows = subtree.node().outputRows().orElse(Long.MAX_VALUE);
    double least = context.table().number("recomputation.made-row-ms") * rows;
    return PlanSubtrees.isTrivial(subtree.node())
        && uses.stream().anyMatch(use -> use.taskMs() < least);
  }

  private static List<SharedWork> ofRdds(RuleContext context) {
    ApplicationState application = context.run().application();
    ComputedRdds lineage = ComputedRdds.of(context);
    Set<Integer> samplings = new HashSet<>();
    RangeSampling.of(context).forEach(sort -> samplings.add(sort.sampling().id()));
    // Of the RDDs of one chain, which the same stages compute, the last one stands for all.
    Map<List<StageFacts>, RddDescriptor> chains = new LinkedHashMap<>();
    lineage
        .computed()
        .forEach(
            (rddId, all) -> {
              // What looks for the borders of ranges is no use of its own: range-sort judges it.
              List<StageFacts> stages =
                  all.stream().filter(stage -> !samplings.contains(stage.id())).toList();
              RddDescriptor rdd = application.rdds().get(rddId);
              if (stages.size() > 1 && rdd != null && !CHEAP_SOURCES.contains(rdd.name())) {
                chains.put(stages, rdd);
              }
            });
    List<SharedWork> found = new ArrayList<>();
    chains.forEach(
        (stages, rdd) -> {
          Map<String, List<StageFacts>> units = new TreeMap<>();
          for (StageFacts stage : stages) {
            units.computeIfAbsent(lineage.unit(stage), u -> new ArrayList<>(1)).add(stage);
          }
          List<Use> uses = new ArrayList<>();
          for (List<StageFacts> unit : units.values()) {
            boolean alone = unit.size() == 1 && lineage.endsWith(unit.get(0), rdd.rddId());
            uses.add(use(context, unit, alone));
          }
          List<Use> costly = costliest(context, uses);
          if (costly.size() > 1) {
            found.add(of(rddWords(rdd), costly, inputBytes(context, costly), true, rdd.rddId()));
          }
        });
    return found;
  }

  /** The job that ran a stage: the first that holds it, since a later one would skip it. */
  static int jobOf(ApplicationState application, StageFacts stage) {
    List<JobDescriptor> jobs = application.jobsOf(stage.id());
    return jobs.isEmpty() ? -1 : jobs.get(0).jobId();
  }

  static Use use(RuleContext context, List<StageFacts> stages, boolean alone) {
    List<StageFacts> ordered =
        stages.stream().sorted(Comparator.comparingInt(StageFacts::id)).toList();
    return new Use(jobOf(context.run().application(), ordered.get(0)), ordered, alone);
  }

  /** The uses that count, in order of their stages. */
  static List<Use> costliest(RuleContext context, List<Use> uses) {
    double factor = context.table().number("recomputation.leave-out-factor");
    List<Use> ascending =
        uses.stream()
            .sorted(
                Comparator.comparingLong(Use::taskMs)
                    .thenComparingInt(use -> use.firstStage().id()))
            .toList();
    int from = 0;
    long best = -1;
    for (int j = 0; j < ascending.size() - 1; j++) {
      long saved = (ascending.size() - 1 - j) * ascending.get(j).taskMs();
      if (best < 0 || saved >= factor * best && saved > best) {
        best = saved;
        from = j;
      }
    }
    return ascending.subList(from, ascending.size()).stream()
        .sorted(Comparator.comparingInt(use -> use.firstStage().id()))
        .toList();
  }

  static SharedWork of(String words, List<Use> uses, OptionalLong bytes, boolean isRdd, int rank) {
    long each = uses.stream().mapToLong(Use::taskMs).min().orElse(0);
    boolean exact = uses.stream().anyMatch(use -> use.alone() && use.taskMs() == each);
    return new SharedWork(words, uses, each, exact, bytes, isRdd, rank);
  }

  private static OptionalLong inputBytes(RuleContext context, List<Use> uses) {
    // Spark 4 does not count all bytes of columnar files.
    boolean counted =
        !context.settings().isSparkAtLeast(4, 0)
            || uses.get(0).firstStage().rdds().stream()
                .noneMatch(rdd -> rdd.name().equals("FileScanRDD"));
    long bytes =
        uses.stream()
            .mapToLong(
                use -> use.stages().stream().mapToLong(s -> s.sum(TaskMetric.INPUT_BYTES)).sum())
            .min()
            .orElse(0);
    return bytes == 0 || !counted ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  private static String rddWords(RddDescriptor rdd) {
    String made = rdd.callSite().isBlank() ? rdd.name() : rdd.callSite();
    return "RDD " + rdd.rddId() + " (" + made + ")";
  }
}
