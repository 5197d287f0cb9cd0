package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A stage whose tasks spend their time on unpacking what their function carries: a map, a list or a
 * model that it captured from the driver. Every task unpacks it anew; a broadcast variable is
 * unpacked once in each executor.
 *
 * <p>The first task of each slot loads classes as well. So as many tasks as there are slots are
 * taken for the slowest one and left out, and what is judged is the mean of the others, by its
 * processor time, which a busy machine does not lengthen.
 *
 * @param stage the stage
 * @param eachMs time that a task takes to unpack its function, milliseconds
 */
public record CarriedData(StageFacts stage, double eachMs) {
  private static final double NANOS = 1e6;

  /** Checks the fields. */
  public CarriedData {
    requireNonNull(stage, "stage is null");
  }

  /** Time that all tasks took for it, milliseconds. */
  public long taskMs() {
    return Math.round(eachMs * stage.tasks());
  }

  /** The one of a run that costs most; empty when none matters. */
  public static Optional<CarriedData> of(RuleContext context) {
    RuleTable table = context.table();
    Relevance relevance = new Relevance(context);
    List<StageFacts> stages = context.facts().stages();
    return stages.stream()
        .filter(stage -> stage.isFirstAttempt() && stage.isComplete())
        .filter(
            stage -> unpackingCpuMs(context, stage) >= table.number("tiny-tasks.carried-cpu-ms"))
        .map(stage -> new CarriedData(stage, unpackingMs(context, stage)))
        .filter(
            carried ->
                carried.taskMs()
                    >= table.number("tiny-tasks.carried-share") * carried.stage().taskTimeMs())
        .filter(carried -> relevance.ofTaskTime(carried.taskMs()))
        .max(
            Comparator.comparingLong(CarriedData::taskMs)
                .thenComparing(carried -> -carried.stage().id()));
  }

  private static double unpackingMs(RuleContext context, StageFacts stage) {
    return afterTheFirst(context, stage, TaskMetric.EXECUTOR_DESERIALIZE_TIME_MS);
  }

  private static double unpackingCpuMs(RuleContext context, StageFacts stage) {
    return afterTheFirst(context, stage, TaskMetric.EXECUTOR_DESERIALIZE_CPU_TIME_NS) / NANOS;
  }

  /** The mean over the tasks but for the first of each slot. */
  private static double afterTheFirst(RuleContext context, StageFacts stage, TaskMetric metric) {
    long slots = Math.max(1, context.facts().cluster().slots());
    long others = stage.tasks() - slots;
    double sum = stage.sum(metric) - (double) slots * stage.state().max(metric);
    return others < slots ? 0 : Math.max(0, sum / others);
  }
}
