package io.attune.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code attune-VERSION.tar.gz} on a machine that has a JDK and nothing else: an empty home
 * directory, no Maven, no git, no variables.
 */
class ArchiveIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** What the launcher may use besides Java. */
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "env",
          "cat",
          "cksum",
          "dirname",
          "grep",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "stty");

  @TempDir private static Path scratch;

  private static Path attune;
  private static Path home;
  private static final Map<String, String> environment = new HashMap<>();

  @BeforeAll
  static void unpack() throws Exception {
    run(scratch, Map.of("PATH", "/usr/bin:/bin"), "tar", "-xzf", Release.archive().toString());
    attune = scratch.resolve("attune-" + Release.version());
    home = Files.createDirectory(scratch.resolve("home"));
    Path tools = Files.createDirectory(scratch.resolve("tools"));
    for (String tool : TOOLS) {
      for (String bin : List.of("/usr/bin", "/bin")) {
        if (Files.exists(Path.of(bin, tool)) && !Files.exists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), Path.of(bin, tool));
        }
      }
    }
    environment.put("PATH", tools.toString());
    environment.put("HOME", home.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
  }

  @Test
  void everyEntryHasTheTimeOfTheReleaseAndNoOwner() throws IOException {
    String top = "attune-" + Release.version() + "/";
    List<String> names = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GzipCompressorInputStream(Files.newInputStream(Release.archive())))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        names.add(entry.getName());
        assertThat(entry.getLastModifiedTime().toInstant())
            .as(entry.getName())
            .isEqualTo(Release.time());
        assertThat(entry.getLongUserId()).as(entry.getName()).isZero();
        assertThat(entry.getLongGroupId()).as(entry.getName()).isZero();
      }
    }
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.startsWith(top));
  }

  @Test
  void holdsWhatItsPagesSpeakOf() {
    assertThat(
            Stream.of(
                "LICENSE",
                "NOTICE",
                "README.md",
                "agent/attune-spark-agent.jar",
                "deploy/helm/attune/Chart.yaml",
                "deploy/kubernetes/attune.yaml",
                "deploy/systemd/attune.service",
                "docs/attune-bom.json",
                "docs/install.md",
                "docs/rules/skew.md",
                "docs/site/index.html",
                "docs/site/search.js",
                "samples/skewed-join.zstd"))
        .allMatch(name -> Files.isRegularFile(attune.resolve(name)));
  }

  /** All of the libraries that it holds, and none that only tests or the build have. */
  @Test
  void theBillOfMaterialsIsThatOfItsLibraries() throws IOException {
    Set<String> listed = new TreeSet<>();
    Set<String> own = new HashSet<>();
    JsonNode bill = new ObjectMapper().readTree(attune.resolve("docs/attune-bom.json").toFile());
    for (JsonNode one : bill.path("components")) {
      String jar = one.path("name").asText() + "-" + one.path("version").asText() + ".jar";
      (one.path("group").asText().equals("io.attune") ? own : listed).add(jar);
    }
    List<String> libraries =
        files(attune.resolve("lib"), ".jar").stream()
            .map(jar -> jar.getFileName().toString())
            .filter(jar -> !own.contains(jar))
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(libraries);
  }

  @Test
  void startsAndKeepsParsedClassesForTheNextStart() throws Exception {
    String version = attune("--version");
    assertThat(version).isEqualTo("Attune " + Release.version());
    assertThat(files(attune, ".jsa")).hasSize(1);
    assertThat(files(home, "")).as("nothing in the home directory").isEmpty();

    String loaded = attune("-J-Xlog:class+load=info:stdout", "--version");
    assertThat(loaded).contains("io.attune.cli.Main source: shared objects file");
  }

  @Test
  void writesNothingWhereThatIsForbiddenAndStartsThroughALink() throws Exception {
    Path second = Files.createDirectories(scratch.resolve("second place"));
    run(second, Map.of("PATH", "/usr/bin:/bin"), "tar", "-xzf", Release.archive().toString());
    Path there = second.resolve(attune.getFileName());
    Path link = Files.createSymbolicLink(second.resolve("link"), there.resolve("bin/attune"));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("ATTUNE_BUILD", "never");

    assertThat(run(scratch, variables, link.toString(), "--version")).startsWith("Attune ");
    assertThat(files(there, ".jsa")).isEmpty();
    assertThat(files(home, "")).isEmpty();
  }

  @Test
  void readsLogsFromAnyDirectory() throws Exception {
    Files.copy(attune.resolve("samples/skewed-join.zstd"), home.resolve("my run.zstd"));
    String printed =
        run(home, environment, attune.resolve("bin/attune").toString(), "analyze", "my run.zstd");
    Files.delete(home.resolve("my run.zstd"));

    assertThat(printed).contains("skew");
  }

  @Test
  void attachesTheAgentThatItCarries() throws Exception {
    assertThat(attune("agent"))
        .contains("--jars " + attune.resolve("agent/attune-spark-agent.jar"))
        .contains("--conf spark.extraListeners=io.attune.spark.AttuneListener");
  }

  @Test
  void saysThatBenchmarksNeedACheckout() throws Exception {
    try (Program bench = Program.start(scratch, environment, command("bench", "lab"))) {
      assertThat(bench.exitCode(LIMIT)).isEqualTo(1);
      assertThat(bench.output()).contains("checkout").hasLineCount(1);
    }
  }

  @Test
  void runsTheDemo() throws Exception {
    assertThat(attune("demo", "--exit", "--port=0", "--registry-port=0", "--http-port=0"))
        .containsPattern("skewed-join .* skew")
        .containsPattern("healthy-orders .* nothing to change");
  }

  private static String attune(String... arguments) throws Exception {
    return run(scratch, environment, command(arguments).toArray(String[]::new));
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(attune.resolve("bin/attune").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String run(Path directory, Map<String, String> variables, String... command)
      throws Exception {
    try (Program program = Program.start(directory, variables, List.of(command))) {
      assertThat(program.exitCode(LIMIT)).as(program.output()).isZero();
      return program.output();
    }
  }

  private static List<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }
}
