package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.testing.SmallLog;
import io.attune.schemas.TaskMetrics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An archive as a History Server delivers it, as a stream: here from standard input. */
class ZippedTextTest {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  private final InputStream before = System.in;
  private final CollectedEvents records = new CollectedEvents();
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  @AfterEach
  void giveStandardInputBack() {
    System.setIn(before);
  }

  private void put(String name, String text) {
    files.put(name, SmallLog.bytes(text));
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(stored)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return stored.toByteArray();
  }

  private List<ReadReport> read(byte[] input) {
    System.setIn(new ByteArrayInputStream(input));
    Found found = new LogPlaces(LogStores.LOCAL).list(List.of("-"));
    assertThat(found.logs()).extracting(EventLog::path).containsExactly("standard input");
    return new EventLogReader().read(found.logs().get(0), () -> records, ReadProgress.NONE);
  }

  private void assertTasks(int count) {
    assertThat(records.tasks.stream().map(TaskMetrics::getTaskId))
        .containsExactlyElementsOf(LongStream.range(0, count).boxed().toList());
  }

  @Test
  void aLogThatIsNoArchive() {
    read(SmallLog.bytes(SmallLog.whole(5)));
    assertTasks(5);
  }

  @Test
  void oneFile() throws IOException {
    put("app-1", SmallLog.whole(5));
    read(zip());
    assertTasks(5);
  }

  @Test
  void partsByNameAreReadByNumber() throws IOException {
    put("eventlog_v2_a/appstatus_a", "");
    put("eventlog_v2_a/events_1_a", SmallLog.start() + SmallLog.tasks(0, 10));
    put("eventlog_v2_a/events_10_a", SmallLog.tasks(90, 100).stripTrailing());
    put("eventlog_v2_a/events_11_a", SmallLog.tasks(100, 110) + SmallLog.end());
    for (int part = 2; part < 10; part++) {
      put("eventlog_v2_a/events_" + part + "_a", SmallLog.tasks(10 * part - 10, 10 * part));
    }
    long before = temporaryFiles();
    List<ReadReport> reports = read(zip());

    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).applicationEnded()).isTrue();
    assertTasks(110);
    assertThat(temporaryFiles()).isEqualTo(before);
  }

  @Test
  void aCompactedLogBeginsWithWhatIsLeft() throws IOException {
    put("eventlog_v2_a/events_1_a", "");
    put("eventlog_v2_a/events_3_a.compact", SmallLog.start() + SmallLog.tasks(0, 2));
    put("eventlog_v2_a/events_3_a", SmallLog.start() + SmallLog.tasks(0, 5));
    put("eventlog_v2_a/events_4_a", SmallLog.tasks(2, 4) + SmallLog.end());
    read(zip());
    assertTasks(4);
  }

  @Test
  void twoAttemptsAreTwoApplications() throws IOException {
    put("app_1", SmallLog.start() + SmallLog.tasks(2));
    put("app_2", SmallLog.start().replace("0001", "0002") + SmallLog.tasks(2, 3) + SmallLog.end());
    assertThat(read(zip()))
        .extracting(ReadReport::applicationId)
        .hasSize(2)
        .doesNotHaveDuplicates();
    assertTasks(3);
  }

  @Test
  void anArchiveThatBreaksOffIsDamaged() throws IOException {
    put("app-1", SmallLog.whole(5_000));
    byte[] whole = zip();
    List<ReadReport> reports = read(Arrays.copyOf(whole, whole.length / 2));

    assertThat(reports.get(0).warnings())
        .anyMatch(warning -> warning.startsWith("The zip data of standard input breaks off"));
  }

  @Test
  void anArchiveWithoutALog() throws IOException {
    put("notes", "no log");
    assertThatThrownBy(() -> read(zip()))
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("standard input");
  }

  private static long temporaryFiles() throws IOException {
    try (Stream<Path> all = Files.list(TEMPORARY)) {
      return all.filter(file -> file.getFileName().toString().matches("attune-.*\\.part")).count();
    }
  }
}
