package io.attune.endtoend;

import io.attune.samples.ConnectUser;
import io.attune.samples.SparkHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real Spark Connect server, and users of it with the thin client. */
final class ConnectServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Path scratch;
  private final SparkHome home;
  private final Process process;
  private final int port;

  private ConnectServer(Path scratch, SparkHome home, Process process, int port) {
    this.scratch = scratch;
    this.home = home;
    this.process = process;
    this.port = port;
  }

  /** Starts it and waits until it listens. */
  static ConnectServer start(Path scratch, Map<String, String> conf)
      throws IOException, InterruptedException {
    SparkHome home =
        SparkHome.link(
            Checkout.sparkClasspath("spark-4-connect-server"),
            Path.of("target", "live-spark", "connect"));
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<String> command = java(home, "-Xmx1g", home.classpath());
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--class"));
    command.add("org.apache.spark.sql.connect.service.SparkConnectServer");
    conf.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.driver.bindAddress=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.connect.grpc.binding.address=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.connect.grpc.binding.port=" + port));
    command.add(Checkout.sampleApplications().toString());
    ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
    builder.environment().put("SPARK_HOME", home.directory().toString());
    builder.environment().put("SPARK_SCALA_VERSION", home.scalaVersion());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    ConnectServer server =
        new ConnectServer(scratch, home, start(builder, scratch.resolve("server.txt")), port);
    server.awaitPort();
    return server;
  }

  private void awaitPort() throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          close();
          throw new AssertionError(Files.readString(scratch.resolve("server.txt")), e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
    }
  }

  /** Lets a user do something, and returns what is printed. */
  String run(String user, String what) throws IOException, InterruptedException {
    String client = Files.readString(Checkout.sparkClasspath("spark-4-connect-client")).strip();
    List<String> command = java(home, "-Xmx512m", Checkout.sampleApplications() + ":" + client);
    command.addAll(List.of(ConnectUser.class.getName(), what));
    ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
    builder.environment().put("SPARK_REMOTE", "sc://127.0.0.1:" + port + "/;user_id=" + user);
    Path output = scratch.resolve(user + ".txt");
    Process session = start(builder, output);
    if (!session.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) || session.exitValue() != 0) {
      session.destroyForcibly();
      throw new AssertionError(Files.readString(output));
    }
    return Files.readString(output);
  }

  private static List<String> java(SparkHome home, String heap, String classpath) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(home.moduleOptions());
    command.addAll(List.of(heap, "-XX:+UseSerialGC", "-cp", classpath));
    return command;
  }

  private static Process start(ProcessBuilder builder, Path output) throws IOException {
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** Ends it as an operator does, so that its log has an end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
