package io.attune.server.testing;

import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.StreamingSource;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Applications that run. One with three stages that have ended, of which one spilled and lost an
 * executor, a wait of the driver, and a stage of which two thirds of the tasks have ended; one with
 * units; and one with a streaming query.
 */
public final class LiveStory {
  private LiveStory() {}

  /** The same in every build. */
  public static RunBuilder running() {
    Random random = new Random(7);
    return RunBuilder.application("live-orders")
        .executors(4, 4, "8g")
        .heapPeak("1", 6L << 30)
        .stage("scan", 90, s -> s.tasks((t, i) -> t.durationMs(4_000 + random.nextInt(5_000))))
        .driverWorks(Duration.ofSeconds(40))
        .stage(
            "join",
            200,
            s ->
                s.tasks(
                    (t, i) -> {
                      t.durationMs(5_000 + random.nextInt(6_000));
                      t.spill(0, i % 3 == 0 ? 64L << 20 : 0);
                      if (i % 37 == 5) {
                        t.throwsOnce("java.io.IOException", "Connection reset by peer");
                      }
                    }))
        .executorRemoved("4", "Command exited with code 137")
        .stage(
            "aggregate",
            40,
            s -> s.tasks((t, i) -> t.durationMs(i == 9 ? 70_000 : 6_000 + random.nextInt(3_000))))
        .job(
            job ->
                job.stage(
                        "write",
                        150,
                        s ->
                            s.stillRunning()
                                .tasks(
                                    (t, i) -> {
                                      t.durationMs(7_000 + random.nextInt(4_000));
                                      if (i >= 100) {
                                        t.eventLost();
                                      }
                                    }))
                    .stillRunning());
  }

  /** Two units, etl and report, take turns. */
  public static RunBuilder units() {
    RunBuilder story = RunBuilder.application("shared").executors(2, 4, "4g");
    for (int i = 0; i < 6; i++) {
      String group = i % 3 == 0 ? "report" : "etl";
      int tasks = 8 + 4 * i;
      story.job(
          job ->
              job.group(group)
                  .stage(group, tasks, s -> s.tasks((t, n) -> t.durationMs(3_000 + 400L * n))));
    }
    return story;
  }

  /** Batches of a query that fires each ten seconds and takes longer and longer. */
  public static RunBuilder stream() {
    RunBuilder story = RunBuilder.application("clicks").executors(1, 4, "2g");
    for (int i = 0; i < 40; i++) {
      long ms = 5_000 + 200L * i + 700L * (i % 4);
      int batch = i;
      story
          .batch(
              "sessions",
              batch,
              ms,
              20_000 + 900L * i,
              progress ->
                  progress.setSources(
                      List.of(
                          StreamingSource.newBuilder()
                              .setDescription("KafkaV2[Subscribe[clicks]]")
                              .setInputRows(20_000 + 900L * batch)
                              .setBacklogRows(1_500L * Math.max(0, batch - 20))
                              .build())))
          .driverWorks(Duration.ofMillis(Math.max(0, 10_000 - ms)));
    }
    return story;
  }
}
