package io.attune.load.fleet;

import io.attune.schemas.RddInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** An action of the application while it runs: one Spark job, or one for each stage of a query. */
final class JobRun {
  final int number;
  final JobPlan plan;
  final Sizes sizes;
  final Long sqlExecutionId;

  /** Whether adaptive execution submits every stage as a job of its own. */
  final boolean adaptive;

  /** Stage ids by plan; adaptive execution gives them as it goes. */
  final Map<StagePlan, Integer> stageIds = new IdentityHashMap<>();

  final Map<StagePlan, List<RddInfo>> rdds = new IdentityHashMap<>();
  final Map<StagePlan, Integer> attempts = new IdentityHashMap<>();
  final Map<StagePlan, Boolean> submitted = new IdentityHashMap<>();
  final Map<StagePlan, Boolean> finished = new IdentityHashMap<>();
  final Map<Integer, Integer> sparkJobOfStage = new HashMap<>();
  final List<Integer> openSparkJobs = new ArrayList<>();
  boolean planChanged;
  boolean over;

  JobRun(int number, JobPlan plan, Sizes sizes, Long sqlExecutionId, boolean adaptive) {
    this.number = number;
    this.plan = plan;
    this.sizes = sizes;
    this.sqlExecutionId = sqlExecutionId;
    this.adaptive = adaptive;
  }

  boolean isReady(StagePlan stage) {
    return !submitted.containsKey(stage)
        && stage.parents.stream().allMatch(p -> finished.containsKey(plan.stages().get(p)));
  }

  boolean isFinished() {
    return finished.size() == plan.stages().size();
  }

  /** A stage and all that it reads from, parents first. */
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
