package io.attune.registry.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Apicurio Registry in a separate process, in memory, on free ports of the loopback address. {@code
 * mvn pre-integration-test} of the module registry-serde unpacks it; other modules find it there or
 * in the system property {@code attune.apicurio.home}.
 */
public final class ApicurioProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final String HOME_PROPERTY = "attune.apicurio.home";

  private final Process process;
  private final int port;

  private ApicurioProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts the registry and waits until it answers.
   *
   * @throws IOException if it is not unpacked or does not start; the message names its log
   */
  public static ApicurioProcess start() throws IOException, InterruptedException {
    return start(Collections.emptyMap());
  }

  /**
   * Starts the registry with environment variables, as a container would.
   *
   * @param environment variables such as {@code APICURIO_STORAGE_KIND}
   * @throws IOException if it is not unpacked or does not start; the message names its log
   */
  public static ApicurioProcess start(Map<String, String> environment)
      throws IOException, InterruptedException {
    Path home = home();
    int[] ports = freePorts();
    Path log = Files.createTempFile(home, "run-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + ports[0],
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + ports[1],
                "-jar",
                runner(home).toString())
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    ApicurioProcess registry = new ApicurioProcess(builder.start(), ports[0]);
    try {
      registry.awaitAnswer(log);
      return registry;
    } catch (IOException | InterruptedException | RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /** The base URL of the API compatible with Confluent's. */
  public String url() {
    return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
  }

  private void awaitAnswer(Path log) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/subjects"))
            .timeout(Duration.ofSeconds(10))
            .build();
    CompletableFuture<Process> exit = process.onExit();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline && !exit.isDone()) {
      try {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        pause(exit);
      }
    }
    throw new IOException(
        (exit.isDone() ? "Apicurio ended" : "Apicurio did not answer") + "; see " + log);
  }

  /** Waits for a short time or until the process ends. */
  private static void pause(CompletableFuture<Process> exit) throws InterruptedException {
    try {
      exit.get(200, TimeUnit.MILLISECONDS);
    } catch (TimeoutException stillRunning) {
      return;
    } catch (ExecutionException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static Path home() throws IOException {
    String configured = System.getProperty(HOME_PROPERTY);
    if (configured != null) {
      return existing(Paths.get(configured));
    }
    for (Path dir = Paths.get("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path home = dir.resolve(Paths.get("registry-serde", "target", "apicurio"));
      if (Files.isDirectory(home)) {
        return home;
      }
    }
    throw new IOException(
        "Apicurio is not unpacked; run mvn -pl registry-serde pre-integration-test first, or set "
            + HOME_PROPERTY);
  }

  private static Path existing(Path home) throws IOException {
    if (!Files.isDirectory(home)) {
      throw new IOException(HOME_PROPERTY + " names " + home + ", which does not exist");
    }
    return home;
  }

  private static Path runner(Path home) throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(home, "apicurio-registry-app-*-runner.jar")) {
      for (Path jar : jars) {
        return jar;
      }
    }
    throw new IOException("There is no apicurio-registry-app-*-runner.jar in " + home);
  }

  private static int[] freePorts() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket first = new ServerSocket(0, 1, loopback);
        ServerSocket second = new ServerSocket(0, 1, loopback)) {
      return new int[] {first.getLocalPort(), second.getLocalPort()};
    }
  }
}
