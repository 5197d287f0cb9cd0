package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.samples.SparkHome;
import io.attune.sources.testing.AzureService;
import io.attune.sources.testing.FakeGcs;
import io.attune.sources.testing.HdfsService;
import io.attune.sources.testing.KerberosHdfs;
import io.attune.sources.testing.S3Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code analyze} says of logs elsewhere what it says of the same files here, byte for byte; and
 * each line of README.md's table of places is typed.
 */
class LogSourcesIT {
  private static final Path LOGS = Checkout.top().resolve("sample-runs/logs");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** New for each run: what services keep in it is not to be found by the next. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path scratch;

  private static String here;

  @BeforeAll
  static void analyzeHere() throws Exception {
    here = analyze(Map.of(), LOGS.toString());
    assertThat(here).contains("skewed-join", "healthy-orders");
  }

  private static String analyze(Map<String, String> variables, String place) throws Exception {
    return attune(variables, List.of("analyze", "--format", "json", place));
  }

  /**
   * Types the line of README.md's table that has an address of this kind.
   *
   * @param actual what the names of others in it are here
   */
  private static void typeFromReadme(
      String address, Map<String, String> actual, Map<String, String> variables) throws Exception {
    Matcher line =
        Pattern.compile("`\\./attune (analyze " + Pattern.quote(address) + "[^`]*)`")
            .matcher(Files.readString(Checkout.top().resolve("README.md")));
    assertThat(line.find()).as("a line with %s in README.md", address).isTrue();
    String typed = line.group(1);
    for (Map.Entry<String, String> each : actual.entrySet()) {
      assertThat(typed).contains(each.getKey());
      typed = typed.replace(each.getKey(), each.getValue());
    }
    assertThat(attune(variables, List.of(typed.split(" "))).replaceAll("\\s+", " "))
        .contains("20 runs");
  }

  /** The standard output of the command in a process of its own. */
  private static String attune(Map<String, String> variables, List<String> arguments)
      throws Exception {
    return attune(variables, arguments, 0).out();
  }

  private record Printed(String out, String err) {}

  private static Printed attune(Map<String, String> variables, List<String> arguments, int exitCode)
      throws Exception {
    Path out = Files.createTempFile(scratch, "out", ".json");
    Path err = Files.createTempFile(scratch, "err", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("io.attune.cli.Main");
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(exitCode);
    return new Printed(Files.readString(out), Files.readString(err));
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

  /**
   * Where Databricks would deliver a log, as far as a name goes: {@code
   * <cluster>/eventlog/<cluster>_<address>/<context>/<log>}.
   */
  private static String delivered(String path) {
    String name = path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
    String cluster = "0123-456789-" + Integer.toHexString(name.hashCode());
    return "cluster-logs/" + cluster + "/eventlog/" + cluster + "_10_0_0_1/1/" + path;
  }

  @Test
  void anArchive() throws Exception {
    assertThat(analyze(Map.of(), archive("logs.zip").toString())).isEqualTo(here);
  }

  private static Path archive(String name) throws Exception {
    Path archive = scratch.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      copy(
          (path, content) -> {
            zip.putNextEntry(new ZipEntry(path));
            zip.write(content);
          });
    }
    return archive;
  }

  @Test
  void s3() throws Exception {
    try (S3Service service = S3Service.start(Files.createDirectories(scratch.resolve("s3")))) {
      Path bucket = service.bucket("logs");
      copy((path, content) -> write(bucket, "spark-events/" + path, content));
      assertThat(analyze(service.variables(), "s3://logs/spark-events")).isEqualTo(here);
      typeFromReadme("s3://logs/spark-events", Map.of(), service.variables());
      write(bucket, "archives/logs.zip", Files.readAllBytes(archive("in-s3.zip")));
      assertThat(sorted(analyze(service.variables(), "s3://logs/archives")))
          .isEqualTo(sorted(here));
      Printed nothing =
          attune(service.variables(), List.of("analyze", "s3://nowhere/spark-events"), 1);
      assertThat(nothing.out()).isEmpty();
      assertThat(nothing.err())
          .contains("There is nothing at s3://nowhere/spark-events")
          .doesNotContain("Exception");
      copy((path, content) -> write(bucket, delivered(path), content));
      typeFromReadme("s3://logs/cluster-logs", Map.of(), service.variables());
    }
  }

  @Test
  void hdfs() throws Exception {
    try (HdfsService service =
        HdfsService.start(Files.createDirectories(scratch.resolve("hdfs")))) {
      copy((path, content) -> service.put("/spark-history/" + path, content));
      assertThat(analyze(service.variables(), service.address() + "/spark-history"))
          .isEqualTo(here);
      typeFromReadme("hdfs://", Map.of("hdfs://name-node", service.address()), service.variables());
    }
  }

  /** Through Hadoop's own client: what a cluster's configuration and class path are for. */
  @Test
  void hdfsThroughHadoopsOwnClient() throws Exception {
    try (HdfsService service =
        HdfsService.start(Files.createDirectories(scratch.resolve("hdfs-client")))) {
      copy((path, content) -> service.put("/spark-history/" + path, content));
      Map<String, String> variables = new HashMap<>(service.variables());
      variables.put("ATTUNE_HADOOP_CLASSPATH", HdfsService.clientClassPath());
      assertThat(analyze(variables, service.nativeAddress() + "/spark-history")).isEqualTo(here);
      String spark =
          SparkHome.link(Checkout.sparkClasspath("spark-3.5-scala-2.13"), scratch.resolve("client"))
                  .directory()
                  .resolve("jars")
              + "/*";
      variables.put("ATTUNE_HADOOP_CLASSPATH", spark);
      assertThat(analyze(variables, service.nativeAddress() + "/spark-history")).isEqualTo(here);
      Printed nothing =
          attune(variables, List.of("analyze", service.nativeAddress() + "/nowhere"), 1);
      assertThat(nothing.err()).contains("There is no file or directory hdfs://").hasLineCount(1);
    }
  }

  @Test
  @Tag("places")
  void hdfsWithKerberos() throws Exception {
    try (KerberosHdfs service =
        KerberosHdfs.start(Files.createDirectories(scratch.resolve("kerberos")))) {
      service.put(LOGS, "/spark-history");
      Map<String, String> ticket = service.variables();
      assertThat(analyze(ticket, service.webAddress() + "/spark-history")).isEqualTo(here);
      assertThat(analyze(ticket, "hdfs:///spark-history")).isEqualTo(here);

      Map<String, String> client = new HashMap<>(ticket);
      client.put("ATTUNE_HADOOP_CLASSPATH", HdfsService.clientClassPath());
      assertThat(analyze(client, service.nativeAddress() + "/spark-history")).isEqualTo(here);
      assertThat(analyze(client, "hdfs:///spark-history")).isEqualTo(here);

      for (Map<String, String> withTicket : List.of(ticket, client)) {
        Map<String, String> without = new HashMap<>(withTicket);
        without.put("KRB5CCNAME", scratch.resolve("no-ticket").toString());
        Printed refused = attune(without, List.of("analyze", "hdfs:///spark-history"), 1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines().filter(line -> line.startsWith("attune: ")))
            .singleElement()
            .asString()
            .contains("hdfs:///spark-history", "kinit");
      }
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
      service.create("logs");
      copy((path, content) -> service.put("logs", "events/" + path, content));
      String host = AzureService.ACCOUNT + ".dfs.core.windows.net";
      assertThat(analyze(service.variables(), "abfss://logs@" + host + "/events")).isEqualTo(here);
      typeFromReadme(
          "abfss://", Map.of("@account.", "@" + AzureService.ACCOUNT + "."), service.variables());
    }
  }

  @Test
  void googleCloudStorage() throws Exception {
    try (FakeGcs service = new FakeGcs()) {
      copy((path, content) -> service.put("spark-job-history/" + path, content));
      Map<String, String> variables = Map.of("STORAGE_EMULATOR_HOST", service.address());
      assertThat(analyze(variables, "gs://logs/spark-job-history")).isEqualTo(here);
      typeFromReadme("gs://", Map.of(), variables);
    }
  }

  /** The server lists by the time at which applications ended; here they are listed by name. */
  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void aHistoryServer(String home) throws Exception {
    int applications = JSON.readTree(here).size();
    try (HistoryServer server = HistoryServer.start(home, LOGS, applications, scratch)) {
      assertThat(sorted(analyze(Map.of(), server.address()))).isEqualTo(sorted(here));
      typeFromReadme("http://", Map.of("http://history-server:18080", server.address()), Map.of());
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
