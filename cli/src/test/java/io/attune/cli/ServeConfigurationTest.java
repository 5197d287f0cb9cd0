package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeConfigurationTest {
  @TempDir private Path directory;

  @Test
  void refusesAFileThatIsNotThere() {
    Path file = directory.resolve("attune.properties");
    assertOneSentence(Session.of("serve", "--config", file.toString()), file.toString());
  }

  @Test
  void refusesAFileThatIsNoText() throws IOException {
    Path file = directory.resolve("attune.properties");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0x80});
    assertOneSentence(Session.of("serve", "--config", file.toString()), file.toString());
  }

  @Test
  void refusesAnUnknownSettingAndSuggestsOne() throws IOException {
    Path file = directory.resolve("attune.properties");
    Files.writeString(file, "bootstrap.server=localhost:9092\n");
    assertOneSentence(
        Session.of("serve", "--config", file.toString()), "bootstrap.server", "bootstrap.servers");
  }

  @Test
  void refusesAValueThatIsNotAllowed() {
    assertOneSentence(Session.of("serve", "--set", "threads=none"), "threads", "none");
  }

  @Test
  void refusesAnUnreadableClientConfiguration() {
    Path file = directory.resolve("client.properties");
    assertOneSentence(
        Session.of("watch", "--client-config", file.toString()),
        file.toString(),
        "--client-config");
  }

  private static void assertOneSentence(Session session, String... parts) {
    assertThat(session.exitCode()).as(session.err()).isEqualTo(1);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).startsWith("attune: ").contains(parts).hasLineCount(1);
    assertThat(session.err()).doesNotContain("Exception", "should not happen");
  }
}
