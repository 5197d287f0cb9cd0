package io.attune.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.EmbeddedSchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container image: its layers, and commands in its file system, run as a container runtime runs
 * them, with a root that cannot be written.
 */
class ImageIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Pattern DASHBOARD = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");

  @TempDir private static Path scratch;

  private static Path root;
  private static ImageFiles image;

  @BeforeAll
  static void unpack() throws IOException {
    root = Files.createDirectory(scratch.resolve("root"));
    image = ImageFiles.unpack(Release.image(), root);
  }

  @Test
  void runsAsNobodyInParticularAndKeepsStateInAVolume() {
    JsonNode config = image.config().path("config");
    assertThat(image.tags()).singleElement().asString().startsWith("attune:");
    assertThat(config.path("User").asText()).isEqualTo("10001:0");
    assertThat(config.path("WorkingDir").asText()).isEqualTo("/state");
    assertThat(config.path("Volumes").has("/state")).isTrue();
    assertThat(config.path("ExposedPorts").has("8480/tcp")).isTrue();
    assertThat(config.path("Labels").path("org.opencontainers.image.licenses").asText())
        .isEqualTo("Apache-2.0");
  }

  @Test
  void whatChangesWithEachVersionIsTheUppermostAndSmallestLayer() throws IOException {
    String version = "-" + Release.version();
    assertThat(image.layers()).hasSize(4);
    assertThat(image.names(0)).as("Jib's own").allMatch(name -> name.startsWith("app/jib-"));
    assertThat(image.names(1)).anyMatch(name -> name.endsWith("opt/attune/runtime/bin/java"));
    assertThat(image.names(2))
        .hasSizeGreaterThan(50)
        .allMatch(name -> name.contains("opt/attune/lib/"))
        .noneMatch(name -> name.contains(version));
    assertThat(image.names(3))
        .anyMatch(name -> name.endsWith("opt/attune/lib/cli" + version + ".jar"))
        .anyMatch(name -> name.endsWith("opt/attune/NOTICE"));
  }

  @Test
  void everyFileHasTheTimeOfTheRelease() throws IOException {
    for (List<TarArchiveEntry> layer : image.layers()) {
      for (TarArchiveEntry entry : layer) {
        if (!entry.isDirectory() && !entry.getName().startsWith("app/jib-")) {
          assertThat(entry.getLastModifiedTime().toInstant())
              .as(entry.getName())
              .isEqualTo(Release.time());
        }
        assertThat(entry.getLongUserId()).as(entry.getName()).isZero();
        assertThat(entry.getMode() & 07000).as("set-user-id: " + entry.getName()).isZero();
      }
    }
    assertThat(image.config().path("created").asText()).isEqualTo(Release.time().toString());
  }

  @Test
  void analyzesLogs() throws Exception {
    Path state = volume("analyze");
    Files.copy(
        Release.top().resolve("sample-runs/logs/skewed-join.zstd"), state.resolve("app.zstd"));

    try (Program analyze = run(state, Map.of(), List.of("analyze", "app.zstd"))) {
      assertThat(analyze.exitCode(LIMIT)).as(analyze.output()).isZero();
      assertThat(analyze.output()).contains("skew");
    }
  }

  @Test
  void servesAndEndsWhenItIsTold() throws Exception {
    Path state = volume("serve");
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(0)) {
      Map<String, String> settings =
          Map.of(
              "ATTUNE_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
              "ATTUNE_SCHEMA_REGISTRY_URL", registry.url(),
              "ATTUNE_STATE_DIR", "/state",
              "ATTUNE_TOPICS_REPLICATION_FACTOR", "1",
              "ATTUNE_HTTP_PORT", "0");
      try (Program serve = run(state, settings, List.of("serve"))) {
        Matcher address =
            DASHBOARD.matcher(serve.await(line -> line.contains("Attune serves"), LIMIT));
        assertThat(address.find()).isTrue();
        String url = address.group();
        assertThat(status(url + "health/live")).isEqualTo(200);
        assertThat(readiness(url)).isEqualTo(200);
        assertThat(status(url)).isEqualTo(200);
        assertThat(state.toFile().list()).as("its state is in the volume").isNotEmpty();
        assertThat(serve.end(LIMIT)).as(serve.output()).isIn(0, 143);
      }
    }
  }

  private static int readiness(String url) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    int status = 503;
    while (status == 503 && System.nanoTime() < deadline) {
      status = status(url + "health/ready");
      Thread.onSpinWait();
    }
    return status;
  }

  private static int status(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** A volume that the image's user may write. */
  private static Path volume(String name) throws IOException {
    Path volume = Files.createDirectory(scratch.resolve(name));
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
    return volume;
  }

  private static Program run(Path state, Map<String, String> settings, List<String> arguments)
      throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "namespaces are root's to make");
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    image.environment().stream()
        .map(variable -> variable.split("=", 2))
        .forEach(variable -> environment.put("IMAGE_" + variable[0], variable[1]));
    settings.forEach((name, value) -> environment.put("IMAGE_" + name, value));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of("src/test/resources/run-image").toAbsolutePath().toString(),
                root.toString(),
                state.toString(),
                image.config().path("config").path("User").asText(),
                image.config().path("config").path("WorkingDir").asText()));
    command.addAll(image.entrypoint());
    command.addAll(arguments);
    return Program.start(scratch, environment, command);
  }
}
