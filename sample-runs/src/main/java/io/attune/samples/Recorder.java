package io.attune.samples;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs sample applications with real Spark and writes their scrubbed event logs.
 *
 * <p>{@code Recorder <application jar> <spark-homes directory> <logs directory> [name…]}; all runs
 * when no name is given. {@code sample-runs/record} starts it.
 */
public final class Recorder {
  private static final int COMPRESSION_LEVEL = 19;

  private final Path applicationJar;
  private final Path sparkHomes;
  private final Path logs;
  private final Path scratch;

  private Recorder(Path applicationJar, Path sparkHomes, Path logs, Path scratch) {
    this.applicationJar = applicationJar.toAbsolutePath().normalize();
    this.sparkHomes = sparkHomes.toAbsolutePath().normalize();
    this.logs = logs.toAbsolutePath().normalize();
    this.scratch = scratch.toAbsolutePath().normalize();
  }

  /**
   * Records the runs.
   *
   * @param args see the class
   * @throws IOException when files cannot be read or written
   * @throws InterruptedException when interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 3) {
      System.err.println(
          "usage: record [name...] (with the application's jar, the spark-homes directory and the"
              + " logs directory before it)");
      System.exit(2);
    }
    List<SampleRun> runs = new ArrayList<>();
    for (String name : List.of(args).subList(3, args.length)) {
      if (SampleRun.named(name).isEmpty()) {
        System.err.println(
            "There is no sample run '"
                + name
                + "'; the names are "
                + String.join(", ", Stream.of(SampleRun.values()).map(SampleRun::runName).toList())
                + ".");
        System.exit(2);
      }
      runs.add(SampleRun.named(name).get());
    }
    if (runs.isEmpty()) {
      runs.addAll(List.of(SampleRun.values()));
    }
    Path scratch = Files.createTempDirectory("attune-samples-");
    int failed = 0;
    try {
      Recorder recorder =
          new Recorder(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), scratch);
      for (SampleRun run : runs) {
        failed += recorder.record(run) ? 0 : 1;
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      failed++;
    } finally {
      delete(scratch);
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private boolean record(SampleRun run) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(scratch.resolve(run.runName()));
    SparkHome home =
        SparkHome.link(
            sparkHomes.resolve(run.version().module()).resolve("target").resolve("classpath"),
            directory.resolve("spark"));
    Path data = Files.createDirectories(directory.resolve("data"));
    if (run.readsData() && !prepare(run, home, data)) {
      return false;
    }
    Path events = Files.createDirectories(directory.resolve("events"));
    boolean rolling = run.form() == LogForm.ROLLING;
    SparkRun.Builder spark =
        SparkRun.on(home)
            .application(applicationJar, run.mainClass())
            .master(run.cluster().master())
            .scratch(directory.resolve("run"))
            .timeout(Duration.ofMinutes(10))
            .conf(run.conf())
            .conf("spark.eventLog.enabled", "true")
            .conf("spark.eventLog.dir", events.toUri().toString())
            .conf("spark.eventLog.compress", "false")
            .conf("spark.eventLog.rolling.enabled", Boolean.toString(rolling))
            .conf("spark.eventLog.logStageExecutorMetrics", "true")
            .conf("spark.executor.processTreeMetrics.enabled", "true")
            .conf("spark.executor.metrics.pollingInterval", "500")
            .arguments(run.arguments().toArray(String[]::new));
    if (rolling) {
      spark.conf("spark.eventLog.rolling.maxFileSize", "10m");
    }
    if (run.readsData()) {
      spark.arguments(data.toString());
    }
    SparkRun.Result result = spark.run();
    if (result.timedOut() || result.succeeded() == run.fails()) {
      return failed(run, result);
    }
    write(run, events, scrubber(directory, home));
    System.err.printf(
        "%s: recorded with Spark %s in %.1f s%n",
        run.runName(), home.sparkVersion(), result.wall().toMillis() / 1000.0);
    return true;
  }

  private boolean prepare(SampleRun run, SparkHome home, Path data)
      throws IOException, InterruptedException {
    SparkRun.Result result =
        SparkRun.on(home)
            .application(applicationJar, run.mainClass())
            .master("local[2]")
            .scratch(data.resolveSibling("prepare"))
            .arguments("prepare", data.toString())
            .run();
    return result.succeeded() || failed(run, result);
  }

  private static boolean failed(SampleRun run, SparkRun.Result result) {
    System.err.println(
        run.runName()
            + ": "
            + (result.timedOut() ? "was not done in time" : "ended with code " + result.exitCode())
            + "; its output follows");
    System.err.println(result.output());
    return false;
  }

  private Scrubber scrubber(Path directory, SparkHome home) {
    Map<String, String> literals = new LinkedHashMap<>();
    literals.put(directory.resolve("data").toString(), "/data");
    literals.put(directory.resolve("events").toString(), "/event-logs");
    literals.put(home.directory().toString(), "/spark");
    literals.put(directory.resolve("run").toString(), "/scratch");
    literals.put(directory.toString(), "/scratch");
    literals.put(applicationJar.getParent().toString(), "/jars");
    literals.put(System.getProperty("user.home"), "/user-home");
    literals.remove("/");
    return new Scrubber(literals, System.getProperty("user.name"));
  }

  private void write(SampleRun run, Path events, Scrubber scrubber) throws IOException {
    Path source;
    try (Stream<Path> found = Files.list(events)) {
      source =
          found
              .filter(path -> !path.getFileName().toString().startsWith("."))
              .findFirst()
              .orElseThrow(() -> new IOException(run.runName() + " wrote no event log"));
    }
    Files.createDirectories(logs);
    if (!Files.isDirectory(source)) {
      compress(source, logs.resolve(run.runName() + ".zstd"), scrubber);
      return;
    }
    try (Stream<Path> old = Files.list(logs)) {
      for (Path path : old.filter(Files::isDirectory).toList()) {
        delete(path);
      }
    }
    Path target = Files.createDirectories(logs.resolve(source.getFileName()));
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("events_")) {
          compress(file, target.resolve(name + ".zstd"), scrubber);
        } else if (name.startsWith("appstatus_")) {
          Files.createFile(target.resolve(name));
        }
      }
    }
  }

  static void compress(Path source, Path target, Scrubber scrubber) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(source, StandardCharsets.UTF_8);
        BufferedWriter writer =
            new BufferedWriter(
                new OutputStreamWriter(
                    new ZstdOutputStream(Files.newOutputStream(target), COMPRESSION_LEVEL),
                    StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        writer.write(scrubber.scrub(line));
        writer.write('\n');
      }
    }
  }

  static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
