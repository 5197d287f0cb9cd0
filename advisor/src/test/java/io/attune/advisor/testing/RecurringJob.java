package io.attune.advisor.testing;

import java.time.Duration;

/**
 * The same job night after night: a scan of given size and a shuffle whose partitions are a
 * setting. Its time is what list scheduling of its tasks makes it: work by bytes, and a fixed price
 * for each task.
 */
public final class RecurringJob {
  private static final long MIB = 1L << 20;

  private RecurringJob() {}

  /** One night with so many shuffle partitions and so many times the usual input. */
  public static RunBuilder night(int night, int partitions, double input) {
    return night(night, partitions, input, 1);
  }

  /** The same, everything so many times as slow. */
  public static RunBuilder night(int night, int partitions, double input, double slowness) {
    long records = (long) (1_000_000 * input);
    long bytes = (long) (64 * MIB * input);
    return RunBuilder.application("nightly-" + night)
        .workload("nightly")
        .later(Duration.ofDays(night))
        .property("spark.sql.adaptive.enabled", "false")
        .property("spark.sql.shuffle.partitions", Integer.toString(partitions))
        .executors(2, 2, "2g")
        .stage(
            "scan",
            8,
            s ->
                s.sql(1)
                    .tasks(
                        (t, i) ->
                            t.durationMs((long) (2_000 * input * slowness))
                                .input(bytes / 8, records / 8)
                                .shuffleWrite(bytes / 8, records / 8)))
        .stage(
            "aggregate",
            partitions,
            s ->
                s.sql(1)
                    .tasks(
                        (t, i) ->
                            t.durationMs((long) ((100 + 16_000 * input / partitions) * slowness))
                                .runTimeMs((long) (16_000 * input / partitions * slowness))
                                .shuffleRead(bytes / partitions, records / partitions)))
        .ended();
  }
}
