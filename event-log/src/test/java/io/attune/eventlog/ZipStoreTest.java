package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.testing.LogStoreContract;
import io.attune.eventlog.testing.SmallLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipStoreTest extends LogStoreContract {
  @TempDir private Path directory;

  @Override
  protected String store(Map<String, byte[]> files) throws IOException {
    Path archive = directory.resolve("logs.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return archive + "!";
  }

  @Test
  void anArchiveAmongLogsIsLookedInto() throws IOException {
    store(Map.of("app-1", SmallLog.bytes(SmallLog.whole(1)), "notes", SmallLog.bytes("no log")));
    Files.writeString(directory.resolve("app-2"), SmallLog.whole(1));
    Files.writeString(directory.resolve("broken.zip"), "PK");
    Found found = EventLogs.look(List.of(directory));

    assertThat(found.logs()).extracting(EventLog::name).containsExactly("app-2", "app-1");
    assertThat(found.leftOut())
        .extracting(SkippedPath::sentence)
        .satisfiesExactly(
            broken -> assertThat(broken).contains("broken.zip is no whole zip archive"),
            notes -> assertThat(notes).contains("logs.zip!/notes is not a Spark event log"));
  }
}
