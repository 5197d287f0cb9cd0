package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.testing.SmallLog;
import io.attune.events.MapperOptions;
import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs without an application's end: of Databricks, where the cluster is taken down. */
class RestTest {
  private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");
  private static final String JOB =
      "{\"Event\":\"SparkListenerJobStart\",\"Job ID\":0,\"Submission Time\":%1$d,\"Stage Infos\":[]}\n";
  private static final String JOB_END =
      "{\"Event\":\"SparkListenerJobEnd\",\"Job ID\":0,\"Completion Time\":%1$d,"
          + "\"Job Result\":{\"Result\":\"JobSucceeded\"}}\n";

  @TempDir private Path directory;
  private final CollectedEvents records = new CollectedEvents();

  private List<LifecycleEvent> ends(String name, String more, Duration sinceWritten)
      throws IOException {
    String events = String.format(more, WRITTEN.toEpochMilli());
    Path file = Files.writeString(directory.resolve(name), SmallLog.start() + events);
    Files.setLastModifiedTime(file, FileTime.from(WRITTEN));
    InstantSource clock = InstantSource.fixed(WRITTEN.plus(sinceWritten));
    new EventLogReader(MapperOptions.defaults(), 1 << 20, 0, clock)
        .read(EventLogs.find(List.of(file)).get(0), records, ReadProgress.NONE);
    return records.of(LifecycleKind.APPLICATION_ENDED);
  }

  @Test
  void aLogAtRestInWhichNothingRanHasEnded() throws IOException {
    List<LifecycleEvent> ends = ends("eventlog", JOB + JOB_END, Duration.ofMinutes(11));

    assertThat(ends)
        .singleElement()
        .satisfies(
            event -> {
              ApplicationEnded end = event.getApplicationEnded();
              assertThat(end.getEndTime()).isEqualTo(WRITTEN);
              assertThat(end.getEvidence())
                  .isEqualTo(
                      "its last job had ended, and the log was not written to for 10 minutes");
            });
  }

  @Test
  void nobodyKnowsWhileItMayStillBeWrittenTo() throws IOException {
    assertThat(ends("eventlog", JOB + JOB_END, Duration.ofMinutes(9))).isEmpty();
  }

  @Test
  void aJobThatRanIsNoEnd() throws IOException {
    assertThat(ends("eventlog", JOB, Duration.ofDays(30))).isEmpty();
  }

  @Test
  void unlessADriverLeftItSoADayAgo() throws IOException {
    assertThat(ends("app.inprogress", JOB, Duration.ofHours(23))).isEmpty();
    assertThat(ends("app2.inprogress", JOB, Duration.ofHours(25)))
        .singleElement()
        .extracting(event -> event.getApplicationEnded().getEvidence())
        .isEqualTo(
            "a job or query of it had not ended, and the log was not written to for 24 hours");
  }

  @Test
  void neitherIsALogThatBreaksOff() throws IOException {
    assertThat(ends("eventlog", JOB + JOB_END + "{\"Event\":\"Spark", Duration.ofDays(30)))
        .isEmpty();
  }

  @Test
  void norOneInWhichNothingRan() throws IOException {
    assertThat(ends("eventlog", "", Duration.ofDays(30))).isEmpty();
  }

  @Test
  void oneThatSparkDidNotCloseMayWaitForWork() throws IOException {
    assertThat(ends("app.inprogress", JOB + JOB_END, Duration.ofHours(23))).isEmpty();
    assertThat(ends("app2.inprogress", JOB + JOB_END, Duration.ofHours(25))).hasSize(1);
  }

  @Test
  void aCopyOfAnOldLogIsAsGood() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("copy"),
            SmallLog.start() + String.format(JOB + JOB_END, WRITTEN.toEpochMilli()));
    Files.setLastModifiedTime(file, FileTime.from(WRITTEN.plus(Duration.ofDays(1))));
    InstantSource clock = InstantSource.fixed(WRITTEN.plus(Duration.ofDays(1)));
    new EventLogReader(MapperOptions.defaults(), 1 << 20, 0, clock)
        .read(EventLogs.find(List.of(file)).get(0), records, ReadProgress.NONE);

    assertThat(records.of(LifecycleKind.APPLICATION_ENDED)).hasSize(1);
  }
}
