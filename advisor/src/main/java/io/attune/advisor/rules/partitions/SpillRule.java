package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.memory.HeapAdvice;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tasks that did not find room in memory and wrote to disk what they worked on. More partitions
 * come first, because they cost nothing; memory comes second. Where the spill is that of one heavy
 * task, it is skew and neither would help.
 */
public final class SpillRule implements Rule {
  static final String ID = "spill";
  private static final String FRACTION = "spark.memory.fraction";
  private static final String ADVISORY = "spark.sql.adaptive.advisoryPartitionSizeInBytes";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean seesRunningTasks() {
    return true;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    RuleTable table = context.table();
    if (context.facts().stages().stream().noneMatch(stage -> Spilled.bytes(stage) > 0)) {
      return Verdict.silent("no task spilled");
    }
    List<StageFacts> grave = grave(context);
    if (grave.isEmpty()) {
      return Verdict.silent("what was spilled is too little to matter");
    }
    List<StageFacts> even =
        grave.stream()
            .filter(stage -> !stage.readsUnevenly(table.number("partitions.uneven-factor")))
            .toList();
    if (even.isEmpty()) {
      return Verdict.silent("the spill is that of one heavy task: skew comes first");
    }
    Optional<Advice> fraction = fraction(context, even.get(0));
    if (fraction.isPresent()) {
      return new Verdict.Advises(List.of(fraction.get()));
    }
    List<Advice> advice = new ArrayList<>();
    List<StageFacts> others = new ArrayList<>();
    for (StageFacts stage : even) {
      Optional<FinerPartitions> finer = FinerPartitions.of(context, stage);
      finer.ifPresent(partitions -> advise(context, partitions, advice));
      if (finer.isEmpty()) {
        others.add(stage);
      }
    }
    if (advice.isEmpty() && !others.isEmpty()) {
      inCode(context, others.get(0)).ifPresent(advice::add);
    }
    others.removeIf(StageFacts::isOfOtherEngine);
    if (advice.isEmpty() && !others.isEmpty()) {
      memory(context, others.get(0)).ifPresent(advice::add);
    }
    return Verdict.of(advice, whyNot(context, even));
  }

  private static String whyNot(RuleContext context, List<StageFacts> stages) {
    if (stages.stream().allMatch(StageFacts::isOfOtherEngine)) {
      return "another engine than Spark's own spilled, whose memory no setting of the heap gives";
    }
    boolean decided =
        context.decided(ADVISORY).isPresent()
            || context.decided(heapProperty(context, stages.get(0))).isPresent()
            || stages.stream()
                .flatMap(stage -> PartitionKnob.of(stage).stream())
                .anyMatch(knob -> context.decided(knob.property()).isPresent());
    return decided
        ? "another rule changes what would help against the spill"
        : "no setting gives the stages that spilled finer partitions, and more heap would not"
            + " pay";
  }

  private static String heapProperty(RuleContext context, StageFacts stage) {
    return new HeapAdvice(context).againstSpill(Spilled.needBytes(stage)).property();
  }

  /** Stages whose spill matters, those first that spilled most. */
  private static List<StageFacts> grave(RuleContext context) {
    RuleTable table = context.table();
    Relevance relevance = new Relevance(context);
    return context.facts().stages().stream()
        .filter(stage -> Spilled.bytes(stage) > 0)
        .filter(stage -> Spilled.share(stage) >= table.number("spill.low-share"))
        .filter(stage -> Spilled.bytes(stage) >= table.number("spill.min-bytes"))
        .filter(stage -> Spilled.largestFlow(stage) < table.number("spill.max-stage-bytes"))
        .filter(stage -> relevance.ofTaskTime(stage.taskTimeMs()))
        .sorted(
            Comparator.comparingDouble(Spilled::bytes).reversed().thenComparingInt(StageFacts::id))
        .toList();
  }

  private static void advise(RuleContext context, FinerPartitions finer, List<Advice> advice) {
    List<Advice> change = new ArrayList<>();
    if (finer.needsMore() && isNew(context, advice, finer.knob().property())) {
      change.add(more(context, finer));
    }
    if (finer.needsSmaller() && isNew(context, advice, ADVISORY)) {
      change.add(smaller(context, finer));
    }
    advice.addAll(OneChange.of(change));
  }

  private static Advice more(RuleContext context, FinerPartitions finer) {
    RuleTable table = context.table();
    StageFacts stage = finer.stage();
    PartitionKnob knob = finer.knob();
    long wanted = finer.count().partitions();
    SettingChange setting =
        knob.written(
            context.steady(
                SettingChange.count(
                    knob.property(),
                    knob.current(),
                    wanted,
                    PartitionTarget.ceil(wanted, table.number("partitions.band-down-divisor")),
                    Math.round(wanted * table.number("partitions.band-up-factor")),
                    finer.count().uncapped(),
                    knob.rollback())));
    return base(context, Advice.change(Category.PARTITIONS, setting), stage)
        .context("targetBytes", "value", finer.count().targetBytes(), "bytes")
        .effect(new Effect.Tasks(stage.id(), stage.attempt(), (int) wanted))
        .effect(withoutSpill(context, stage))
        .summary(
            setting.recommended()
                + " partitions instead of "
                + knob.now()
                + ": "
                + what(stage)
                + ", and with "
                + Amounts.bytes(PartitionTarget.bytes(stage) / setting.magnitude())
                + " to a task they fit in the "
                + Amounts.bytes(context.unifiedBytesPerSlot())
                + " of memory of a slot.")
        .doubt(
            "If a few keys hold most of the data, more partitions do not part them, and the"
                + " spill stays.")
        .build();
  }

  private static Advice smaller(RuleContext context, FinerPartitions finer) {
    StageFacts stage = finer.stage();
    long now = stage.settings().advisoryPartitionBytes();
    long wanted = Math.max(1, finer.mergedBytes() >> 20) << 20;
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                ADVISORY,
                now,
                wanted,
                Math.min(wanted, context.table().whole("partitions.min-target-bytes")),
                Math.max(wanted, Math.min(now, 2 * wanted)),
                finer.mergedBytes(),
                ExplicitValue.of(stage.settings(), ADVISORY)));
    return base(context, Advice.change(Category.PARTITIONS, setting), stage)
        .effect(withoutSpill(context, stage))
        .summary(
            setting.recommended()
                + " as the size of a merged partition: "
                + what(stage)
                + ", and adaptive execution merges up to "
                + (stage.isAdaptive()
                    ? Amounts.bytes(stage.meanShuffleReadBytes())
                    : SettingChange.formatBytes(now))
                + ", which is more than a slot has room for.")
        .doubt("It holds for every shuffle of the session, and means more tasks elsewhere.")
        .build();
  }

  /**
   * Where someone lowered the fraction of the heap that tasks may use, and the default holds them.
   */
  private static Optional<Advice> fraction(RuleContext context, StageFacts stage) {
    double now = context.memoryFraction();
    double standard = context.table().number("spill.standard-memory-fraction");
    long slot = context.unifiedBytesPerSlot();
    if (!context.settings().isSet(FRACTION) || now <= 0 || now >= standard) {
      return Optional.empty();
    }
    double then = slot * standard / now;
    if (Spilled.needBytes(stage) > then) {
      return Optional.empty();
    }
    SettingChange setting =
        SettingChange.factor(
            FRACTION,
            now,
            standard,
            Math.min(standard, now),
            standard,
            standard,
            ExplicitValue.of(context.settings(), FRACTION));
    return Optional.of(
        base(context, Advice.change(Category.MEMORY, setting), stage)
            .effect(withoutSpill(context, stage))
            .summary(
                FRACTION
                    + " back to "
                    + setting.recommended()
                    + ": "
                    + what(stage)
                    + "; a task needs "
                    + Amounts.bytes(Spilled.needBytes(stage))
                    + ", a slot has "
                    + Amounts.bytes(slot)
                    + " now and "
                    + Amounts.bytes(then)
                    + " then.")
            .doubt(
                "It may have been lowered for objects of the code's own, which then have less"
                    + " room.")
            .build());
  }

  /** Partitions so large that no memory helps, where only the code decides their number. */
  private static Optional<Advice> inCode(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    if (stage.meanShuffleReadBytes() < table.number("spill.code-partition-bytes")) {
      return Optional.empty();
    }
    double target = table.number("partitions.target-bytes");
    long wanted = PartitionTarget.ceil(PartitionTarget.bytes(stage), target);
    return Optional.of(
        base(context, Advice.withoutSetting(Category.PARTITIONS), stage)
            .effect(withoutSpill(context, stage))
            .summary(
                "About "
                    + Amounts.count(wanted)
                    + " partitions instead of "
                    + Amounts.count(stage.numTasks())
                    + ", in the code: "
                    + what(stage)
                    + ", and each read "
                    + Amounts.bytes(stage.meanShuffleReadBytes())
                    + " of shuffle where "
                    + Amounts.bytes(target)
                    + " is a good size.")
            .doubt("If a few keys hold most of the data, more partitions do not part them.")
            .build());
  }

  private static Optional<Advice> memory(RuleContext context, StageFacts stage) {
    HeapAdvice heap = new HeapAdvice(context);
    if (Spilled.share(stage) < context.table().number("spill.memory-share") || heap.isLargest()) {
      return Optional.empty();
    }
    double need = Spilled.needBytes(stage);
    SettingChange setting = heap.againstSpill(need);
    if (need <= context.unifiedBytesPerSlot() || context.decided(setting.property()).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        base(context, Advice.change(Category.MEMORY, setting), stage)
            .effect(withoutSpill(context, stage))
            .summary(
                setting.recommended()
                    + " of heap: "
                    + what(stage)
                    + "; a task needs "
                    + Amounts.bytes(need)
                    + " where a slot has "
                    + Amounts.bytes(context.unifiedBytesPerSlot())
                    + (PartitionKnob.of(stage).isPresent()
                        ? ", and its partitions are small."
                        : ", and no setting gives this stage more partitions."))
            .doubt("More partitions set in the code would do the same without paying for memory.")
            .build());
  }

  private static Advice.Builder base(RuleContext context, Advice.Builder advice, StageFacts stage) {
    RuleTable table = context.table();
    double share = Spilled.share(stage);
    return advice
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .severity(severity(table, share))
        .tasks(stage.tasks())
        .weightMs(stage.taskTimeMs())
        .evidence("diskBytesSpilled", "share", share, table.number("spill.low-share"), "share")
        .evidence(
            "diskBytesSpilled",
            "sum",
            Spilled.bytes(stage),
            table.number("spill.min-bytes"),
            "bytes")
        .context("memoryBytesSpilled", "sum", stage.sum(TaskMetric.MEMORY_BYTES_SPILLED), "bytes")
        .context("shuffleReadBytes", "sum", stage.shuffleReadBytes(), "bytes")
        .context(
            "peakExecutionMemoryBytes",
            "max",
            stage.state().max(TaskMetric.PEAK_EXECUTION_MEMORY_BYTES),
            "bytes")
        .context("unifiedMemoryPerSlotBytes", "value", context.unifiedBytesPerSlot(), "bytes");
  }

  private static Severity severity(RuleTable table, double share) {
    if (share >= table.number("spill.critical-share")) {
      return Severity.CRITICAL;
    } else if (share >= table.number("spill.high-share")) {
      return Severity.HIGH;
    }
    return share >= table.number("spill.moderate-share") ? Severity.MODERATE : Severity.LOW;
  }

  /** An estimate: what was spilled is written once and read once, at the speed of a plain disk. */
  private static Effect withoutSpill(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    double spillMs = 2 * Spilled.bytes(stage) * 1000 / table.number("spill.disk-bytes-per-second");
    double share = Math.min(table.number("spill.max-time-share"), spillMs / stage.taskTimeMs());
    return new Effect.StageTime(stage.id(), stage.attempt(), 1 - share);
  }

  private static boolean isNew(RuleContext context, List<Advice> advice, String property) {
    return context.decided(property).isEmpty()
        && advice.stream()
            .noneMatch(a -> a.setting().filter(s -> s.property().equals(property)).isPresent());
  }

  private static String what(StageFacts stage) {
    return Amounts.counted(stage.tasks(), "task")
        + " of "
        + stage.label()
        + " spilled "
        + Amounts.bytes(Spilled.bytes(stage))
        + " to disk";
  }
}
