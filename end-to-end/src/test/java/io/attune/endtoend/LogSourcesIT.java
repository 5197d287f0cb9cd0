package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.sources.testing.AzureService;
import io.attune.sources.testing.FakeGcs;
import io.attune.sources.testing.HdfsService;
import io.attune.sources.testing.S3Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code analyze} says of logs elsewhere what it says of the same files here, byte for byte. */
class LogSourcesIT {
  private static final Path LOGS = Checkout.top().resolve("sample-runs/logs");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path scratch;
  private static String here;

  @BeforeAll
  static void analyzeHere() throws Exception {
    scratch = Files.createDirectories(Path.of("target", "log-sources").toAbsolutePath());
    here = analyze(Map.of(), LOGS.toString());
    assertThat(here).contains("skewed-join", "healthy-orders");
  }

  /** The standard output of the command in a process of its own. */
  private static String analyze(Map<String, String> variables, String place) throws Exception {
    Path out = Files.createTempFile(scratch, "out", ".json");
    Path err = Files.createTempFile(scratch, "err", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("io.attune.cli.Main", "analyze", "--format", "json", place));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return Files.readString(out);
  }

  private interface Sink {
    void put(String path, byte[] content) throws Exception;
  }

  private static void copy(Sink target) throws Exception {
    try (Stream<Path> files = Files.walk(LOGS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        target.put(LOGS.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
  }

  private static void write(Path directory, String path, byte[] content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  @Test
  void anArchive() throws Exception {
    Path archive = scratch.resolve("logs.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      copy(
          (path, content) -> {
            zip.putNextEntry(new ZipEntry(path));
            zip.write(content);
          });
    }
    assertThat(analyze(Map.of(), archive.toString())).isEqualTo(here);
  }

  @Test
  void s3() throws Exception {
    try (S3Service service = S3Service.start(Files.createDirectories(scratch.resolve("s3")))) {
      Path bucket = service.bucket("spark");
      copy((path, content) -> write(bucket, "events/" + path, content));
      assertThat(analyze(service.variables(), "s3://spark/events")).isEqualTo(here);
    }
  }

  @Test
  void hdfs() throws Exception {
    try (HdfsService service =
        HdfsService.start(Files.createDirectories(scratch.resolve("hdfs")))) {
      copy((path, content) -> service.put("/spark/events/" + path, content));
      assertThat(analyze(service.variables(), service.address() + "/spark/events")).isEqualTo(here);
    }
  }

  @Test
  void azure() throws Exception {
    Optional<Path> program = AzureService.program();
    assumeTrue(
        program.isPresent(),
        "Azurite is not installed: npm install --prefix target/azurite azurite, or -g azurite");
    try (AzureService service =
        AzureService.start(program.get(), Files.createDirectories(scratch.resolve("azure")))) {
      service.create("spark");
      copy((path, content) -> service.put("spark", "events/" + path, content));
      String host = AzureService.ACCOUNT + ".dfs.core.windows.net";
      assertThat(analyze(service.variables(), "abfss://spark@" + host + "/events")).isEqualTo(here);
    }
  }

  @Test
  void googleCloudStorage() throws Exception {
    try (FakeGcs service = new FakeGcs()) {
      copy((path, content) -> service.put("events/" + path, content));
      assertThat(analyze(Map.of("STORAGE_EMULATOR_HOST", service.address()), "gs://logs/events"))
          .isEqualTo(here);
    }
  }

  /** The server lists by the time at which applications ended; here they are listed by name. */
  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void aHistoryServer(String home) throws Exception {
    int applications = JSON.readTree(here).size();
    try (HistoryServer server = HistoryServer.start(home, LOGS, applications, scratch)) {
      assertThat(sorted(analyze(Map.of(), server.address()))).isEqualTo(sorted(here));
    }
  }

  private static List<String> sorted(String array) throws IOException {
    List<String> texts = new ArrayList<>();
    for (JsonNode one : JSON.readTree(array)) {
      texts.add(one.toString());
    }
    return texts.stream().sorted().toList();
  }
}
