package io.attune.advisor.testing;

import io.attune.schemas.JobContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A job of a story: its stages run one after the other. */
public final class JobBuilder {
  final int jobId;
  final List<StageBuilder> stages = new ArrayList<>();
  final Map<String, String> properties = new HashMap<>();
  String description;
  String group;
  JobContext context;
  String failure;
  boolean completes = true;
  private final RunBuilder run;

  JobBuilder(int jobId, RunBuilder run) {
    this.jobId = jobId;
    this.run = run;
  }

  /** Description. */
  public JobBuilder description(String text) {
    description = text;
    return this;
  }

  /** Job group. */
  public JobBuilder group(String text) {
    group = text;
    return this;
  }

  /** On whose behalf it runs. */
  public JobBuilder context(JobContext.Builder who) {
    context = who.build();
    return this;
  }

  /** A setting of the session, as set for this job. */
  public JobBuilder property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  /** A stage, read by the next one. */
  public JobBuilder stage(String name, int numTasks, Consumer<StageBuilder> what) {
    StageBuilder stage = run.newStage(name, numTasks);
    what.accept(stage);
    if (stage.parents.isEmpty() && !stages.isEmpty()) {
      stage.parents.add(stages.get(stages.size() - 1).stageId);
    }
    stages.add(stage);
    return this;
  }

  /** It fails after its stages. */
  public JobBuilder fails(String reason) {
    failure = reason;
    return this;
  }

  /** It is still running: its end is never seen. */
  public JobBuilder stillRunning() {
    completes = false;
    return this;
  }
}
