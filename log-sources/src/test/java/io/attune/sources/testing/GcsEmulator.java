package io.attune.sources.testing;

import io.attune.sources.http.Uris;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Google's own stand-in for Cloud Storage, where its firebase-tools are installed. */
public final class GcsEmulator implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final StandIn process;
  private final int port;

  private GcsEmulator(StandIn process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The directory of firebase-tools; empty where they or Node.js are not installed. */
  public static Optional<Path> tools() {
    boolean node =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "node")));
    return Optional.of(StandIn.top().resolve("target/firebase/node_modules/firebase-tools"))
        .filter(tools -> node && Files.isDirectory(tools));
  }

  /** Starts it; its files are below a directory. */
  public static GcsEmulator start(Path tools, Path directory)
      throws IOException, InterruptedException {
    int port = StandIn.freePort();
    StandIn process =
        StandIn.start(
            directory,
            List.of(
                "node",
                StandIn.resource("gcs-emulator.js").toString(),
                tools.toString(),
                String.valueOf(port)));
    return new GcsEmulator(process.awaitPort(port), port);
  }

  private String address() {
    return "http://127.0.0.1:" + port;
  }

  /** Writes an object; buckets are there as soon as they are named. */
  public void put(String bucket, String name, byte[] content)
      throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(
                URI.create(
                    address()
                        + "/upload/storage/v1/b/"
                        + bucket
                        + "/o?uploadType=media&name="
                        + Uris.encode(name)))
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(content))
            .build(),
        200);
  }

  /** Removes an object. */
  public void delete(String bucket, String name) throws IOException, InterruptedException {
    URI object = URI.create(address() + "/storage/v1/b/" + bucket + "/o/" + Uris.encode(name));
    send(HttpRequest.newBuilder(object).DELETE().build(), 204);
  }

  private static void send(HttpRequest request, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != expected) {
      throw new IOException(
          request + " was answered " + response.statusCode() + ": " + response.body());
    }
  }

  /** What a user sets to read from it. */
  public Map<String, String> variables() {
    return Map.of("STORAGE_EMULATOR_HOST", address());
  }

  @Override
  public void close() {
    process.close();
  }
}
