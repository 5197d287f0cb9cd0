package io.attune.benchmarks.harness;

import static java.util.Objects.requireNonNull;

import io.attune.samples.SparkHome;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The environment of a benchmark: the checkout, Spark homes, a scratch directory. */
public final class Workbench {
  private final Path checkout;
  private final Path scratch;

  /**
   * Creates a workbench.
   *
   * @param checkout root directory of the built checkout
   * @param scratch directory for logs and Spark homes; created if missing
   */
  public Workbench(Path checkout, Path scratch) throws IOException {
    this.checkout = requireNonNull(checkout, "checkout is null").toAbsolutePath().normalize();
    this.scratch = Files.createDirectories(scratch).toAbsolutePath().normalize();
  }

  /** The scratch directory. */
  public Path scratch() {
    return scratch;
  }

  public Path launcher() {
    return checkout.resolve("attune");
  }

  /** Returns a Spark home by its directory name in {@code spark-homes}, linked under a name. */
  public SparkHome sparkHome(String name, String link) throws IOException {
    Path classpath = checkout.resolve("spark-homes").resolve(name).resolve("target/classpath");
    if (!Files.exists(classpath)) {
      throw new IOException(
          classpath + " is missing: run 'mvn -f spark-homes/pom.xml process-resources' first");
    }
    return SparkHome.link(classpath, scratch.resolve("homes").resolve(link));
  }

  /** The jar or class directory with the benchmarks' Spark programs. */
  public Path ownClasses() {
    try {
      return Path.of(Workbench.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the benchmarks were not started from a jar or folder", e);
    }
  }

  /**
   * Returns a file or directory that the build creates.
   *
   * @param path path relative to the checkout
   */
  public Path built(String path) throws IOException {
    Path built = checkout.resolve(path);
    if (!Files.exists(built)) {
      throw new IOException(built + " is missing: run 'mvn -DskipTests package' first");
    }
    return built;
  }

  /**
   * A finished process.
   *
   * @param seconds wall time
   * @param processorSeconds CPU time, read last at most 50 ms before its end; 0 if the operating
   *     system does not provide it
   * @param peakResidentKilobytes peak resident memory; 0 if the operating system does not provide
   *     it
   * @param output its output
   */
  public record Finished(
      double seconds, double processorSeconds, long peakResidentKilobytes, String output) {}

  /** Runs a command; if it fails, throws an exception with its output. */
  public static Finished run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    return run(directory, command, Map.of());
  }

  /** Runs a command with further variables; if it fails, throws an exception with its output. */
  public static Finished run(Path directory, List<String> command, Map<String, String> variables)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Path errors = Files.createTempFile(directory, "errors", ".txt");
    try {
      long started = System.nanoTime();
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      long peak = 0;
      Duration processor = Duration.ZERO;
      while (!process.waitFor(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        peak = Math.max(peak, residentKilobytes(process.pid()));
        processor = process.info().totalCpuDuration().orElse(processor);
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      if (process.exitValue() != 0) {
        throw new IOException(
            String.join(" ", command)
                + " ended with "
                + process.exitValue()
                + ": "
                + Files.readString(errors, StandardCharsets.UTF_8));
      }
      return new Finished(
          seconds,
          processor.toMillis() / 1e3,
          peak,
          Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }

  /** Peak resident memory, or 0 if the operating system does not provide it. */
  private static long residentKilobytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
