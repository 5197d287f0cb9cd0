package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory as it is after years: many good logs, and one each of what else lies there. */
class MixedDirectoryTest {
  private static final Path SAMPLE = Path.of("..", "sample-runs", "logs", "exploded-baskets.zstd");
  private static final String SAMPLE_ID = "app-20261129220830-0000";
  private static final int GOOD = 500;

  @TempDir private Path logs;

  /** The log of a run with an id and a name of its own. */
  private static byte[] log(String id) throws IOException {
    return Zstd.compress(text(id).getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String id) throws IOException {
    try (ZstdInputStream in =
        new ZstdInputStream(new ByteArrayInputStream(Files.readAllBytes(SAMPLE)))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace(SAMPLE_ID, id).replace("exploded-baskets", id);
    }
  }

  /** What is no log, or not a whole one, by its name, with what is said of it. */
  private Map<String, String> others() throws IOException, InterruptedException {
    Map<String, String> said = new TreeMap<>();
    Files.createFile(logs.resolve("fresh.inprogress"));
    said.put("fresh.inprogress", "is empty");
    byte[] good = log("app-cut");
    Files.write(logs.resolve("cut.zstd"), Arrays.copyOf(good, 20));
    said.put("cut.zstd", "breaks off");
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(logs.resolve("foreign.gz")))) {
      gzip.write("a table of something else\n".repeat(100).getBytes(StandardCharsets.UTF_8));
    }
    said.put("foreign.gz", "is not a Spark event log");
    Files.createSymbolicLink(logs.resolve("dangling"), logs.resolve("nowhere"));
    said.put("dangling", "is a link that leads nowhere");
    Path directory = Files.createDirectory(logs.resolve("below"));
    Files.createSymbolicLink(directory.resolve("up"), logs);
    said.put("below/up", "is a link back to a directory above it");
    assumeTrue(
        new ProcessBuilder("mkfifo", logs.resolve("pipe").toString())
            .start()
            .waitFor(10, TimeUnit.SECONDS),
        "mkfifo does not end");
    said.put("pipe", "is a pipe, a socket or a device");
    Path closed = Files.write(logs.resolve("closed.zstd"), log("app-closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    if (!Files.isReadable(closed)) {
      said.put("closed.zstd", "may not be read");
    } else {
      Files.delete(closed); // whoever runs the tests may read everything
    }
    return said;
  }

  @Test
  void theGoodOnesAreJudgedAndTheOthersNamed() throws Exception {
    for (int each = 0; each < GOOD; each++) {
      String id = String.format("app-20261129220830-%04d", each + 1);
      Files.write(logs.resolve(id + ".zstd"), log(id));
    }
    Files.writeString(logs.resolve("two"), text("app-one") + text("app-two"));
    Map<String, String> others = others();

    Session session = Session.of("analyze", logs.toString());

    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out().replaceAll("\\s+", " "))
        .contains((GOOD + 2) + " workloads, " + (GOOD + 2) + " runs");
    others.forEach(
        (name, reason) ->
            assertThat(session.err().lines().filter(line -> line.contains(name)))
                .as("%s in %s", name, session.err())
                .anyMatch(line -> line.contains(reason)));
  }
}
