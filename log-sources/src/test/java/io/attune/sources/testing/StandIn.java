package io.attune.sources.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A service in a process of its own, with a class path of its own where it is one in Java. */
public final class StandIn implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path output;

  private StandIn(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a main class of a module below {@code stand-ins}. */
  static StandIn java(String module, Path directory, List<String> arguments) throws IOException {
    return start(directory, command(classPath(module), arguments));
  }

  /** A Java program with a class path of its own. */
  static List<String> command(String classPath, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx768m", "-cp"));
    command.add(classPath);
    command.addAll(arguments);
    return command;
  }

  /** The class path of a module below {@code stand-ins}. */
  static String classPath(String module) throws IOException {
    Path classPath = top().resolve("stand-ins").resolve(module).resolve("target/classpath");
    if (!Files.isReadable(classPath)) {
      throw new IllegalStateException(classPath + " is missing: run mvn at the top first");
    }
    return Files.readString(classPath).strip();
  }

  /** Starts a command. */
  static StandIn start(Path directory, List<String> command) throws IOException {
    Files.createDirectories(directory);
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new StandIn(process, output);
  }

  /** The checkout that the tests run in. */
  static Path top() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("stand-ins"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("the tests do not run inside a checkout");
    }
    return folder;
  }

  /** A file beside these classes. */
  static Path resource(String name) {
    return top().resolve("log-sources/src/test/resources/io/attune/sources/testing").resolve(name);
  }

  /** A port that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until somebody listens on a port of this machine. */
  StandIn awaitPort(int port) throws InterruptedException, IOException {
    return await(
        () -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
  }

  /** Waits until something holds. */
  StandIn await(BooleanSupplier ready) throws InterruptedException, IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IllegalStateException("the service did not start:\n" + Files.readString(output));
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        continue;
      }
    }
    return this;
  }

  /** What it has printed. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
