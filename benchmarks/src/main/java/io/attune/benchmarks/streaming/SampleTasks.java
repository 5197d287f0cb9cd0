package io.attune.benchmarks.streaming;

import io.attune.schemas.TaskMetrics;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Synthetic task events of a stage, for measurements without a broker. */
public final class SampleTasks {
  private SampleTasks() {}

  /** The tasks of a stage, in the order in which they end. */
  public static List<TaskMetrics> ofOneStage(int tasks) {
    SyntheticRun run = new SyntheticRun(1, new LoadShape(1, 1, 1, tasks, 1));
    List<TaskMetrics> found = new ArrayList<>(tasks);
    for (SpecificRecord event = run.next(); event != null; event = run.next()) {
      if (event instanceof TaskMetrics task) {
        found.add(task);
      }
    }
    return found;
  }
}
