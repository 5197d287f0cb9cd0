package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a checkout whose path has blanks, reached through a link. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "attune").toAbsolutePath().normalize();

  @TempDir private Path directory;

  private final Map<String, String> environment = new HashMap<>();
  private Path checkout;

  @BeforeEach
  void copyLauncher() throws IOException {
    checkout = Files.createDirectories(directory.resolve("my check out"));
    Files.copy(LAUNCHER, checkout.resolve("attune"));
    Files.createDirectories(checkout.resolve("cli/target/lib"));
    Files.createSymbolicLink(
        checkout.resolve("cli/target/classes"), Path.of("target", "classes").toAbsolutePath());
    for (String jar : System.getProperty("java.class.path").split(":")) {
      Path path = Path.of(jar);
      Path name = path.getFileName();
      if (Files.isRegularFile(path)) {
        Files.createSymbolicLink(checkout.resolve("cli/target/lib").resolve(name), path);
      }
    }
    environment.put("ATTUNE_BUILD", "never");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
  }

  @AfterEach
  void removeLinks() throws IOException {
    Files.deleteIfExists(checkout.resolve("cli/target/classes"));
    removeAllIn(checkout.resolve("cli/target/lib"));
    removeAllIn(directory.resolve("tools"));
  }

  private static void removeAllIn(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> links = Files.list(folder)) {
        for (Path link : links.toList()) {
          Files.delete(link);
        }
      }
    }
  }

  @Test
  void startsThroughALinkFromAnywhereAndSaysNothingOfItsOwn() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("attune"), checkout.resolve("attune"));
    Session session = run(link, "--version");

    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).startsWith("Attune ");
    assertThat(session.err()).isEmpty();
  }

  @Test
  void handsOptionsToTheJvm() throws Exception {
    environment.put("ATTUNE_OPTS", "-Xmx96m");
    Session session = run(checkout.resolve("attune"), "-J-XX:+PrintCommandLineFlags", "--version");

    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).contains("-XX:MaxHeapSize=100663296", "Attune ");
  }

  @Test
  void handsExitCodesAndArgumentsOn() throws Exception {
    Session session = run(checkout.resolve("attune"), "analyze", "no such file.zstd");

    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.err()).contains("no such file.zstd").hasLineCount(1);
    assertThat(run(checkout.resolve("attune"), "analyze").exitCode()).isEqualTo(2);
  }

  @Test
  void refusesAnOlderJava() throws Exception {
    Path java = directory.resolve("old jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("JAVA_HOME", directory.resolve("old jdk").toString());
    Session session = run(checkout.resolve("attune"), "--version");

    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.err()).contains("is Java 11", "17 or newer").hasLineCount(1);
  }

  @Test
  void refusesAJavaHomeWithoutJava() throws Exception {
    environment.put("JAVA_HOME", directory.resolve("nothing").toString());
    Session session = run(checkout.resolve("attune"), "--version");

    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.err()).contains("JAVA_HOME", "nothing").hasLineCount(1);
  }

  @Test
  void saysThatMavenIsMissingWhenItHasToBuild() throws Exception {
    environment.put("ATTUNE_BUILD", "auto");
    Path tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool : List.of("dirname", "find", "head", "sed", "mkdir", "bash", "env")) {
      for (String bin : List.of("/usr/bin", "/bin")) {
        if (Files.exists(Path.of(bin, tool)) && !Files.exists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), Path.of(bin, tool));
        }
      }
    }
    environment.put("PATH", tools.toString());
    Session session = run(checkout.resolve("attune"), "--version");

    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.err()).contains("Maven").hasLineCount(1);
  }

  private Session run(Path launcher, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out.txt");
    Path err = directory.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Session(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
