package io.attune.streams.testing;

import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Runs for tests, told as the events that Spark would have sent. */
public final class StreamStories {
  private StreamStories() {}

  /** Four slots, a stage that reads, and one whose single long task holds up 39 short ones. */
  public static RunBuilder skewedJoin() {
    return begun("skewed-join").ended();
  }

  public static RunBuilder begun(String workload) {
    return RunBuilder.application(workload)
        .property("spark.sql.adaptive.enabled", "false")
        .executors(2, 2, "1g")
        .stage("scan", 8, s -> s.tasks((t, i) -> t.durationMs(2_000).input(64L << 20, 1_000_000)))
        .stage(
            "join",
            40,
            s ->
                s.tasks(
                    (t, i) ->
                        t.durationMs(i == 7 ? 180_000 : 4_000)
                            .shuffleRead(i == 7 ? 2L << 30 : 40L << 20, 100_000)
                            .spill(i == 7 ? 1L << 30 : 0, i == 7 ? 300L << 20 : 0)));
  }

  public static String applicationId(SpecificRecord event) {
    if (event instanceof TaskMetrics) {
      return ((TaskMetrics) event).getApplicationId();
    }
    return event instanceof LifecycleEvent
        ? ((LifecycleEvent) event).getApplicationId()
        : ((ExecutorMetrics) event).getApplicationId();
  }

  public static boolean isEnd(SpecificRecord event) {
    return event instanceof LifecycleEvent
        && ((LifecycleEvent) event).getKind() == LifecycleKind.APPLICATION_ENDED;
  }

  public static List<SpecificRecord> withoutEnd(List<SpecificRecord> events) {
    return events.stream().filter(event -> !isEnd(event)).toList();
  }
}
