package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no event log is refused by {@code analyze} in one sentence, with exit code 1. */
class BadInputTest {
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
          + "gg==";

  @TempDir private Path directory;

  @Test
  void anEmptyFile() throws IOException {
    assertRefused(Files.createFile(directory.resolve("empty.log")), "empty");
  }

  @Test
  void aPicture() throws IOException {
    Path picture = directory.resolve("chart.png");
    Files.write(picture, Base64.getDecoder().decode(PNG));
    assertRefused(picture, "not");
  }

  @Test
  void jsonOfSomethingElse() throws IOException {
    Path json = directory.resolve("package.json");
    Files.writeString(json, "{\"name\": \"left-pad\", \"version\": \"1.3.0\"}\n");
    assertRefused(json, "event log");
  }

  @Test
  void anEmptyDirectory() throws IOException {
    assertRefused(Files.createDirectory(directory.resolve("logs")), "");
  }

  /** Its name tries to hide the rest of the line, and to take the terminal over. */
  @Test
  void aStackTraceShowsWhatIsInvisible() {
    Session session =
        Session.of("analyze", "--verbose", directory.resolve("no\u202E\u001B[2Jlog").toString());

    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.err()).contains("    at io.attune").doesNotContain("\u202E", "\u001B");
  }

  @Test
  void aMissingPath() {
    assertRefused(directory.resolve("nightly.zstd"), "no file or directory");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200})
  void aTruncatedLogOfWhichNothingCanBeJudged(int bytes) throws IOException {
    assertRefused(truncated(bytes), "");
  }

  @Test
  void aTruncatedLogIsJudgedAsFarAsItGoesAndSaysSo() throws IOException {
    Path log = truncated(-1);
    Session session = Session.of("analyze", "--format", "json", log.toString());

    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.err()).contains(log.getFileName().toString());
    assertThat(session.out()).contains("\"application\"");
  }

  @Test
  void oneGoodLogAmongBadEntriesIsJudged() throws IOException {
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Files.move(bundled(), logs.resolve("good.zstd"));
    Files.createFile(logs.resolve("fresh.inprogress"));
    Files.write(logs.resolve("cut.zstd"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd});
    Files.createSymbolicLink(logs.resolve("gone"), logs.resolve("was-here"));
    Session session = Session.of("analyze", "--format", "json", logs.toString());

    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).contains("\"workload\" : \"healthy-orders\"");
    assertThat(session.err().lines().filter(line -> line.startsWith("Left out: ")))
        .hasSize(3)
        .anyMatch(line -> line.contains("fresh.inprogress is empty"))
        .anyMatch(line -> line.contains("cut.zstd"))
        .anyMatch(line -> line.contains("gone is a link that leads nowhere"));
  }

  @Test
  void manyBadEntriesAreCounted() throws IOException {
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Files.move(bundled(), logs.resolve("good.zstd"));
    for (int i = 0; i < 30; i++) {
      Files.createFile(logs.resolve("empty-" + i));
    }
    Session session = Session.of("analyze", "--format", "json", logs.toString());

    assertThat(session.exitCode()).isZero();
    assertThat(session.err()).contains("Left out: 10 more entries, 30 in all.");
    assertThat(session.err()).hasLineCount(Omissions.MOST_LINES + 1);
  }

  @Test
  void nothingLeftIsAFailure() throws IOException {
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Files.createFile(logs.resolve("one"));
    Files.createFile(logs.resolve("two"));
    Session session = Session.of("analyze", logs.toString());

    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).contains("one is empty", "two is empty", "attune: Nothing is left");
  }

  @Test
  void aRuleTableThatIsNotThere() throws IOException {
    Session session =
        Session.of(
            "analyze", "--rules", directory.resolve("r.yaml").toString(), bundled().toString());
    assertOneSentence(session, "r.yaml", "--rules");
  }

  @Test
  void aRuleTableWithAnUnknownNumber() throws IOException {
    Path rules = directory.resolve("rules.yaml");
    Files.writeString(rules, "skew.raatio: 6\n");
    Session session = Session.of("analyze", "--rules", rules.toString(), bundled().toString());
    assertOneSentence(session, "skew.raatio", "did you mean");
  }

  private void assertRefused(Path path, String reason) {
    Session session = Session.of("analyze", path.toString());
    assertOneSentence(session, path.getFileName().toString(), reason);
  }

  private static void assertOneSentence(Session session, String... parts) {
    assertThat(session.exitCode()).as(session.err()).isEqualTo(1);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).startsWith("attune: ").contains(parts).hasLineCount(1);
    assertThat(session.err()).doesNotContain("java.lang.", "\tat ", "should not happen");
  }

  private Path bundled() throws IOException {
    Path log = directory.resolve("bundled.zstd");
    try (InputStream in = BundledRuns.class.getResourceAsStream("/runs/healthy-orders.zstd")) {
      Files.copy(in, log);
    }
    return log;
  }

  /** The first bytes of a bundled log; a negative number cuts off so many at the end. */
  private Path truncated(int bytes) throws IOException {
    byte[] whole = Files.readAllBytes(bundled());
    Path log = directory.resolve("cut.zstd");
    Files.write(log, Arrays.copyOf(whole, bytes < 0 ? whole.length + bytes * 100 : bytes));
    return log;
  }
}
