package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import com.ning.compress.lzf.LZFOutputStream;
import io.attune.eventlog.testing.SmallLog;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jpountz.lz4.LZ4BlockOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.SnappyOutputStream;

/** A log that grows gives, look by look, the records that it gives when it is read as a whole. */
class GrowingLogTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private final AllRecords records = new AllRecords();

  /** Every record in its order, as text. */
  private static final class AllRecords implements EventSink {
    private final List<String> all = new ArrayList<>();

    @Override
    public void task(TaskMetrics event) {
      all.add(event.toString());
    }

    @Override
    public void executor(ExecutorMetrics event) {
      all.add(event.toString());
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      all.add(event.toString());
    }
  }

  /** Codecs whose data can be read while they are written. */
  private enum Codec {
    PLAIN {
      @Override
      OutputStream wrap(OutputStream out) {
        return out;
      }
    },
    ZSTD {
      @Override
      OutputStream wrap(OutputStream out) throws IOException {
        return new ZstdOutputStream(out).setCloseFrameOnFlush(true);
      }
    },
    ZSTD_WITH_CHECKSUM {
      @Override
      OutputStream wrap(OutputStream out) throws IOException {
        return new ZstdOutputStream(out).setCloseFrameOnFlush(true).setChecksum(true);
      }
    },
    LZ4 {
      @Override
      OutputStream wrap(OutputStream out) {
        return new LZ4BlockOutputStream(out, 32 << 10);
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
    };

    abstract OutputStream wrap(OutputStream out) throws IOException;

    /** Writes text with a flush after some lines, as Spark does at the ends of stages. */
    byte[] write(String text, Random random) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = wrap(bytes)) {
        for (String line : text.split("(?<=\n)")) {
          out.write(line.getBytes(StandardCharsets.UTF_8));
          if (random.nextInt(40) == 0) {
            out.flush();
          }
        }
      }
      return bytes.toByteArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCodecCutAnywhere(Codec codec) throws IOException {
    Random random = new Random(7);
    byte[] stored = codec.write(SmallLog.whole(3_000), random);

    int atLooks = grow(stored, random);

    assertThat(records.all).isEqualTo(whole(stored).all);
    assertThat(atLooks).as("records before the end of the file").isGreaterThan(100);
  }

  static Stream<EventLog> recorded() {
    return EventLogs.find(List.of(Path.of("..", "sample-runs", "logs"))).stream()
        .filter(log -> log.files().size() == 1 && log.sizeBytes() < 200_000)
        .limit(12);
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void whatSparkWrote(EventLog log) throws IOException {
    byte[] stored = Files.readAllBytes(Path.of(log.path()));

    int atLooks = grow(stored, new Random(log.sizeBytes()));

    assertThat(records.all).isEqualTo(whole(stored).all);
    assertThat(atLooks).as("records before the end of the file").isPositive();
  }

  @Test
  void aRolledLog() throws IOException {
    Random random = new Random(3);
    String text = SmallLog.whole(900);
    int first = text.indexOf('\n', text.length() / 3) + 1;
    int second = text.indexOf('\n', 2 * text.length() / 3) + 1;
    Path rolled = Files.createDirectory(directory.resolve("eventlog_v2_app-1"));
    Path status = rolled.resolve("appstatus_app-1.inprogress");
    Files.write(status, new byte[0]);
    Files.write(
        rolled.resolve("events_1_app-1.zstd"), Codec.ZSTD.write(text.substring(0, first), random));
    GrowingLog growing = new EventLogReader().growing(listed(rolled), () -> records);
    growing.read(listed(rolled));
    byte[] two = Codec.ZSTD.write(text.substring(first, second), random);
    Files.write(rolled.resolve("events_2_app-1.zstd"), Arrays.copyOf(two, two.length / 2));
    growing.read(listed(rolled));
    Files.write(rolled.resolve("events_2_app-1.zstd"), two);
    Files.write(
        rolled.resolve("events_3_app-1.zstd"), Codec.ZSTD.write(text.substring(second), random));
    Files.move(status, rolled.resolve("appstatus_app-1"));
    growing.read(listed(rolled));

    assertThat(growing.isOver(listed(rolled), NOW)).isTrue();
    growing.end(NOW);
    AllRecords whole = new AllRecords();
    new EventLogReader().read(listed(rolled), whole, ReadProgress.NONE);
    assertThat(records.all).isEqualTo(whole.all);
  }

  /** As a History Server gives the log of an application that goes on: made anew each time. */
  @Test
  void anArchiveThatIsMadeAnew() throws IOException {
    Random random = new Random(11);
    String text = SmallLog.whole(900);
    int cut = text.indexOf('\n', text.length() / 2) + 1;
    byte[] one = Codec.ZSTD.write(text.substring(0, cut), random);
    byte[] two = Codec.ZSTD.write(text.substring(cut), random);
    Path open = directory.resolve("app-1.inprogress");
    Files.write(open, zip(Arrays.copyOf(one, 2 * one.length / 3)));
    GrowingLog growing = new EventLogReader().growing(listed(open), () -> records);
    growing.read(listed(open));
    int early = records.all.size();
    for (int part = 1; part <= 4; part++) {
      Files.write(open, zip(one, Arrays.copyOf(two, two.length * part / 4)));
      growing.read(listed(open));
    }
    Path closed = Files.move(open, directory.resolve("app-1"));
    growing.read(listed(closed));

    assertThat(growing.isOver(listed(closed), NOW)).isTrue();
    growing.end(NOW);
    AllRecords whole = new AllRecords();
    new EventLogReader().read(listed(closed), whole, ReadProgress.NONE);
    assertThat(early).isPositive();
    assertThat(records.all).isEqualTo(whole.all);
  }

  @Test
  void anArchiveInWhichPartsWereCompactedIsReadFromItsBeginning() throws IOException {
    String text = SmallLog.whole(300);
    int cut = text.indexOf('\n', text.length() / 2) + 1;
    Path open = directory.resolve("app-1.inprogress");
    Files.write(open, zip(SmallLog.bytes(text.substring(0, cut))));
    GrowingLog growing = new EventLogReader().growing(listed(open), () -> records);
    growing.read(listed(open));
    List<String> early = List.copyOf(records.all);
    Files.write(open, zip(SmallLog.bytes(SmallLog.start()), SmallLog.bytes(text.substring(cut))));
    Path closed = Files.move(open, directory.resolve("app-1"));
    growing.read(listed(closed));

    assertThat(early).hasSizeGreaterThan(100);
    assertThat(records.all.subList(0, early.size())).isEqualTo(early);
    assertThat(records.all.stream().filter(record -> record.contains("APPLICATION_ENDED")))
        .hasSize(1);
  }

  private static byte[] zip(byte[]... parts) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(stored)) {
      for (int i = 0; i < parts.length; i++) {
        zip.putNextEntry(new ZipEntry("eventlog_v2_app-1/events_" + (i + 1) + "_app-1"));
        zip.write(parts[i]);
      }
    }
    return stored.toByteArray();
  }

  @Test
  void deliveredByDatabricks() throws IOException {
    String text = SmallLog.start() + SmallLog.tasks(600);
    Path delivered = Files.createDirectory(directory.resolve("123"));
    Path growingFile = delivered.resolve("eventlog");
    Files.writeString(growingFile, text.substring(0, 20_000));
    GrowingLog growing = new EventLogReader().growing(listed(delivered), () -> records);
    growing.read(listed(delivered));
    int seen = records.all.size();
    growing.read(listed(delivered));
    assertThat(records.all).hasSize(seen);

    int rolledAt = text.indexOf('\n', 50_000) + 1;
    Files.write(
        delivered.resolve("eventlog-2026-01-01--10-00.gz"), gzip(text.substring(0, rolledAt)));
    Files.writeString(growingFile, text.substring(rolledAt));
    growing.read(listed(delivered));

    AllRecords whole = new AllRecords();
    new EventLogReader().read(listed(delivered), whole, ReadProgress.NONE);
    assertThat(records.all).isEqualTo(whole.all.subList(0, records.all.size()));
    assertThat(records.all).hasSize(602);
  }

  @Test
  void dataThatBreakOffAreReadOnce() throws IOException {
    byte[] stored = Codec.LZ4.write(SmallLog.whole(500), new Random(5));
    Path log = directory.resolve("app-1");
    Files.write(log, Arrays.copyOf(stored, 2 * stored.length / 3));
    GrowingLog growing = new EventLogReader().growing(listed(log), () -> records);
    growing.read(listed(log));
    int read = records.all.size();
    growing.read(listed(log));

    assertThat(read).isGreaterThan(100);
    assertThat(records.all).hasSize(read);
    assertThat(growing.end(NOW).get(0).warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .contains("lz4 data of", "breaks off")
                    .doesNotContain("Exception"));
  }

  @Test
  void anApplicationThatIsSilentIsNotOver() throws IOException {
    Path log = directory.resolve("app-1.inprogress");
    Files.writeString(log, SmallLog.start() + SmallLog.tasks(5));
    GrowingLog growing = new EventLogReader().growing(listed(log), () -> records);
    growing.read(listed(log));
    Instant written = listed(log).lastModified();

    assertThat(growing.isOver(listed(log), written.plusSeconds(3600 * 23))).isFalse();
    assertThat(growing.isOver(listed(log), written.plusSeconds(3600 * 25))).isTrue();
  }

  /**
   * Lets a file grow in unequal steps, then closes it; returns the records before it was closed.
   */
  private int grow(byte[] stored, Random random) throws IOException {
    Path open = directory.resolve("app-1.inprogress");
    Files.write(open, new byte[0]);
    GrowingLog growing = new EventLogReader().growing(listed(open), () -> records);
    for (int end = 1; end < stored.length; end += 1 + random.nextInt(stored.length / 8)) {
      Files.write(open, Arrays.copyOf(stored, end));
      growing.read(listed(open));
    }
    Files.write(open, stored);
    growing.read(listed(open));
    int before = records.all.size();
    Path closed = directory.resolve("app-1");
    Files.move(open, closed, StandardCopyOption.REPLACE_EXISTING);
    growing.read(listed(closed));
    assertThat(growing.isOver(listed(closed), NOW)).isTrue();
    growing.end(NOW);
    return before;
  }

  private AllRecords whole(byte[] stored) throws IOException {
    Path file = Files.write(directory.resolve("whole"), stored);
    AllRecords whole = new AllRecords();
    new EventLogReader().read(listed(file), whole, ReadProgress.NONE);
    return whole;
  }

  private static EventLog listed(Path path) {
    return new LogPlaces(LogStores.LOCAL).list(List.of(path.toString())).logs().get(0);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
