package io.attune.endtoend;

import io.attune.samples.SparkHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Spark's own History Server, over a directory of logs. */
final class HistoryServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final int port;

  private HistoryServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it and waits until it lists so many applications.
   *
   * @param home name of a Spark home
   */
  static HistoryServer start(String home, Path logs, int applications, Path scratch)
      throws IOException, InterruptedException {
    SparkHome spark =
        SparkHome.link(Checkout.sparkClasspath(home), scratch.resolve("history-" + home));
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(spark.moduleOptions());
    command.addAll(
        List.of(
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-Dspark.history.fs.logDirectory=" + logs.toUri(),
            "-Dspark.history.ui.port=" + port,
            "-Dspark.history.fs.update.interval=1s",
            "-cp",
            spark.classpath(),
            "org.apache.spark.deploy.history.HistoryServer"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", spark.directory().toString());
    builder.environment().put("SPARK_LOCAL_HOSTNAME", "127.0.0.1");
    builder.redirectOutput(scratch.resolve("history-" + home + ".txt").toFile());
    HistoryServer server = new HistoryServer(builder.start(), port);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (server.applications() < applications) {
      if (System.nanoTime() > deadline || server.process.waitFor(200, TimeUnit.MILLISECONDS)) {
        server.close();
        throw new AssertionError(
            "the History Server did not list the applications:\n"
                + Files.readString(scratch.resolve("history-" + home + ".txt")));
      }
    }
    return server;
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  private int applications() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address() + "/api/v1/applications")).build();
      String body = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return body.split("\"attempts\"", -1).length - 1;
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
