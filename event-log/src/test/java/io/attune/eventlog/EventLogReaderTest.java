package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import com.ning.compress.lzf.LZFOutputStream;
import io.attune.eventlog.testing.SmallLog;
import io.attune.events.MapperOptions;
import io.attune.schemas.AgentReport;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4BlockOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.SnappyOutputStream;

class EventLogReaderTest {

  private static final int TASKS = 2_000;

  @TempDir Path directory;
  private final CollectedEvents records = new CollectedEvents();

  enum Framing {
    PLAIN {
      @Override
      OutputStream wrap(OutputStream out) {
        return out;
      }
    },
    ZSTD {
      @Override
      OutputStream wrap(OutputStream out) throws IOException {
        return new ZstdOutputStream(out);
      }
    },
    LZ4 {
      @Override
      OutputStream wrap(OutputStream out) {
        return new LZ4BlockOutputStream(out, 32 << 10);
      }
    },
    LZ4_FRAME {
      @Override
      OutputStream wrap(OutputStream out) throws IOException {
        return new LZ4FrameOutputStream(out);
      }
    },
    SNAPPY {
      @Override
      OutputStream wrap(OutputStream out) {
        return new SnappyOutputStream(out, 32 << 10);
      }
    },
    LZF {
      @Override
      OutputStream wrap(OutputStream out) {
        return new LZFOutputStream(out);
      }
    },
    GZIP {
      @Override
      OutputStream wrap(OutputStream out) throws IOException {
        return new GZIPOutputStream(out);
      }
    };

    abstract OutputStream wrap(OutputStream out) throws IOException;

    byte[] compress(String text) {
      ByteArrayOutputStream result = new ByteArrayOutputStream();
      try (OutputStream out = wrap(result)) {
        out.write(SmallLog.bytes(text));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return result.toByteArray();
    }
  }

  private Path write(String name, byte[] content) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path write(String name, String content) {
    return write(name, SmallLog.bytes(content));
  }

  private ReadReport read(Path path) {
    List<EventLog> logs = EventLogs.find(List.of(path));
    assertThat(logs).hasSize(1);
    return new EventLogReader().read(logs.get(0), records, ReadProgress.NONE);
  }

  private void assertAllTasks() {
    assertThat(records.tasks.stream().map(TaskMetrics::getTaskId))
        .containsExactlyElementsOf(LongStream.range(0, TASKS).boxed().toList());
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] result = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, result, first.length, second.length);
    return result;
  }

  @Test
  void everyCodecIsTriedHere() {
    assertThat(Framing.values())
        .extracting(Framing::name)
        .containsExactlyInAnyOrder(
            Arrays.stream(CompressionCodec.values()).map(Enum::name).toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource
  void everyCodecWhateverTheName(Framing framing) {
    ReadReport report = read(write("log", framing.compress(SmallLog.whole(TASKS))));

    assertAllTasks();
    assertThat(report.applicationId()).isEqualTo(SmallLog.ID);
    assertThat(report.tasks()).isEqualTo(TASKS);
    assertThat(report.events()).isEqualTo(TASKS + 4);
    assertThat(report.applicationEnded()).isTrue();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.unreadableLines()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"ZSTD", "LZ4", "SNAPPY", "LZF", "GZIP"})
  void framesOneAfterTheOther(Framing framing) {
    String log = SmallLog.whole(TASKS);
    int half = log.length() / 2;
    read(
        write(
            "log",
            concat(
                framing.compress(log.substring(0, half)), framing.compress(log.substring(half)))));

    assertAllTasks();
  }

  @Test
  void theLastRecordReportsWhatWasRead() {
    read(write("log", SmallLog.whole(10)));

    assertThat(records.lifecycle.get(records.lifecycle.size() - 1).getKind())
        .isEqualTo(LifecycleKind.AGENT_REPORT);
    AgentReport report = records.of(LifecycleKind.AGENT_REPORT).get(0).getAgentReport();
    assertThat(report.getProducerName()).isEqualTo("event-log");
    assertThat(report.getEventsSeen()).isEqualTo(14);
    assertThat(report.getLastSequence()).isEqualTo(13);
    assertThat(report.getEventsDropped()).isZero();
    assertThat(report.getComplete()).isTrue();
  }

  @Test
  void aLastLineThatIsCutOff() {
    String log = SmallLog.start() + SmallLog.tasks(TASKS);
    ReadReport report =
        read(write(SmallLog.ID + ".inprogress", log + "{\"Event\":\"SparkListenerTaskEnd\",\"Sta"));

    assertAllTasks();
    assertThat(report.unreadableLines()).isEqualTo(1);
    assertThat(report.warnings())
        .satisfiesExactly(
            warning -> assertThat(warning).contains("The last line of").contains("cut off"),
            warning -> assertThat(warning).contains("still being written"));
    assertThat(records.of(LifecycleKind.AGENT_REPORT).get(0).getAgentReport().getComplete())
        .isFalse();
  }

  @Test
  void linesThatAreNoEventsBetweenThoseThatAre() {
    String log =
        SmallLog.start()
            + "\n   \r\n"
            + "26/01/02 INFO something that does not belong here\n"
            + SmallLog.tasks(TASKS)
            + "{\"Event\":\"com.example.Vendor\",\"x\":1}\r\n"
            + SmallLog.end();
    ReadReport report = read(write("log", log));

    assertAllTasks();
    assertThat(report.unreadableLines()).isEqualTo(1);
    assertThat(report.ignored()).containsEntry("com.example.Vendor", 1L);
    assertThat(report.warnings())
        .singleElement()
        .asString()
        .contains("line 6 of")
        .contains("it is not valid JSON");
  }

  @ParameterizedTest
  @EnumSource(names = {"ZSTD", "LZ4", "SNAPPY", "LZF", "GZIP"})
  void compressedDataThatBreaksOffGivesWhatComesBefore(Framing framing) {
    byte[] whole = framing.compress(SmallLog.whole(50_000));
    ReadReport report = read(write("log", Arrays.copyOf(whole, whole.length * 2 / 3)));

    assertThat(report.tasks()).isBetween(1L, 49_999L);
    assertThat(report.applicationEnded()).isFalse();
    assertThat(report.warnings()).anyMatch(w -> w.contains("breaks off") || w.contains("cut off"));
    assertThat(report.warnings()).anyMatch(w -> w.contains("lacks the application's end"));
  }

  @Test
  void compressedDataThatBreaksOffAtOnceIsAnError() {
    byte[] whole = Framing.ZSTD.compress(SmallLog.whole(TASKS));
    Path file = write("log.zstd", Arrays.copyOf(whole, 30));

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(EventLogException.class)
        .hasMessageMatching(
            "The zstd data of .*log\\.zstd breaks off after line 0 \\(.*\\), before the"
                + " application's start was read: copy the log again, or wait until Spark has"
                + " written more\\.");
  }

  @Test
  void anEmptyFile() {
    Path file = write("empty", "");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(EventLogException.class)
        .hasMessage(file + " is empty: give a log that Spark has written events to.");
  }

  @Test
  void aPicture() {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};
    Path file = write("chart.png", png);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(EventLogException.class)
        .hasMessage(
            file
                + " is not a Spark event log: it begins with the bytes 89 50 4e 47 0d 0a 1a 0a,"
                + " which is neither JSON nor zstd, lz4, snappy, lzf or gzip; give a log that Spark"
                + " wrote to spark.eventLog.dir.");
    Path renamed = write("chart.zstd", png);
    assertThatThrownBy(() -> read(renamed)).hasMessageContaining("is named as zstd but begins");
  }

  @Test
  void jsonThatIsNoEventLog() {
    for (String json :
        List.of("{\"a\":1}\n", "{\n  \"pretty\": true\n}\n", "{\"Event\": 5}\n", "{not json")) {
      Path file = write("data.json", json);
      assertThatThrownBy(() -> read(file))
          .as(json)
          .isInstanceOf(EventLogException.class)
          .hasMessageContaining("is not a Spark event log (line 1: ");
    }
    Path other = write("other.json", "{\"Event\":\"click\"}\n{\"Event\":\"click\"}\n");
    assertThatThrownBy(() -> read(other))
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining(
            "no SparkListenerApplicationStart, job, stage or task in its 2 events");
  }

  @Test
  void aLogWithoutItsStartIsNamedByItsFile() {
    ReadReport report =
        read(write(SmallLog.ID + ".zstd", Framing.ZSTD.compress(SmallLog.tasks(TASKS))));

    assertAllTasks();
    assertThat(report.applicationId()).isEqualTo(SmallLog.ID);
    assertThat(report.warnings()).anyMatch(w -> w.contains("lacks the application's start"));
  }

  @Test
  void aLogThatBeginsInTheMiddleIsJudgedByItself() {
    Path one = write("middle.json", SmallLog.tasks(TASKS));
    ReadReport report = read(one);

    assertAllTasks();
    assertThat(report.applicationId()).startsWith("middle-");
    assertThat(report.warnings()).anyMatch(w -> w.contains("not even its id is known"));
    assertThat(read(write("other.json", SmallLog.tasks(TASKS))).applicationId())
        .isNotEqualTo(report.applicationId());
  }

  @Test
  void aJobTellsItsApplication() {
    String job =
        "{\"Event\":\"SparkListenerJobStart\",\"Job ID\":7,\"Submission Time\":1700000000000,"
            + "\"Stage Infos\":[],\"Properties\":{\"spark.app.id\":\"app-77\"}}\n";
    ReadReport report = read(write("rest.json", SmallLog.tasks(TASKS) + job));

    assertThat(report.applicationId()).isEqualTo("app-77");
    assertThat(report.warnings()).anyMatch(w -> w.contains("its events or the log's name"));
  }

  @Test
  void linesBeyondTheBoundArePassedOver() {
    Path file =
        write(
            "log",
            SmallLog.start()
                + "{\"Event\":\"vendor\",\"x\":\""
                + "x".repeat(3 << 20)
                + "\"}\n"
                + SmallLog.tasks(TASKS)
                + SmallLog.end());
    ReadReport report =
        new EventLogReader(MapperOptions.defaults(), 1 << 20, 1, InstantSource.system())
            .read(EventLogs.find(List.of(file)).get(0), records, ReadProgress.NONE);

    assertAllTasks();
    assertThat(report.unreadableLines()).isEqualTo(1);
    assertThat(report.warnings()).singleElement().asString().contains("longer than 1 MiB");
  }

  @Test
  void progressEndsAtTheSizeOnDisk() throws IOException {
    Path file = write("log", Framing.ZSTD.compress(SmallLog.whole(TASKS)));
    AtomicLong last = new AtomicLong();
    new EventLogReader()
        .read(
            EventLogs.find(List.of(file)).get(0),
            records,
            (read, total) -> {
              assertThat(read).isGreaterThanOrEqualTo(last.getAndSet(read));
              assertThat(read).isLessThanOrEqualTo(total);
            });

    assertThat(last).hasValue(Files.size(file));
  }

  @Test
  void whatASinkThrowsComesOut() {
    Path file = write("log", SmallLog.whole(1));
    EventLog log = EventLogs.find(List.of(file)).get(0);
    IllegalStateException full = new IllegalStateException("full");

    assertThatThrownBy(
            () ->
                new EventLogReader()
                    .read(
                        log,
                        new io.attune.schemas.EventSink() {
                          @Override
                          public void task(TaskMetrics event) {
                            throw full;
                          }

                          @Override
                          public void executor(io.attune.schemas.ExecutorMetrics event) {}

                          @Override
                          public void lifecycle(io.attune.schemas.LifecycleEvent event) {}
                        },
                        ReadProgress.NONE))
        .isSameAs(full);
  }

  @Test
  void rolledFilesAreReadByNumber() {
    String dir = "eventlog_v2_" + SmallLog.ID + "/";
    write(dir + "appstatus_" + SmallLog.ID, "");
    write(dir + "events_1_" + SmallLog.ID, SmallLog.start());
    // The file before the last ends without a line end, as after a crash.
    write(dir + "events_2_" + SmallLog.ID, SmallLog.tasks(0, 1_000).stripTrailing());
    write(
        dir + "events_10_" + SmallLog.ID + ".zstd",
        Framing.ZSTD.compress(SmallLog.tasks(1_000, TASKS) + SmallLog.end()));
    ReadReport report = read(directory.resolve(dir));

    assertAllTasks();
    assertThat(report.applicationEnded()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .asString()
        .contains("lacks the files events_3_ to events_9_");
  }

  @Test
  void aRolledFileThatIsStillEmptyIsNoHarm() {
    String dir = "eventlog_v2_" + SmallLog.ID + "/";
    write(dir + "appstatus_" + SmallLog.ID + ".inprogress", "");
    write(dir + "events_1_" + SmallLog.ID, SmallLog.start() + SmallLog.tasks(TASKS));
    write(dir + "events_2_" + SmallLog.ID, "");
    ReadReport report = read(directory.resolve(dir));

    assertAllTasks();
    assertThat(report.warnings()).anyMatch(w -> w.contains("is empty"));
    assertThat(report.warnings()).anyMatch(w -> w.contains("still being written"));
  }

  @Test
  void aCompactedDirectoryBeginsWithItsCompactFile() {
    String dir = "eventlog_v2_" + SmallLog.ID + "/";
    write(dir + "events_1_" + SmallLog.ID, "must not be read");
    write(dir + "events_2_" + SmallLog.ID, "must not be read");
    write(dir + "events_2_" + SmallLog.ID + ".compact", SmallLog.start());
    write(dir + "events_3_" + SmallLog.ID, SmallLog.tasks(TASKS) + SmallLog.end());
    ReadReport report = read(directory.resolve(dir));

    assertAllTasks();
    assertThat(report.warnings()).singleElement().asString().contains("compacted");
  }

  @Test
  void filesAsDatabricksDeliversThem() {
    write("cluster/eventlog", SmallLog.tasks(1_000, TASKS) + SmallLog.end());
    write(
        "cluster/eventlog-2026-01-02--03-00.gz",
        Framing.GZIP.compress(SmallLog.start() + SmallLog.tasks(0, 500)));
    write(
        "cluster/eventlog-2026-01-02--04-00.gz", Framing.GZIP.compress(SmallLog.tasks(500, 1_000)));

    read(directory.resolve("cluster"));
    assertAllTasks();
  }

  @Test
  void aDirectoryOfManyLogs() {
    write("b.zstd", Framing.ZSTD.compress(SmallLog.whole(1)));
    write("a", SmallLog.whole(1));
    write("README.md", "no log");
    write("numbers.json", "{\"a\":1}");
    write(".a.crc", "crc");
    write("deeper/eventlog_v2_x/events_1_x", SmallLog.whole(1));
    List<EventLog> logs = EventLogs.find(List.of(directory, directory.resolve("a")));

    assertThat(logs.stream().map(EventLog::name)).containsExactly("a", "b.zstd", "eventlog_v2_x");
  }

  @Test
  void nothingToFind() throws IOException {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> EventLogs.find(List.of(missing)))
        .isInstanceOf(EventLogException.class)
        .hasMessageStartingWith("There is no file or directory " + missing + ": check the path");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThatThrownBy(() -> EventLogs.find(List.of(empty)))
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("holds no event log (it is empty): give a log file");
    write("empty/notes.txt", "no log");
    assertThatThrownBy(() -> EventLogs.find(List.of(empty)))
        .hasMessageContaining("(files looked at: 1)");
  }

  @Test
  void aLogOpensAsTextFileAfterFile() throws IOException {
    write("eventlog_v2_x/events_1_x", SmallLog.start().stripTrailing());
    write("eventlog_v2_x/events_2_x.zstd", Framing.ZSTD.compress(SmallLog.end()));
    EventLog log = EventLogs.find(List.of(directory)).get(0);

    try (var in = log.open();
        Stream<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()) {
      assertThat(lines.filter(line -> !line.isEmpty())).hasSize(4);
    }
  }
}
