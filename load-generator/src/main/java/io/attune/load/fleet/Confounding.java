package io.attune.load.fleet;

import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.List;

/** Adds confounders, always below what would be worth a change. */
final class Confounding {
  private Confounding() {}

  /** Whether a workload can have a confounder. */
  static boolean fits(Confounder confounder, Blueprint blueprint, Fault fault) {
    return switch (confounder) {
      // A busy collector would hide or amplify the effects of these faults.
      case MODERATE_COLLECTION ->
          fault == null
              || fault != Fault.OVERSIZED_HEAP
                  && fault != Fault.HEAP_NEARLY_FULL
                  && fault != Fault.GARBAGE_IN_CODE
                  && fault != Fault.HEAP_EXHAUSTED;
      case DYNAMIC_ALLOCATION -> fault == null && blueprint.jobs.size() < 3;
      case CANCELLED_JOB -> blueprint.jobs.size() >= 4 && fault == null;
      case UNEVEN_KEYS ->
          fault == null && (blueprint.shape.equals("sort") || blueprint.shape.equals("rdd"));
      case SHORT_SKEWED_STAGE, BUSY_DRIVER, MODEST_FILES, SHORT_NARROW_REST -> fault == null;
      // Executors of five cores leave one of sixteen unused, which is not worth a change either.
      case NAMED_NODE -> fault == null && !blueprint.isDynamic();
      case DATABRICKS -> fault == null && !blueprint.isDynamic();
      case STRAGGLERS -> fault == null || !fault.name().startsWith("SKEWED");
      // Speculation is the remedy for a slow host.
      case SPECULATION -> fault != Fault.SLOW_HOST;
      case RARE_FAILURE -> true;
    };
  }

  /** Adds a confounder. */
  static void add(Confounder confounder, Blueprint blueprint, Dice dice) {
    blueprint.confounders.add(confounder);
    switch (confounder) {
      case MODERATE_COLLECTION -> blueprint.collection *= dice.uniform(1.5, 2);
      case DYNAMIC_ALLOCATION -> {
        blueprint.properties.put("spark.dynamicAllocation.enabled", "true");
        blueprint.properties.put("spark.dynamicAllocation.shuffleTracking.enabled", "true");
        blueprint.properties.put(
            "spark.dynamicAllocation.minExecutors",
            Integer.toString(Math.max(1, blueprint.executors / 2)));
        blueprint.properties.put(
            "spark.dynamicAllocation.maxExecutors", Integer.toString(blueprint.executors));
      }
      case SPECULATION -> blueprint.properties.put("spark.speculation", "true");
      case UNEVEN_KEYS -> {
        for (JobPlan job : blueprint.jobs) {
          for (StagePlan stage : job.stages()) {
            if (stage.partitioning == Partitioning.SHUFFLE) {
              stage.sizeSigma = dice.uniform(0.15, 0.25);
            }
          }
        }
      }
      case SHORT_SKEWED_STAGE -> blueprint.jobs.add(shortSkew(blueprint, dice));
      case BUSY_DRIVER -> busyDriver(blueprint, dice);
      case MODEST_FILES -> {
        for (JobPlan job : blueprint.jobs) {
          for (StagePlan stage : job.stages()) {
            if (stage.isScan() && job.sql()) {
              int cut = dice.between(6, 14);
              stage.files(stage.files * cut, stage.fileMib / cut);
            }
          }
        }
      }
      case NAMED_NODE ->
          blueprint.properties.put("spark.attune.node.type", ClusterFaults.ROOMY_NODE);
      case DATABRICKS -> blueprint.onDatabricks(dice.pick(20, 30, 60));
      case SHORT_NARROW_REST -> {
        double taskMs = Math.min(2500, 0.07 * blueprint.plannedMs());
        blueprint.jobs.add(ClusterFaults.narrow(dice, 2, taskMs));
      }
      default -> {
        // The simulation looks up the others itself.
      }
    }
  }

  private static JobPlan shortSkew(Blueprint blueprint, Dice dice) {
    StagePlan scan =
        new StagePlan("scan", Partitioning.FILES).files(8, 20).speed(10).shuffles(0.05);
    StagePlan code = new StagePlan("repartition", Partitioning.CODE, 0).inCode(8);
    code.speed(dice.uniform(60, 120)).hotShare = 0.6;
    return new JobPlan("show", true, List.of(scan, code), 200);
  }

  /** No tasks run for a part of the time that is too small for advice. */
  private static void busyDriver(Blueprint blueprint, Dice dice) {
    double busyMs = blueprint.plannedMs();
    double share = dice.uniform(0.08, 0.18);
    double gap = busyMs * share / (1 - share) / blueprint.jobs.size();
    blueprint.jobs.replaceAll(job -> job.after(gap));
  }
}
