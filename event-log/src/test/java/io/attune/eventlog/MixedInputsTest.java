package io.attune.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.attune.eventlog.testing.SmallLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A directory in use holds more than logs: one bad entry never costs the good ones. */
class MixedInputsTest {
  @TempDir private Path directory;

  private Path write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Found look() {
    return EventLogs.look(List.of(directory));
  }

  private void assertOnlyTheGoodOne(String name, String reason) {
    Found found = look();
    assertThat(found.logs()).extracting(EventLog::name).containsExactly("good");
    assertThat(found.leftOut())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.path()).endsWith("/" + name);
              assertThat(one.sentence()).contains(name).contains(reason);
            });
  }

  @Test
  void anApplicationThatStartedASecondAgo() throws IOException {
    write("good", SmallLog.whole(1));
    write("fresh.zstd.inprogress", "");
    assertOnlyTheGoodOne("fresh.zstd.inprogress", "is empty");
  }

  @Test
  void aRollingDirectoryWithoutEvents() throws IOException {
    write("good", SmallLog.whole(1));
    write("eventlog_v2_app-1/appstatus_app-1.inprogress", "");
    assertOnlyTheGoodOne("eventlog_v2_app-1", "has just started");
  }

  @Test
  void filesOfOtherKinds() throws IOException {
    write("good", SmallLog.whole(1));
    write("README.md", "no log");
    write("numbers.json", "{\"a\":1}");
    write("_SUCCESS", "");
    write(".good.crc", "crc");
    Found found = look();

    assertThat(found.logs()).hasSize(1);
    assertThat(found.leftOut())
        .extracting(one -> one.path().replaceAll(".*/", ""))
        .containsExactly("README.md", "numbers.json");
  }

  @Test
  void linksThatLeadNowhereOrInACircle() throws IOException {
    write("good", SmallLog.whole(1));
    Files.createSymbolicLink(directory.resolve("a"), directory.resolve("b"));
    Files.createSymbolicLink(directory.resolve("b"), directory.resolve("a"));
    Files.createSymbolicLink(directory.resolve("gone"), directory.resolve("was-here"));
    Files.createSymbolicLink(directory.resolve("up"), directory);
    Found found = look();

    assertThat(found.logs()).extracting(EventLog::name).containsExactly("good");
    assertThat(found.leftOut())
        .hasSize(4)
        .allMatch(one -> one.sentence().matches(".*(nowhere|/up is a link back to a directory).*"));
  }

  @Test
  void aLogThatIsLinkedTwiceIsReadOnce() throws IOException {
    Path good = write("good", SmallLog.whole(1));
    Files.createSymbolicLink(directory.resolve("same"), good);

    assertThat(look().logs()).hasSize(1);
  }

  @Test
  @Timeout(30)
  void aPipeIsNeverOpened() throws Exception {
    Path pipe = directory.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0, "no mkfifo here");
    write("good", SmallLog.whole(1));
    assertOnlyTheGoodOne("pipe", "a pipe");

    assertThatThrownBy(() -> EventLogs.find(List.of(pipe)))
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("a pipe");
  }

  @Test
  void oneMissingPathAmongOthers() throws IOException {
    Path good = write("good", SmallLog.whole(1));
    Found found = EventLogs.look(List.of(directory.resolve("missing"), good));

    assertThat(found.logs()).hasSize(1);
    assertThat(found.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.sentence()).contains("There is no file or directory"));
  }

  @Test
  void directoriesAsSparkUpTo12WritesThem() throws IOException {
    write(
        "local-1/EVENT_LOG_1",
        SmallLog.whole(1).lines().skip(1).reduce("", (a, b) -> a + b + "\n"));
    write("local-1/SPARK_VERSION_1.2.0", "");
    write("local-1/COMPRESSION_CODEC_org.apache.spark.io.SnappyCompressionCodec", "");
    write("local-1/APPLICATION_COMPLETE", "");
    EventLog log = look().logs().get(0);

    assertThat(log.sparkVersion()).contains("1.2.0");
    assertThat(log.inProgress()).isFalse();
    CollectedEvents records = new CollectedEvents();
    new EventLogReader().read(log, records, ReadProgress.NONE);
    assertThat(records.lifecycle)
        .filteredOn(event -> event.getApplicationStarted() != null)
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getApplicationStarted().getSparkVersion()).isEqualTo("1.2.0"));
  }

  @Test
  void aForeignCompressedFileIsRefusedWhenItIsRead() throws IOException {
    Path file = directory.resolve("sidecar.json.gz");
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("{}".getBytes(UTF_8));
    }
    EventLog log = look().logs().get(0);

    assertThatThrownBy(
            () -> new EventLogReader().read(log, CountingSink.NOWHERE, ReadProgress.NONE))
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("sidecar.json.gz is not a Spark event log");
  }
}
