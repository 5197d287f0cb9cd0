package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.eventlog.testing.SmallLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that another tool wrote again: an event over several lines, or all in one array. */
class LaidOutLogTest {
  private static final ObjectMapper TREES = new ObjectMapper();

  @TempDir private Path directory;

  private ReadReport read(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("log.json"), content);
    assertThat(EventLogs.check(EventLogs.find(List.of(file)).get(0))).isEmpty();
    return new EventLogReader()
        .read(EventLogs.find(List.of(file)).get(0), CollectedEvents::new, ReadProgress.NONE)
        .get(0);
  }

  private static String laidOut(String log, String between) throws IOException {
    List<String> events = new ArrayList<>();
    for (String line : log.split("\n")) {
      events.add(TREES.readTree(line).toPrettyString());
    }
    return String.join(between, events);
  }

  @Test
  void anEventOverSeveralLinesIsRead() throws IOException {
    for (String lineEnd : List.of("\n", "\r\n")) {
      ReadReport report = read(laidOut(SmallLog.whole(700), "\n").replace("\n", lineEnd) + lineEnd);

      assertThat(report.applicationId()).isEqualTo(SmallLog.ID);
      assertThat(report.tasks()).isEqualTo(700);
      assertThat(report.applicationEnded()).isTrue();
      assertThat(report.warnings()).isEmpty();
    }
  }

  @Test
  void theElementsOfAnArrayAreEvents() throws IOException {
    List<String> arrays =
        List.of(
            "[\n" + laidOut(SmallLog.whole(30), ",\n") + "\n]\n",
            "[" + SmallLog.whole(30).strip().replace("\n", ",") + "]",
            "[\n" + SmallLog.whole(30).strip().replace("\n", ",\n") + "\n]");
    for (String array : arrays) {
      ReadReport report = read(array);

      assertThat(report.tasks()).isEqualTo(30);
      assertThat(report.applicationEnded()).isTrue();
      assertThat(report.warnings()).isEmpty();
    }
  }

  @Test
  void whatIsCutOffIsLeftOut() throws IOException {
    String whole = laidOut(SmallLog.whole(30), "\n");
    ReadReport report = read(whole.substring(0, whole.lastIndexOf("\"Task Metrics\"")));

    assertThat(report.tasks()).isEqualTo(29);
    assertThat(report.applicationEnded()).isFalse();
    assertThat(report.warnings()).anyMatch(warning -> warning.contains("is cut off"));
  }

  @Test
  void textsStayAsTheyAre() throws IOException {
    String text = "a } of \\\" { ] , with  spaces\\\\";
    assertThat(lines("{\n  \"a\" : \"" + text + "\",\n  \"b\" : [ 1, { } ]\n}\n{\n}\n"))
        .isEqualToIgnoringNewLines("{\"a\":\"" + text + "\",\"b\":[1,{}]}\n{}\n")
        .startsWith("{\"a\":\"" + text + "\",\"b\":[1,{}]}\n");
  }

  @Test
  void aDamagedEventCostsNoOther() throws IOException {
    assertThat(lines("{\n\"a\": \"torn\n{\n\"b\": 1\n}\n").lines().filter(l -> !l.isBlank()))
        .containsExactly("{\"a\":\"torn", "{\"b\":1}");
  }

  @Test
  void whatSparkWritesIsLeftAlone() throws IOException {
    String log = " " + SmallLog.whole(2) + "{\n}";
    assertThat(lines(log)).isEqualTo(log);
    assertThat(lines("")).isEmpty();
    assertThat(lines("{")).isEqualTo("{");
  }

  @Test
  void anArrayOfOtherThingsIsNoLog() throws IOException {
    Path file = Files.writeString(directory.resolve("numbers.json"), "[\n1,\n2\n]\n");
    assertThatThrownBy(
            () ->
                new EventLogReader()
                    .read(
                        EventLogs.find(List.of(file)).get(0),
                        CollectedEvents::new,
                        ReadProgress.NONE))
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("is not a Spark event log");
  }

  private static String lines(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(
        ObjectLines.of(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
  }
}
