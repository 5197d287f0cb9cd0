package io.attune.advisor.rules.explain;

import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Small jobs that one loop starts one after the other: each has one task, there is hardly any other
 * job, and together they take most of the run.
 *
 * @param jobs how many
 * @param wallMs time that their stages took, one after the other, milliseconds
 * @param lostMs the part of it that all slots together would not need, milliseconds
 * @param example one of their stages, the longest
 */
public record JobsInTurn(int jobs, long wallMs, long lostMs, StageFacts example) {

  /** Empty where there are none that matter. */
  public static Optional<JobsInTurn> of(RuleContext context) {
    RuleTable table = context.table();
    long slots = context.facts().cluster().slots();
    Map<Integer, List<StageFacts>> byJob = new HashMap<>();
    Map<StageKey, StageFacts> byKey = new HashMap<>();
    context.facts().stages().forEach(s -> byKey.put(new StageKey(s.id(), s.attempt()), s));
    for (JobDescriptor job : context.run().application().jobs()) {
      for (int stage : job.stageIds()) {
        StageFacts facts = byKey.remove(new StageKey(stage, 0));
        if (facts != null) {
          byJob.computeIfAbsent(job.jobId(), j -> new ArrayList<>(2)).add(facts);
        }
      }
    }
    List<StageFacts> small = new ArrayList<>();
    int jobs = 0;
    for (List<StageFacts> stages : byJob.values()) {
      if (stages.stream().allMatch(stage -> stage.tasks() > 0 && stage.numTasks() == 1)) {
        small.addAll(stages);
        jobs++;
      }
    }
    long wall = small.stream().mapToLong(StageFacts::wallMs).sum();
    long work = small.stream().mapToLong(StageFacts::taskTimeMs).sum();
    long lost = wall - work / Math.max(1, slots);
    boolean matters =
        jobs >= table.number("few-tasks.jobs-min-count")
            && jobs >= table.number("few-tasks.jobs-min-share") * byJob.size()
            && wall <= context.facts().spanMs()
            && wall >= table.number("few-tasks.jobs-min-span-share") * context.facts().spanMs()
            && lost >= table.number("few-tasks.min-lost-ms");
    if (!matters) {
      return Optional.empty();
    }
    StageFacts example =
        small.stream()
            .max(Comparator.comparingLong(StageFacts::wallMs).thenComparing(s -> -s.id()))
            .orElseThrow();
    return Optional.of(new JobsInTurn(jobs, wall, lost, example));
  }
}
