package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, in this process: broker, registry, pipeline, recorded runs, advice. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DemoIT {
  @TempDir private Path directory;

  @Test
  void printsTheAdviceForTheRecordedRunsAndEnds() {
    Session demo = demo("--exit", "--all", "--data-dir", directory.toString());

    assertThat(demo.exitCode()).as(demo.err()).isZero();
    assertThat(demo.out().lines().filter(line -> line.startsWith("healthy-")))
        .hasSizeGreaterThanOrEqualTo(9)
        .allMatch(line -> line.endsWith("nothing to change"));
    assertThat(demo.out())
        .containsPattern("too-many-partitions .* shuffle-partitions")
        .containsPattern("skewed-join .* skew")
        .containsPattern("spark\\.sql\\.shuffle\\.partitions = \\d+  \\(now 200\\)")
        .contains("Doubt: ");
    assertThat(demo.out().lines()).allMatch(line -> line.length() <= widest(line));
    assertThat(demo.err()).contains("Started Kafka").doesNotContain("WARN", "ERROR", "Exception");
    // Kept, because a directory was named.
    assertThat(directory.resolve("kafka/meta.properties")).isRegularFile();

    Session again = demo("--exit", "--all", "--data-dir", directory.toString());

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo(demo.out());
  }

  @Test
  void namesTheOptionForAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      for (String option : List.of("--port", "--registry-port", "--http-port")) {
        Session session = demo("--exit", option, port);

        assertThat(session.exitCode()).isEqualTo(1);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains(port, "is in use", option).hasLineCount(1);
      }
    }
  }

  @Test
  void refusesADirectoryThatIsNotItsOwn() throws IOException {
    Files.createDirectories(directory.resolve("kafka"));
    Files.writeString(directory.resolve("kafka/notes.txt"), "mine");
    Session session = demo("--exit", "--data-dir", directory.toString());

    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.err()).contains(directory.toString()).doesNotContain("Exception");
    assertThat(directory.resolve("kafka/notes.txt")).hasContent("mine");
  }

  /** A line is no wider than the terminal unless it is a setting, which is never broken. */
  private static int widest(String line) {
    return line.contains(" = ") ? Integer.MAX_VALUE : Session.COLUMNS;
  }

  private static Session demo(String... arguments) {
    List<String> all = new ArrayList<>(List.of("demo"));
    List<String> given = Arrays.asList(arguments);
    for (String option : List.of("--port", "--registry-port", "--http-port")) {
      if (!given.contains(option)) {
        all.addAll(List.of(option, "0"));
      }
    }
    all.addAll(given);
    return Session.of(all.toArray(String[]::new));
  }
}
