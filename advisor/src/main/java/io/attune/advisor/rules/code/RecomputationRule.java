package io.attune.advisor.rules.code;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.GrowingLineage;
import io.attune.advisor.rules.explain.SchemaInference;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The same rows computed by several jobs: a data frame or an RDD that is counted, rolled up,
 * counted again and written is read from its source each time, unless it is persisted.
 *
 * <p>A data frame is recognised by the part of the plan that the queries share, an RDD by its id in
 * the lineage of the stages. Jobs of one SQL execution count as one, and stages that were skipped
 * do not count, so neither adaptive execution nor the reuse of a shuffle is taken for it. Nor are
 * the samples of a sort by range ({@code range-sort}) and the rounds of a loop ({@code
 * growing-lineage}), which have remedies of their own.
 */
public final class RecomputationRule implements Rule {
  static final String ID = "recomputation";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    Verdict shared = ofSharedWork(context);
    List<SchemaInference> inferences = SchemaInference.costly(context);
    if (inferences.isEmpty()) {
      return shared;
    }
    List<Advice> advice = new ArrayList<>();
    if (shared instanceof Verdict.Advises advises) {
      advice.addAll(advises.advice());
    }
    advice.add(schema(context, inferences));
    return new Verdict.Advises(advice);
  }

  private static Verdict ofSharedWork(RuleContext context) {
    List<Set<Integer>> loops =
        GrowingLineage.costly(context).stream().map(GrowingLineage::stageIds).toList();
    List<SharedWork> found =
        SharedWork.find(context).stream()
            .filter(work -> loops.stream().noneMatch(loop -> loop.containsAll(work.stageIds())))
            .filter(work -> work.uses().size() >= context.table().number("recomputation.min-jobs"))
            .toList();
    if (found.isEmpty()) {
      return Verdict.silent("no job computed again what another had computed");
    }
    Relevance relevance = new Relevance(context);
    List<SharedWork> costly = new ArrayList<>();
    boolean storingCostsMore = false;
    for (SharedWork work : found) {
      if (relevance.ofTaskTime(work.savedTaskMs())) {
        boolean pays = storingTaskMs(context, work).orElse(0) < work.savedTaskMs();
        storingCostsMore |= !pays;
        if (pays) {
          costly.add(work);
        }
      }
    }
    if (costly.isEmpty()) {
      return Verdict.silent(
          storingCostsMore
              ? "keeping what is computed again would cost more than computing it again"
              : "what jobs compute again takes too little time to matter");
    }
    return new Verdict.Advises(List.of(advice(context, Keeping.of(context, costly))));
  }

  /** Files that were read once more, before any query, to find out their columns. */
  private static Advice schema(RuleContext context, List<SchemaInference> inferences) {
    RuleTable table = context.table();
    StageFacts worst = inferences.get(0).stage();
    long wallMs = inferences.stream().mapToLong(one -> one.stage().wallMs()).sum();
    double share = (double) wallMs / Math.max(1, context.facts().spanMs());
    Advice.Builder advice =
        Advice.withoutSetting(Category.CODE)
            .stage(worst.id())
            .severity(
                share >= table.number("recomputation.high-share")
                    ? Severity.HIGH
                    : Severity.MODERATE)
            .tasks(inferences.stream().mapToLong(one -> one.stage().tasks()).sum())
            .weightMs(wallMs)
            .timeSavingAtMost(wallMs);
    inferences.forEach(one -> advice.alsoStage(one.stage().id()));
    return advice
        .evidence("inferenceWallTimeMs", "sum", wallMs, table.number("relevance.min-wall-ms"), "ms")
        .summary(
            Amounts.duration(wallMs)
                + " of "
                + Amounts.duration(context.facts().spanMs())
                + " goes into reading files only to find out their columns, in "
                + worst.label()
                + (inferences.size() > 1
                    ? " and " + Amounts.counted(inferences.size() - 1, "other stage")
                    : "")
                + ": give the reader the schema, or have it look at a part of the rows"
                + " (samplingRatio).")
        .doubt("A schema in the code has to follow the files when they get other columns.")
        .build();
  }

  /** Size when unpacked in memory, bytes; empty when unknown. */
  private static OptionalDouble storedBytes(RuleContext context, SharedWork work) {
    return work.bytes().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            work.bytes().getAsLong() * context.table().number("recomputation.expansion"));
  }

  /** Task time to store it once and read it in every later use, milliseconds. */
  private static OptionalDouble storingTaskMs(RuleContext context, SharedWork work) {
    OptionalDouble bytes = storedBytes(context, work);
    double store = context.table().number("recomputation.store-bytes-per-ms");
    double read = context.table().number("recomputation.read-bytes-per-ms");
    return bytes.isEmpty()
        ? bytes
        : OptionalDouble.of(
            bytes.getAsDouble() / store + bytes.getAsDouble() * (work.uses().size() - 1) / read);
  }

  /**
   * What keeping shared work would bring and take.
   *
   * @param work the work whose repetition costs most
   * @param others further work that is done again
   * @param wallMs wall time that can be saved at most
   * @param share task time that can be saved, as a share of the run's
   * @param bytes its size in memory; empty when unknown
   * @param room memory that one cache may take, bytes
   */
  private record Keeping(
      SharedWork work, int others, long wallMs, double share, OptionalDouble bytes, double room) {
    private static Keeping of(RuleContext context, List<SharedWork> all) {
      SharedWork work = all.get(0);
      return new Keeping(
          work,
          all.size() - 1,
          Math.min(work.savedWallMsAtMost(), context.facts().spanMs()),
          (double) work.savedTaskMs() / Math.max(1, context.facts().taskTimeMs()),
          storedBytes(context, work),
          RecomputationRule.room(context));
    }
  }

  private static Advice advice(RuleContext context, Keeping keeping) {
    Advice.Builder advice = evidence(context.table(), keeping, stages(context, keeping));
    if (keeping.bytes().isPresent()) {
      advice.evidence(
          "storedBytes", "estimate", keeping.bytes().getAsDouble(), keeping.room(), "bytes");
    } else {
      advice.condition(
          "size-unknown", "How large the rows are is not known, so neither is what keeping costs.");
    }
    if (!keeping.work().exact()) {
      advice.condition(
          "upper-limit",
          "The stages that compute them do other work as well, so less may be saved.");
    }
    return advice
        .summary(summary(context, keeping))
        .doubt(
            "If the memory is needed by the jobs in between, what is kept pushes out or spills"
                + " something else; release it with unpersist after its last use.")
        .build();
  }

  private static Advice.Builder stages(RuleContext context, Keeping keeping) {
    StageFacts first = keeping.work().uses().get(0).firstStage();
    boolean high = keeping.share() >= context.table().number("recomputation.high-share");
    List<StageFacts> stages =
        keeping.work().uses().stream().flatMap(use -> use.stages().stream()).toList();
    Advice.Builder advice =
        Advice.withoutSetting(Category.CODE)
            .stage(first.id())
            .sqlExecution(first.sqlExecutionId())
            .severity(high ? Severity.HIGH : Severity.MODERATE)
            .tasks(stages.stream().mapToLong(StageFacts::tasks).sum())
            .weightMs(keeping.wallMs())
            .timeSavingAtMost(keeping.wallMs());
    stages.forEach(stage -> advice.alsoStage(stage.id()));
    return advice;
  }

  private static Advice.Builder evidence(RuleTable table, Keeping keeping, Advice.Builder advice) {
    SharedWork work = keeping.work();
    return advice
        .evidence(
            "jobsThatComputeIt",
            "count",
            work.uses().size(),
            table.number("recomputation.min-jobs"),
            "count")
        .evidence(
            "recomputeTaskTimeMs",
            "sum",
            work.savedTaskMs(),
            table.number("relevance.min-task-ms"),
            "ms")
        .evidence(
            "recomputeTaskTimeMs",
            "share",
            keeping.share(),
            table.number("relevance.min-task-share"),
            "share")
        .context("computeTaskTimeMs", "min", work.taskMsEach(), "ms")
        .context("recomputeWallTimeMs", "max", keeping.wallMs(), "ms");
  }

  /** Share of the unified memory of all executors that one cache may take, bytes. */
  private static double room(RuleContext context) {
    RunFacts.Cluster cluster = context.facts().cluster();
    double perExecutor =
        context.settings().unifiedMemoryBytes() + context.settings().offHeapBytes();
    return perExecutor
        * Math.max(1, cluster.executors())
        * context.table().number("recomputation.memory-share");
  }

  private static String level(OptionalDouble size, double room) {
    if (size.isEmpty()) {
      return "with MEMORY_AND_DISK, as its size is not known";
    }
    return size.getAsDouble() <= room
        ? "(about " + Amounts.bytes(size.getAsDouble()) + ", which fits in memory)"
        : "with MEMORY_AND_DISK (about "
            + Amounts.bytes(size.getAsDouble())
            + ", more than the "
            + Amounts.bytes(room)
            + " of memory to spare)";
  }

  private static String summary(RuleContext context, Keeping keeping) {
    ApplicationState application = context.run().application();
    SharedWork work = keeping.work();
    int others = keeping.others();
    long counts = work.uses().stream().filter(use -> use.isCount(application)).count();
    return Amounts.duration(work.savedTaskMs())
        + " of task time (up to "
        + Amounts.duration(keeping.wallMs())
        + " of each run) goes into computing "
        + work.words()
        + " "
        + work.uses().size()
        + " times, in "
        + jobs(context, work)
        + ": persist "
        + (work.isRdd() ? "the RDD" : "that data frame")
        + " "
        + level(keeping.bytes(), keeping.room())
        + (work.isRdd() ? " where it is made," : "")
        + " before "
        + work.uses().get(0).name(application)
        + (counts > 1 ? ", and keep the count, which is asked for " + counts + " times" : "")
        + (others > 0 ? "; " + others + " more such " + (others > 1 ? "parts" : "part") : "")
        + ".";
  }

  private static String jobs(RuleContext context, SharedWork work) {
    long most = context.table().whole("recomputation.jobs-named");
    int uses = work.uses().size();
    return work.uses().stream()
            .limit(most)
            .map(use -> use.name(context.run().application()))
            .collect(Collectors.joining(", "))
        + (uses > most ? " and " + (uses - most) + " more" : "");
  }
}
