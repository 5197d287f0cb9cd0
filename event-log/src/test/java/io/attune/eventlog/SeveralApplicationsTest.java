package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.testing.SmallLog;
import io.attune.schemas.LifecycleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several applications in one file, as a copy of a directory into one file leaves them. */
class SeveralApplicationsTest {
  private static final String OTHER = "app-20260102030405-0002";

  @TempDir private Path directory;
  private final List<CollectedEvents> sinks = new ArrayList<>();

  private List<ReadReport> read(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("log"), content);
    return new EventLogReader()
        .read(
            EventLogs.find(List.of(file)).get(0),
            () -> {
              sinks.add(new CollectedEvents());
              return sinks.get(sinks.size() - 1);
            },
            ReadProgress.NONE);
  }

  private static String other(String log) {
    return log.replace(SmallLog.ID, OTHER)
        .replace("\"spark.app.name\":\"small\"", "\"spark.app.name\":\"other\"");
  }

  @Test
  void eachIsReadAsAnApplicationOfItsOwn() throws IOException {
    List<ReadReport> reports = read(SmallLog.whole(3) + other(SmallLog.whole(5)));

    assertThat(reports).extracting(ReadReport::applicationId).containsExactly(SmallLog.ID, OTHER);
    assertThat(reports).extracting(ReadReport::tasks).containsExactly(3L, 5L);
    assertThat(reports).allMatch(ReadReport::applicationEnded);
    assertThat(sinks.get(1).of(LifecycleKind.ENVIRONMENT_UPDATED))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getEnvironmentUpdated().getSparkProperties())
                    .containsEntry("spark.app.name", "other"));
    assertThat(sinks.get(0).of(LifecycleKind.ENVIRONMENT_UPDATED))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getEnvironmentUpdated().getSparkProperties())
                    .containsEntry("spark.app.name", "small"));
  }

  @Test
  void alsoWhereTheFirstHasNoEndAndNoLogStart() throws IOException {
    String withoutLogStart = other(SmallLog.whole(2)).substring(SmallLog.start().indexOf('\n') + 1);
    List<ReadReport> reports = read(SmallLog.start() + SmallLog.tasks(4) + withoutLogStart);

    assertThat(reports).extracting(ReadReport::applicationId).containsExactly(SmallLog.ID, OTHER);
    assertThat(reports).extracting(ReadReport::tasks).containsExactly(4L, 2L);
    assertThat(reports).extracting(ReadReport::applicationEnded).containsExactly(false, true);
  }

  @Test
  void theDriversHeartbeatsBeforeItsStartAreOfTheNextApplication() throws IOException {
    String beat = "{\"Event\":\"SparkListenerExecutorMetricsUpdate\",\"Executor ID\":\"driver\"}\n";
    String next = other(SmallLog.whole(5));
    int start = next.indexOf("{\"Event\":\"SparkListenerApplicationStart\"");
    List<ReadReport> reports =
        read(SmallLog.whole(3) + next.substring(0, start) + beat + beat + next.substring(start));

    assertThat(reports).extracting(ReadReport::tasks).containsExactly(3L, 5L);
    assertThat(sinks.get(1).of(LifecycleKind.APPLICATION_STARTED))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getApplicationStarted().getSparkVersion())
                    .isEqualTo(
                        sinks
                            .get(0)
                            .of(LifecycleKind.APPLICATION_STARTED)
                            .get(0)
                            .getApplicationStarted()
                            .getSparkVersion())
                    .isNotNull());
    assertThat(reports.get(1).warnings()).isEqualTo(reports.get(0).warnings());
    assertThat(sinks.get(0).of(LifecycleKind.ENVIRONMENT_UPDATED)).hasSize(1);
  }

  @Test
  void twoAttemptsOfOneApplicationAreTwoRuns() throws IOException {
    List<ReadReport> reports = read(SmallLog.start() + SmallLog.tasks(4) + SmallLog.whole(2));

    assertThat(reports).extracting(ReadReport::tasks).containsExactly(4L, 2L);
  }

  @Test
  void configurationThatChangesWithinAnApplicationBeginsNoOther() throws IOException {
    String update =
        "{\"Event\":\"SparkListenerEnvironmentUpdate\",\"Spark Properties\":{\"spark.app.name\":\"b\"}}\n"
            + "{\"Event\":\"DBCEventLoggingListenerMetadata\",\"Spark Version\":\"3.4.1\",\"Timestamp\":5000}\n";
    List<ReadReport> reports =
        read(
            SmallLog.start()
                + SmallLog.tasks(0, 2)
                + update
                + SmallLog.tasks(2, 4)
                + SmallLog.end());

    assertThat(reports).singleElement().satisfies(one -> assertThat(one.tasks()).isEqualTo(4));
    assertThat(sinks.get(0).of(LifecycleKind.ENVIRONMENT_UPDATED)).hasSize(2);
  }

  @Test
  void whoAsksForOneIsToldOfTheOthers() throws IOException {
    Path file =
        Files.writeString(directory.resolve("log"), SmallLog.whole(3) + other(SmallLog.whole(5)));
    CollectedEvents records = new CollectedEvents();
    ReadReport report =
        new EventLogReader().read(EventLogs.find(List.of(file)).get(0), records, ReadProgress.NONE);

    assertThat(report.applicationId()).isEqualTo(SmallLog.ID);
    assertThat(records.tasks).hasSize(3);
    assertThat(report.warnings()).anyMatch(w -> w.contains("holds 2 applications"));
  }
}
