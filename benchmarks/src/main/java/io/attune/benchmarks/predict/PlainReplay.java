package io.attune.benchmarks.predict;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.StageDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The baseline: the idea of Sparklens. Time without jobs is constant; each group of overlapping
 * jobs is replayed by list scheduling of its tasks with their recorded durations, in launch order,
 * a stage after its parents.
 */
final class PlainReplay {
  private final Run run;
  private final RecordedTasks tasks;

  PlainReplay(Run run, RecordedTasks tasks) {
    this.run = requireNonNull(run, "run is null");
    this.tasks = requireNonNull(tasks, "tasks is null");
  }

  /** Time from first job start to last job end with a number of slots, milliseconds. */
  double spanMs(int slots) {
    ApplicationState application = run.application();
    List<JobDescriptor> jobs =
        application.jobs().stream()
            .sorted(Comparator.comparing((JobDescriptor job) -> job.submissionTime().get()))
            .toList();
    double total = 0;
    long covered = start(jobs.get(0));
    List<JobDescriptor> group = new ArrayList<>();
    for (JobDescriptor job : jobs) {
      if (!group.isEmpty() && start(job) >= covered) {
        total += groupMs(group, slots);
        group.clear();
      }
      total += Math.max(0, start(job) - covered);
      covered = Math.max(covered, job.completionTime().get().toEpochMilli());
      group.add(job);
    }
    return total + groupMs(group, slots);
  }

  private static long start(JobDescriptor job) {
    return job.submissionTime().get().toEpochMilli();
  }

  private double groupMs(List<JobDescriptor> group, int slots) {
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int i = 0; i < slots; i++) {
      free.add(0.0);
    }
    Map<Integer, Double> ends = new HashMap<>();
    double end = 0;
    List<StageDescriptor> stages =
        run.application().stages().stream()
            .filter(stage -> group.stream().anyMatch(j -> j.stageIds().contains(stage.stageId())))
            .filter(stage -> stage.submissionTime().isPresent())
            .sorted(
                Comparator.comparing((StageDescriptor stage) -> stage.submissionTime().get())
                    .thenComparing(StageDescriptor::key))
            .toList();
    for (StageDescriptor stage : stages) {
      double ready = 0;
      for (int parent : stage.parentStageIds()) {
        ready = Math.max(ready, ends.getOrDefault(parent, 0.0));
      }
      double last = ready;
      for (RecordedTasks.Task task : tasks.of(stage.stageId())) {
        double from = Math.max(ready, free.remove());
        free.add(from + task.durationMs());
        last = Math.max(last, from + task.durationMs());
      }
      ends.put(stage.stageId(), last);
      end = Math.max(end, last);
    }
    return end;
  }
}
