package io.attune.sources.testing;

import io.attune.sources.http.Uris;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Azurite, Microsoft's own stand-in for Azure Storage, where it is installed. */
public final class AzureService implements AutoCloseable {

  /** The account that every Azurite has. */
  public static final String ACCOUNT = "devstoreaccount1";

  private static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final StandIn process;
  private final int port;

  private AzureService(StandIn process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program; empty where it is not installed. */
  public static Optional<Path> program() {
    Path built = StandIn.top().resolve("target/azurite/node_modules/.bin/azurite-blob");
    return Stream.concat(
            Stream.of(built),
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "azurite-blob")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it; its files are below a directory. */
  public static AzureService start(Path program, Path directory)
      throws IOException, InterruptedException {
    int port = StandIn.freePort();
    StandIn process =
        StandIn.start(
            directory,
            List.of(
                program.toString(),
                "--blobPort",
                String.valueOf(port),
                "--location",
                directory.toAbsolutePath().toString(),
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--silent"));
    return new AzureService(process.awaitPort(port), port);
  }

  /** Makes a container. */
  public void create(String container) throws IOException, InterruptedException {
    put("/" + container, "?restype=container", Map.of(), new byte[0]);
  }

  /** Writes a blob. */
  public void put(String container, String name, byte[] content)
      throws IOException, InterruptedException {
    put(
        "/" + container + "/" + Uris.encodePath(name),
        "",
        Map.of("x-ms-blob-type", "BlockBlob"),
        content);
  }

  /** Removes a blob. */
  public void delete(String container, String name) throws IOException, InterruptedException {
    send("DELETE", "/" + container + "/" + Uris.encodePath(name), "", Map.of(), new byte[0], 202);
  }

  private void put(String path, String query, Map<String, String> special, byte[] content)
      throws IOException, InterruptedException {
    send("PUT", path, query, special, content, 201);
  }

  private void send(
      String method,
      String path,
      String query,
      Map<String, String> special,
      byte[] content,
      int expected)
      throws IOException, InterruptedException {
    Map<String, String> headers = new TreeMap<>(special);
    headers.put(
        "x-ms-date",
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .format(ZonedDateTime.now(ZoneOffset.UTC)));
    headers.put("x-ms-version", "2021-12-02");
    StringBuilder text = new StringBuilder(method + "\n\n\n");
    text.append(content.length == 0 ? "" : content.length).append("\n\n\n\n\n\n\n\n\n");
    headers.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append("/" + ACCOUNT + "/" + ACCOUNT).append(path);
    text.append(query.isEmpty() ? "" : "\nrestype:container");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint() + path + query))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(content))
            .header("Authorization", "SharedKey " + ACCOUNT + ":" + sign(text.toString()));
    headers.forEach(request::header);
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != expected) {
      throw new IOException("Azurite answered " + response.statusCode() + ": " + response.body());
    }
  }

  private static String sign(String text) throws IOException {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private String endpoint() {
    return "http://127.0.0.1:" + port + "/" + ACCOUNT;
  }

  /** What a user sets to read from it. */
  public Map<String, String> variables() {
    return Map.of(
        "AZURE_STORAGE_CONNECTION_STRING",
        "DefaultEndpointsProtocol=http;AccountName="
            + ACCOUNT
            + ";AccountKey="
            + KEY
            + ";BlobEndpoint="
            + endpoint()
            + ";");
  }

  @Override
  public void close() {
    process.close();
  }
}
