package io.attune.benchmarks.follow;

import io.attune.benchmarks.harness.Workbench;
import io.attune.local.LocalStack;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code attune follow} in a process of its own, as users start it. */
public final class FollowProcess implements AutoCloseable {

  private static final int MOST_TRIES = 3;

  private final Process process;
  private final Path output;

  private FollowProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts it, and waits until it looks. A machine that does too much else may need several tries.
   *
   * @param arguments places and options; those of the JVM begin with {@code -J}
   */
  public static FollowProcess start(
      Workbench bench, LocalStack stack, List<String> arguments, Map<String, String> variables)
      throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      FollowProcess process = started(bench, stack, arguments, variables);
      while (process.process.isAlive()) {
        if (Files.readString(process.output).contains("Following ")) {
          return process;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      if (tries == MOST_TRIES) {
        process.requireRunning();
      }
    }
  }

  private static FollowProcess started(
      Workbench bench, LocalStack stack, List<String> arguments, Map<String, String> variables)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(bench.launcher().toString(), "follow"));
    command.addAll(arguments);
    command.add("--bootstrap-server=" + stack.bootstrapServers());
    command.add("--schema-registry=" + stack.registryUrl());
    Path output = Files.createTempFile(bench.scratch(), "follow", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(variables);
    return new FollowProcess(builder.start(), output);
  }

  /** Fails when it has ended. */
  public void requireRunning() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("attune follow ended: " + Files.readString(output));
    }
  }

  /** Resident memory, in megabytes. */
  public long residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(proc("status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_000;
      }
    }
    return 0;
  }

  /** Files, sockets and pipes that are open. */
  public int openFiles() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(proc("fd"))) {
      for (Path ignored : open) {
        count++;
      }
    }
    return count;
  }

  /** What lives on its heap, in kilobytes: after a full collection. */
  public long livingKilobytes() throws IOException, InterruptedException {
    command("GC.run");
    long used = 0;
    for (String line : command("GC.heap_info").split("\n")) {
      if (line.contains("generation") && line.contains(" used ")) {
        used += Long.parseLong(line.replaceFirst(".* used (\\d+)K.*", "$1"));
      }
    }
    return used;
  }

  private String command(String name) throws IOException, InterruptedException {
    Path answer = Files.createTempFile("jcmd", ".txt");
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(process.pid()),
                  name)
              .redirectErrorStream(true)
              .redirectOutput(answer.toFile())
              .start();
      jcmd.waitFor(1, TimeUnit.MINUTES);
      return Files.readString(answer);
    } finally {
      Files.deleteIfExists(answer);
    }
  }

  private Path proc(String name) {
    return Path.of("/proc", Long.toString(process.pid()), name);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
