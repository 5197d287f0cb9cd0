package io.attune.eventlog.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.Found;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStores;
import io.attune.eventlog.ReadProgress;
import io.attune.eventlog.SkippedPath;
import io.attune.eventlog.StoredFile;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * What holds for every store of logs, whatever is behind it. Each has a test class that extends
 * this one and stores files as the store's own tools do.
 */
public abstract class LogStoreContract implements CoversSchemes {

  /** Stores files, by their paths below a new place, and gives the place as users write it. */
  protected abstract String store(Map<String, byte[]> files) throws Exception;

  /** How the place is found; the local stores by default. */
  protected LogStores stores() {
    return LogStores.LOCAL;
  }

  /** More files than a listing has in one answer. */
  protected int many() {
    return 1_203;
  }

  @Override
  public Set<String> schemes() {
    return Set.of();
  }

  private static byte[] bytes(String text) {
    return SmallLog.bytes(text);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(stored)) {
      out.write(bytes(text));
    }
    return stored.toByteArray();
  }

  private Found list(String... places) {
    return new LogPlaces(stores()).list(List.of(places));
  }

  private EventLog only(String place) {
    Found found = list(place);
    assertThat(found.leftOut()).isEmpty();
    assertThat(found.logs()).hasSize(1);
    return found.logs().get(0);
  }

  private static byte[] read(StoredFile file, long offset) throws IOException {
    try (InputStream in = file.open(offset)) {
      return in.readAllBytes();
    }
  }

  private static long tasks(EventLog log) {
    long[] count = new long[1];
    new EventLogReader()
        .read(
            log,
            new EventSink() {
              @Override
              public void task(TaskMetrics event) {
                count[0]++;
              }

              @Override
              public void executor(ExecutorMetrics event) {}

              @Override
              public void lifecycle(LifecycleEvent event) {}
            },
            ReadProgress.NONE);
    return count[0];
  }

  @Test
  void everyFormOfALogIsFoundBelowAPlace() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("app-1", bytes(SmallLog.whole(1)));
    files.put("app-2.inprogress", bytes(SmallLog.start()));
    files.put("eventlog_v2_app-3/events_2_app-3", bytes(SmallLog.tasks(4) + SmallLog.end()));
    files.put("eventlog_v2_app-3/events_1_app-3", bytes(SmallLog.start()));
    files.put("eventlog_v2_app-3/appstatus_app-3.inprogress", new byte[0]);
    files.put("deep/er/app-4.gz", gzip(SmallLog.whole(2)));
    files.put("cluster/eventlog/c_1/17/eventlog-2026-01-02--03-00.gz", gzip(SmallLog.start()));
    files.put("cluster/eventlog/c_1/17/eventlog", bytes(SmallLog.tasks(3)));
    files.put("cluster/driver/stdout", bytes("hello"));
    files.put("_SUCCESS", new byte[0]);
    files.put(".app-1.crc", bytes("crc"));
    Found found = list(store(files));

    assertThat(found.leftOut()).isEmpty();
    Map<String, EventLog> logs = new TreeMap<>();
    found.logs().forEach(log -> logs.put(log.name(), log));
    assertThat(logs.keySet())
        .containsExactly("17", "app-1", "app-2.inprogress", "app-4.gz", "eventlog_v2_app-3");
    assertThat(logs.values().stream().filter(EventLog::inProgress).map(EventLog::name))
        .containsExactly("app-2.inprogress", "eventlog_v2_app-3");
    assertThat(logs.get("eventlog_v2_app-3").files().stream().map(StoredFile::name))
        .containsExactly("events_1_app-3", "events_2_app-3");
    assertThat(logs.get("app-1").sizeBytes()).isEqualTo(files.get("app-1").length);
    assertThat(logs.get("app-1").lastModified())
        .isBetween(
            Instant.now().minus(Duration.ofMinutes(10)),
            Instant.now().plus(Duration.ofMinutes(10)));
    assertThat(tasks(logs.get("eventlog_v2_app-3"))).isEqualTo(4);
    assertThat(tasks(logs.get("app-4.gz"))).isEqualTo(2);
  }

  @Test
  void aFileOpensFromAnyOffset() throws Exception {
    byte[] content = new byte[300_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 >> 3);
    }
    StoredFile file = only(store(Map.of("app-1", content)) + "/app-1").files().get(0);

    for (int offset : new int[] {0, 1, 65_536, content.length - 1, content.length}) {
      assertThat(read(file, offset))
          .as("from %d", offset)
          .isEqualTo(Arrays.copyOfRange(content, offset, content.length));
    }
    assertThat(read(file, content.length + 5)).isEmpty();
  }

  @Test
  void aFileIsReadInPartsWithoutTheRest() throws Exception {
    StoredFile file = only(store(Map.of("app-1", new byte[2_000_000])) + "/app-1").files().get(0);
    for (int i = 0; i < 20; i++) {
      try (InputStream in = file.open(i)) {
        assertThat(in.readNBytes(100)).hasSize(100);
      }
    }
  }

  @Test
  void aFileIsToldByItsBeginning() throws Exception {
    byte[] long1 = bytes(SmallLog.whole(2_000));
    String place = store(Map.of("app-1", long1, "app-2", bytes("no log at all".repeat(900))));

    assertThat(EventLogs.check(only(place + "/app-1"))).isEmpty();
    assertThat(EventLogs.check(only(place + "/app-2")))
        .hasValueSatisfying(
            one -> assertThat(one.sentence()).contains("app-2 is not a Spark event log"));
    try (InputStream in = only(place + "/app-1").files().get(0).store().head(place + "/app-1", 9)) {
      assertThat(in.readNBytes(9)).isEqualTo(Arrays.copyOf(long1, 9));
    }
  }

  @Test
  void aPartStandsForTheWholeLogAndSeveralForOne() throws Exception {
    String place =
        store(
            Map.of(
                "eventlog_v2_a/events_1_a", bytes(SmallLog.start()),
                "eventlog_v2_a/events_2_a", bytes(SmallLog.tasks(2)),
                "eventlog_v2_a/events_3_a", bytes(SmallLog.end())));
    String part = place + "/eventlog_v2_a/events_";
    Found found = list(part + "2_a", part + "3_a");

    assertThat(found.logs()).hasSize(1);
    assertThat(found.logs().get(0).files()).hasSize(3);
    assertThat(tasks(found.logs().get(0))).isEqualTo(2);
  }

  @Test
  void namesWithAllSortsOfCharacters() throws Exception {
    List<String> names =
        List.of("with space", "per%20cent+plus", "ünï-код", "a&b=c;d", "q'uote", "app-1(2)~");
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : names) {
      files.put("day=2026-01-02/" + name, bytes(SmallLog.whole(1)));
    }
    String place = store(files);
    Found found = list(place);

    assertThat(found.logs().stream().map(EventLog::name))
        .containsExactlyInAnyOrderElementsOf(names);
    for (EventLog log : found.logs()) {
      assertThat(tasks(log)).as(log.path()).isEqualTo(1);
      assertThat(only(log.path()).sizeBytes()).isEqualTo(log.sizeBytes());
    }
  }

  @Test
  void anEmptyFileIsListedAndRefusedWhenItIsChecked() throws Exception {
    EventLog log = only(store(Map.of("app-1.inprogress", new byte[0])) + "/app-1.inprogress");

    assertThat(log.sizeBytes()).isZero();
    assertThat(read(log.files().get(0), 0)).isEmpty();
    assertThat(EventLogs.check(log))
        .hasValueSatisfying(
            one -> assertThat(one.sentence()).contains("app-1.inprogress is empty"));
  }

  @Test
  void whereNothingIs() throws Exception {
    String missing = store(Map.of("app-1", bytes(SmallLog.whole(1)))) + "/app";
    Found found = list(missing, missing + "/deeper");

    assertThat(found.logs()).isEmpty();
    assertThat(found.leftOut())
        .hasSize(2)
        .extracting(SkippedPath::sentence)
        .allMatch(sentence -> sentence.startsWith("There is no file or directory " + missing));
  }

  @Test
  void aDirectoryOfMany() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < many(); i++) {
      files.put("logs/app-" + i, bytes(SmallLog.start()));
      names.add("app-" + i);
    }
    assertThat(list(store(files) + "/logs").logs().stream().map(EventLog::name))
        .containsExactlyInAnyOrderElementsOf(names);
  }
}
