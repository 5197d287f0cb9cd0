package io.attune.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made to take more memory or stack than there is. The tests have a heap of one GB. */
class BombsTest {

  private static final String START =
      "{\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"a\",\"App ID\":\"app-1\","
          + "\"Timestamp\":1,\"User\":\"u\"}\n";
  private static final String END = "{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":2}\n";

  @TempDir private Path folder;

  private ReadReport read(byte[] content) throws IOException {
    Path file = folder.resolve("app-1");
    Files.write(file, content);
    return new EventLogReader()
        .read(EventLogs.find(List.of(file)).get(0), CountingSink.NOWHERE, ReadProgress.NONE);
  }

  @Test
  void aLineOfAGigabyteIsPassedOver() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(compressed)) {
      out.write(START.getBytes(UTF_8));
      byte[] part = "a".repeat(1 << 20).getBytes(UTF_8);
      for (int i = 0; i < 1 << 10; i++) {
        out.write(part);
      }
      out.write(("\n" + END).getBytes(UTF_8));
    }

    ReadReport report = read(compressed.toByteArray());

    assertThat(compressed.size()).isLessThan(1 << 20);
    assertThat(report.applicationEnded()).isTrue();
    assertThat(report.warnings()).singleElement().asString().contains("it is longer than 32 MiB");
  }

  /** A block of snappy that says that it is two gigabytes long once it is decompressed. */
  @Test
  void aBlockThatClaimsToBeHugeIsDamage() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0});
    out.writeInt(1);
    out.writeInt(1);
    out.writeInt(5);
    out.write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7});

    assertThatThrownBy(() -> read(bytes.toByteArray()))
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("snappy data of")
        .hasMessageContaining("breaks off");
  }

  /** The same, with a length of what is compressed. */
  @Test
  void aBlockOfTwoGigabytesIsDamage() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0});
    out.writeInt(1);
    out.writeInt(1);
    out.writeInt(Integer.MAX_VALUE);
    out.write(new byte[100]);

    assertThatThrownBy(() -> read(bytes.toByteArray()))
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("snappy data of");
  }

  /** A frame of zstd that wants a window of two gigabytes. */
  @Test
  void aWindowThatIsTooLargeIsDamage() {
    byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (21 << 3), 0, 0, 0, 0};

    assertThatThrownBy(() -> read(frame))
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining("zstd data of");
  }

  @Test
  void depthAndNumbersAreOneUnreadableLineEach() throws IOException {
    String deep =
        "{\"Event\":\"SparkListenerSQLExecutionStart\",\"executionId\":1,\"sparkPlanInfo\":"
            + "{\"children\":[".repeat(100_000)
            + "]}".repeat(100_000)
            + "}\n";
    String cut = "{\"Event\":" + "[".repeat(100_000) + "\n";
    String number = "{\"Event\":\"SparkListenerJobStart\",\"Job ID\":1e400}\n";
    String digits =
        "{\"Event\":\"SparkListenerJobStart\",\"Job ID\":" + "9".repeat(100_000) + "}\n";

    ReadReport report = read((START + deep + cut + number + digits + END).getBytes(UTF_8));

    assertThat(report.applicationEnded()).isTrue();
    assertThat(report.unreadableLines()).isEqualTo(3);
    assertThat(report.warnings()).allMatch(warning -> !warning.contains("\n"));
  }
}
