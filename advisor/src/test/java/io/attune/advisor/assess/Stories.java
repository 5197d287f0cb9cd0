package io.attune.advisor.assess;

import io.attune.advisor.testing.RunBuilder;

/** Runs that several tests tell. */
public final class Stories {
  private static final long MIB = 1L << 20;

  private Stories() {}

  /** Spills, loses an executor, throws, and has a long driver gap. */
  public static RunBuilder troubled() {
    return troubled(140);
  }

  /** As {@link #troubled()}, with so many MiB spilled by each task. */
  public static RunBuilder troubled(long spillMib) {
    return RunBuilder.application("nightly orders")
        .property("spark.master", "yarn")
        .property("spark.sql.adaptive.enabled", "false")
        .property("spark.sql.shuffle.partitions", "4")
        .executors(2, 2, "1g")
        .stage(
            "parse",
            40,
            s ->
                s.tasks(
                    (t, i) -> {
                      t.durationMs(1_000);
                      if (i % 8 == 0) {
                        t.throwsOnce("com.example.Malformed", "field 7");
                      }
                    }))
        .executorRemoved("1", "Command exited with code 137")
        .executor("3", "host-3", 2)
        .driverWorks(java.time.Duration.ofSeconds(60))
        .stage(
            "sort",
            4,
            s ->
                s.sql(1)
                    .tasks(
                        (t, i) ->
                            t.durationMs(9_000)
                                .shuffleRead(180 * MIB, 1)
                                .spill(spillMib * MIB, spillMib * MIB)
                                .peakMemory(200 * MIB)));
  }

  /** Nothing is wrong. */
  public static RunBuilder healthy() {
    return RunBuilder.application("healthy")
        .executors(2, 2, "1g")
        .stage("map", 16, s -> s.tasks((t, i) -> t.durationMs(2_000).shuffleWrite(MIB, 1)))
        .stage("reduce", 8, s -> s.tasks((t, i) -> t.durationMs(2_000).shuffleRead(2 * MIB, 1)));
  }
}
