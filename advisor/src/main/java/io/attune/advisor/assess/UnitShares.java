package io.attune.advisor.assess;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.JobUnit;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.Units;
import io.attune.advisor.cost.Cost;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.LargestRemainder;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.schemas.UnitShare;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an application cost, shared out among its units: slot-time by the time of their tasks, the
 * rest of what the executors stood ready for being idle; memory-time and money in proportion to
 * slot-time. Each column sums to that of the application, to the unit in which it is counted.
 */
final class UnitShares {
  private static final double HOUR_MS = 3_600_000;
  private static final double MIB_PER_GIB = 1024;
  private static final double MILLIONTH = 1e-6;

  private UnitShares() {}

  /** The units in the order of their first job, then what stood idle. */
  static List<UnitShare> of(Run run, Units units, CostModel costs) {
    List<Optional<JobUnit>> names = units.all();
    long[] slotTime = new long[names.size() + 1];
    int[] jobs = new int[names.size() + 1];
    long busy = 0;
    for (int i = 0; i < names.size(); i++) {
      Run part = units.of(run, names.get(i));
      jobs[i] = part.application().jobs().size();
      slotTime[i] = taskTimeMs(part);
      busy += slotTime[i];
    }
    slotTime[names.size()] = Math.max(0, slotTimeMs(run) - busy);
    Cost cost = costs.cost(run);
    long[] memory =
        LargestRemainder.share(Math.round(cost.gibHours() * HOUR_MS * MIB_PER_GIB), slotTime);
    long[] money = LargestRemainder.share(Math.round(cost.amount() / MILLIONTH), slotTime);
    List<UnitShare> shares = new ArrayList<>();
    for (int i = 0; i < slotTime.length; i++) {
      shares.add(
          UnitShare.newBuilder()
              .setWorkload(i < names.size() ? workload(run, names.get(i)) : null)
              .setUnit(i < names.size() ? names.get(i).map(JobUnit::name).orElse(null) : null)
              .setJobs(jobs[i])
              .setSlotTimeMs(slotTime[i])
              .setMemoryMibMs(memory[i])
              .setCostMillionths(money[i])
              .build());
    }
    return shares;
  }

  private static String workload(Run run, Optional<JobUnit> unit) {
    return unit.map(u -> u.workload(run.workload())).orElse(run.workload());
  }

  /** Time of tasks in their slots, attempts that succeeded. */
  private static long taskTimeMs(Run part) {
    return part.stages().stream()
        .mapToLong((StageState stage) -> stage.sum(TaskMetric.DURATION_MS))
        .sum();
  }

  /** Lifetimes of the executors × their slots, to the end or to the newest event. */
  private static long slotTimeMs(Run run) {
    ApplicationState application = run.application();
    SparkSettings settings = application.settings();
    Optional<Instant> until = application.end().or(run::lastEventTime);
    long total = 0;
    for (ExecutorState executor : application.executors()) {
      Optional<Instant> added = executor.added();
      if (added.isPresent() && until.isPresent()) {
        Instant to = executor.removed().filter(until.get()::isAfter).orElse(until.get());
        long slots = Math.max(1, (long) (executor.cores() / settings.taskCpus() + 1e-9));
        total += slots * Math.max(0, to.toEpochMilli() - added.get().toEpochMilli());
      }
    }
    return total;
  }
}
