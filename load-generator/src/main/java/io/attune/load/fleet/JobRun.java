package io.attune.load.fleet;

import io.attune.schemas.RddInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A running action: a Spark job, or with adaptive execution a job per stage. */
final class JobRun {
  final int number;
  final JobPlan plan;
  final Sizes sizes;
  final Long sqlExecutionId;

  /** Whether adaptive execution submits every stage as a separate job. */
  final boolean adaptive;

  /** Stage ids by plan; adaptive execution assigns them when it submits the stage. */
  final Map<StagePlan, Integer> stageIds = new IdentityHashMap<>();

  final Map<StagePlan, List<RddInfo>> rdds = new IdentityHashMap<>();
  final Map<StagePlan, Integer> attempts = new IdentityHashMap<>();
  final Map<StagePlan, Boolean> submitted = new IdentityHashMap<>();
  final Map<StagePlan, Boolean> finished = new IdentityHashMap<>();
  final Map<Integer, Integer> sparkJobOfStage = new HashMap<>();
  final List<Integer> openSparkJobs = new ArrayList<>();
  boolean planChanged;
  boolean over;

  /** Factor on the time that the driver takes to find files. */
  double listingFactor = 1;

  /** When the stage that was submitted last was submitted. */
  long lastSubmittedMs;

  /** When the action ended. */
  long endedMs;

  JobRun(int number, JobPlan plan, Sizes sizes, Long sqlExecutionId, boolean adaptive) {
    this.number = number;
    this.plan = plan;
    this.sizes = sizes;
    this.sqlExecutionId = sqlExecutionId;
    this.adaptive = adaptive;
  }

  boolean isReady(StagePlan stage) {
    return !submitted.containsKey(stage)
        && (stage.after < 0 || finished.containsKey(plan.stages().get(stage.after)))
        && stage.parents.stream().allMatch(p -> finished.containsKey(plan.stages().get(p)));
  }

  boolean isFinished() {
    return finished.size() == plan.stages().size();
  }

  /** A stage and its ancestors, parents first. */
  List<StagePlan> ancestry(StagePlan stage) {
    List<StagePlan> all = new ArrayList<>();
    for (int parent : stage.parents) {
      for (StagePlan each : ancestry(plan.stages().get(parent))) {
        if (!all.contains(each)) {
          all.add(each);
        }
      }
    }
    all.add(stage);
    return all;
  }
}
