package io.attune.benchmarks.streaming;

import com.sun.management.OperatingSystemMXBean;
import io.attune.streams.AttuneStreams;
import io.attune.streams.config.AttuneConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An instance of Attune in a separate process. It reads its settings from standard input, answers
 * requests for its counts, and ends with its input or when it is killed.
 */
final class InstanceProcess implements AutoCloseable {
  private static final String RUNNING = "running";
  private static final String COUNT = "count";

  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final Path log;

  private InstanceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts an instance; it is running when {@link #awaitRunning} returns.
   *
   * @param settings all settings of Attune
   * @param log file for its standard error
   */
  static InstanceProcess start(Map<String, String> settings, Path log) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                InstanceProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    InstanceProcess instance = new InstanceProcess(process, log);
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      instance.in.write(setting.getKey() + "=" + setting.getValue() + "\n");
    }
    instance.in.write("\n");
    instance.in.flush();
    return instance;
  }

  /** Waits until its tasks are assigned and their state is restored. */
  InstanceProcess awaitRunning() throws IOException {
    if (!RUNNING.equals(out.readLine())) {
      throw new IOException("an instance of Attune did not start; its log is " + log);
    }
    return this;
  }

  /** Its counts since its start. */
  Count count() throws IOException {
    in.write(COUNT + "\n");
    in.flush();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("an instance of Attune ended; its log is " + log);
    }
    String[] numbers = line.split(" ");
    return new Count(
        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }

  /** Kills the process. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Stops the instance gracefully, committing its state. */
  @Override
  public void close() throws IOException {
    try {
      in.close();
    } catch (IOException e) {
      // It has already ended.
    }
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Counts of an instance.
   *
   * @param tasks task events
   * @param duplicates task events that were counted before
   * @param cpuNanos CPU time of its process
   */
  record Count(long tasks, long duplicates, long cpuNanos) {
    Count plus(Count other) {
      return new Count(
          tasks + other.tasks, duplicates + other.duplicates, cpuNanos + other.cpuNanos);
    }
  }

  /** Entry point of the instance's process. */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    // Nothing else may print to the stream of the answers.
    System.setOut(System.err);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Map<String, String> settings = new HashMap<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      int at = line.indexOf('=');
      settings.put(line.substring(0, at), line.substring(at + 1));
    }
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (AttuneStreams attune = new AttuneStreams(AttuneConfig.of(settings))) {
      attune.start();
      answers.println(RUNNING);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        answers.printf(
            "%d %d %d%n",
            (long) attune.metrics().events("task-metrics").count(),
            (long) attune.metrics().registry().get("attune.duplicates").counter().count(),
            system.getProcessCpuTime());
      }
    }
    System.exit(0);
  }
}
