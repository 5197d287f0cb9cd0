package io.attune.load.fleet;

import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.List;
import java.util.Optional;

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
      case BRIEF_LISTING -> fault == null && query(blueprint).isPresent();
      case FEW_PAIRS, CHEAP_RANGE_SORT -> fault == null && blueprint.plannedMs() > 40_000;
      case SLOW_PYTHON_FUNCTION ->
          fault == null && query(blueprint).isPresent() && !blueprint.sparkVersion.startsWith("4.");
      case WIDE_EXPLODE ->
          fault == null
              && query(blueprint).isPresent()
              && !blueprint.confounders.contains(Confounder.SLOW_PYTHON_FUNCTION);
      case LEAN_MERGE -> fault == null && blueprint.shape.equals("etl");
      case PLACED_INPUT ->
          fault == null
              && blueprint.hosts > 2
              && !blueprint.isDynamic()
              && blueprint.plannedMs() > 40_000;
    };
  }

  /** The first query. */
  private static Optional<JobPlan> query(Blueprint blueprint) {
    return blueprint.jobs.stream().filter(JobPlan::sql).findFirst();
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
      case MODEST_FILES -> modestFiles(blueprint, dice);
      case NAMED_NODE ->
          blueprint.properties.put("spark.attune.node.type", ClusterFaults.ROOMY_NODE);
      case DATABRICKS -> blueprint.onDatabricks(dice.pick(20, 30, 60));
      case SHORT_NARROW_REST -> {
        double taskMs = Math.min(2500, 0.07 * blueprint.plannedMs());
        blueprint.jobs.add(ClusterFaults.narrow(dice, 2, taskMs));
      }
      case BRIEF_LISTING, SLOW_PYTHON_FUNCTION, WIDE_EXPLODE, LEAN_MERGE ->
          operator(confounder, blueprint, query(blueprint).orElseThrow(), dice);
      case FEW_PAIRS -> blueprint.jobs.add(fewPairs(dice));
      case CHEAP_RANGE_SORT -> blueprint.jobs.add(cheapSort(dice));
      case PLACED_INPUT ->
          blueprint.jobs.get(0).stages().get(0).placedHosts = (blueprint.hosts + 1) / 2;
      default -> {
        // The simulation looks up the others itself.
      }
    }
  }

  private static void modestFiles(Blueprint blueprint, Dice dice) {
    for (JobPlan job : blueprint.jobs) {
      for (StagePlan stage : job.stages()) {
        if (stage.isScan() && job.sql()) {
          int cut = dice.between(6, 14);
          stage.files(stage.files * cut, stage.fileMib / cut);
        }
      }
    }
  }

  /** Changes the first query. */
  private static void operator(
      Confounder confounder, Blueprint blueprint, JobPlan query, Dice dice) {
    StagePlan scan = query.stages().get(0);
    switch (confounder) {
      case BRIEF_LISTING -> {
        scan.listingMs = Math.min(6000, 0.06 * blueprint.plannedMs()) * dice.uniform(0.3, 1);
        scan.directories = dice.between(5, 300);
      }
      case SLOW_PYTHON_FUNCTION -> {
        scan.bytesPerRow = 16 * 1024;
        scan.inPython = dice.uniform(0.5, 0.8);
        scan.extra = Operator.pickled(scan.inPython, false);
      }
      case WIDE_EXPLODE -> scan.extra = Operator.explode(dice.uniform(10, 60));
      default -> {
        StagePlan write = query.stages().get(query.stages().size() - 1);
        write.extra = Operator.merge(dice.uniform(0.15, 0.4), dice.uniform(0.3, 0.6));
      }
    }
  }

  private static JobPlan fewPairs(Dice dice) {
    StagePlan built = new StagePlan("scan", Partitioning.FILES).files(1, 0.01).speed(100);
    StagePlan join = new StagePlan("scan", Partitioning.FILES).files(8, 20);
    join.speed(dice.uniform(20, 40)).shuffles(0.01);
    join.extra = Operator.loopJoin("(amount#4 > least#1)", 1);
    join.after = 0;
    StagePlan result = new StagePlan("aggregate", Partitioning.CODE, 1).inCode(8).speed(60);
    return new JobPlan("show", true, List.of(built, join, result), 200);
  }

  private static JobPlan cheapSort(Dice dice) {
    double speed = dice.uniform(15, 40);
    StagePlan sampling = new StagePlan("scan", Partitioning.FILES).files(8, 20).speed(speed);
    sampling.samples = true;
    StagePlan scan = new StagePlan("scan", Partitioning.FILES).files(8, 20).speed(speed);
    scan.after = 0;
    scan.shuffles(0.3);
    StagePlan sort = new StagePlan("sort", Partitioning.CODE, 1).inCode(8).speed(30).expands(2);
    sort.byRange = true;
    return new JobPlan("show", true, List.of(sampling, scan, sort), 200);
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
