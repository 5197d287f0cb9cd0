package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.testing.SmallLog;
import io.attune.events.MapperOptions;
import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The records and their order are the same with and without helper threads. */
class ParallelReadingTest {

  @TempDir Path directory;

  static Stream<EventLog> logs() {
    return EventLogs.find(List.of(Path.of("..", "sample-runs", "logs"))).stream();
  }

  @ParameterizedTest
  @MethodSource("logs")
  void bundledRuns(EventLog log) {
    assertSame(log);
  }

  /** The configuration with the redaction patterns is read when later blocks are already parsed. */
  @Test
  void patternsThatComeLateHoldForAllThatFollows() throws IOException {
    String failing =
        SmallLog.tasks(1, 4_000)
            .replace(
                "{\"Reason\":\"Success\"}",
                "{\"Reason\":\"ExceptionFailure\",\"Class Name\":\"a.B\",\"Description\":"
                    + "\"geheim=a1b2c3\"}");
    String configuration =
        "{\"Event\":\"SparkListenerEnvironmentUpdate\",\"Spark Properties\":"
            + "{\"spark.redaction.regex\":\"geheim\"}}\n";
    Path file =
        Files.write(
            directory.resolve("log"),
            SmallLog.bytes(SmallLog.start() + failing + configuration + failing + SmallLog.end()));
    CollectedEvents records = assertSame(EventLogs.find(List.of(file)).get(0));

    assertThat(records.tasks).hasSize(2 * 3_999);
    assertThat(records.tasks.subList(0, 3_999))
        .allMatch(task -> task.toString().contains("a1b2c3"));
    assertThat(records.tasks.subList(3_999, 2 * 3_999))
        .noneMatch(task -> task.toString().contains("a1b2c3"));
  }

  /** More blocks than the queue holds. */
  @Test
  void theOrderOfALongLogIsKept() throws IOException {
    Path file = Files.write(directory.resolve("log"), SmallLog.bytes(SmallLog.whole(30_000)));
    CollectedEvents records = assertSame(EventLogs.find(List.of(file)).get(0));

    assertThat(records.tasks.stream().map(TaskMetrics::getTaskId))
        .containsExactlyElementsOf(LongStream.range(0, 30_000).boxed().toList());
  }

  private static CollectedEvents assertSame(EventLog log) {
    CollectedEvents alone = new CollectedEvents();
    ReadReport report = reader(0).read(log, alone, ReadProgress.NONE);
    CollectedEvents helped = new CollectedEvents();

    assertThat(reader(3).read(log, helped, ReadProgress.NONE)).isEqualTo(report);
    assertThat(helped.tasks.equals(alone.tasks)).isTrue();
    assertThat(helped.executors.equals(alone.executors)).isTrue();
    assertThat(helped.lifecycle.equals(alone.lifecycle)).isTrue();
    return helped;
  }

  private static EventLogReader reader(int helpers) {
    return new EventLogReader(
        MapperOptions.defaults(), EventLogReader.MAX_LINE_BYTES, helpers, InstantSource.system());
  }
}
