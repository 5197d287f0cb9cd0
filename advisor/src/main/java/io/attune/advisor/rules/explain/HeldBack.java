package io.attune.advisor.rules.explain;

import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A stage whose tasks were held back while slots were free: Spark waits for a slot near a task's
 * data. How long is at least known from what is certain: the task that ended last was launched no
 * earlier than its end less the longest duration, and until then tasks were waiting; the slots of
 * that time that no task of any stage used were free.
 *
 * @param stage the stage
 * @param freeMs time that all slots together were free while tasks waited, at least, over the
 *     slots; milliseconds
 * @param freeSlots slots that were free on average meanwhile, at least
 * @param slots slots that were there all the time
 */
public record HeldBack(StageFacts stage, long freeMs, long freeSlots, long slots) {
  /** RDDs whose partitions lie somewhere in particular. */
  private static final Pattern PLACED =
      Pattern.compile(
          "HadoopRDD|NewHadoopRDD|FileScanRDD|DataSourceRDD|KafkaRDD|JavaKafkaRDD|ShuffledRDD"
              + "|ShuffledRowRDD|CoGroupedRDD|BinaryFileRDD|WholeTextFileRDD|CassandraTableScanRDD");

  /** Of all stages, those first that were held back longest. */
  public static List<HeldBack> of(RuleContext context, long waitMs) {
    List<HeldBack> found = new ArrayList<>();
    for (StageFacts stage : context.facts().stages()) {
      if (isComparable(context.table(), stage)) {
        in(context, stage, waitMs).ifPresent(found::add);
      }
    }
    found.sort(
        Comparator.comparingLong(HeldBack::freeMs)
            .reversed()
            .thenComparingInt(held -> held.stage().id()));
    return found;
  }

  /** Whether nothing but waiting for a place can have left its slots free. */
  private static boolean isComparable(RuleTable table, StageFacts stage) {
    boolean undisturbed =
        stage.isFirstAttempt()
            && stage.isComplete()
            && stage.state().tasksFailed() == 0
            && stage.state().tasksKilled() == 0
            && stage.state().speculativeTasks() == 0
            && stage.descriptor().isPresent();
    return undisturbed
        && stage.tasks() > 1
        && stage.tasks() < table.number("locality-wait.most-launches") * stage.wallMs() / 1000
        && hasPlaces(stage)
        && stage.sum(TaskMetric.INPUT_BYTES) / stage.tasks()
            <= table.number("locality-wait.most-bytes");
  }

  private static boolean hasPlaces(StageFacts stage) {
    return !stage.descriptor().orElseThrow().persistedRddIds().isEmpty()
        || stage.rdds().stream()
            .map(RddDescriptor::name)
            .anyMatch(n -> PLACED.matcher(n).matches());
  }

  private static Optional<HeldBack> in(RuleContext context, StageFacts stage, long waitMs) {
    long from = stage.state().firstLaunch().orElseThrow().toEpochMilli();
    long waiting = stage.wallMs() - Math.round(stage.state().durationMs().max());
    for (LargeTask task : stage.state().longestTasks()) {
      waiting = Math.max(waiting, task.launchTime().toEpochMilli() - from);
    }
    long to = from + waiting;
    List<ExecutorState> there =
        context.run().application().executors().stream()
            .filter(
                executor ->
                    executor.resourceProfileId()
                        == stage.descriptor().orElseThrow().resourceProfileId())
            .filter(executor -> isThere(executor, from, to))
            .toList();
    long slots = 0;
    for (ExecutorState executor : there) {
      slots += (long) Math.floor(executor.cores() / stage.settings().taskCpus() + 1e-9);
    }
    // A few tasks are launched some moments apart for many reasons, a whole wait apart for one.
    boolean few = stage.tasks() < context.table().number("locality-wait.min-tasks");
    if (waiting <= (few ? waitMs : 0)
        || slots == 0
        || !leavesHostsIdle(there, stage, from + waitMs / 2)) {
      return Optional.empty();
    }
    long free = waiting - busyMs(context, stage, from, to) / slots;
    return free > 0
        ? Optional.of(new HeldBack(stage, free, Math.max(1, free * slots / waiting), slots))
        : Optional.empty();
  }

  /** Whether a host got none of the longest tasks by then; where there is one host, unknown. */
  private static boolean leavesHostsIdle(
      List<ExecutorState> executors, StageFacts stage, long until) {
    Set<String> hosts = new HashSet<>();
    executors.forEach(executor -> hosts.add(executor.host()));
    if (hosts.size() == 1) {
      return true;
    }
    stage.state().longestTasks().stream()
        .filter(task -> task.launchTime().toEpochMilli() < until)
        .forEach(task -> hosts.remove(task.host()));
    return !hosts.isEmpty();
  }

  private static boolean isThere(ExecutorState executor, long from, long to) {
    return executor.added().isPresent()
        && executor.cores() > 0
        && executor.added().get().toEpochMilli() <= from
        && (executor.removed().isEmpty() || executor.removed().get().toEpochMilli() >= to);
  }

  /** All task time of the stages that ran meanwhile, theirs before and after included. */
  private static long busyMs(RuleContext context, StageFacts stage, long from, long to) {
    long busy = 0;
    for (StageFacts other : context.facts().stages()) {
      boolean meanwhile =
          other == stage
              || other.state().firstLaunch().isPresent()
                  && other.state().lastFinish().isPresent()
                  && other.state().firstLaunch().get().toEpochMilli() < to
                  && other.state().lastFinish().get().toEpochMilli() > from;
      busy +=
          meanwhile
              ? other.taskTimeMs()
                  + other.state().failedDurationMs()
                  + other.state().killedDurationMs()
              : 0;
    }
    return busy;
  }
}
