package io.attune.benchmarks;

import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench analyze}: a large event log through {@code attune analyze} in a small heap, beside
 * Spark's own replay of the same log in the same run.
 *
 * <p>The log is made by a real Spark: jobs of trivial tasks, plain text, about 2.7 KB a task.
 */
@Command(
    name = "analyze",
    description = "A large event log through analyze, beside Spark's own replay of it.")
final class AnalyzeBenchmark extends Benchmark {
  private static final Pattern REPLAYED = Pattern.compile("events (\\d+) seconds ([0-9.]+)");

  @Option(names = "--jobs", defaultValue = "10", description = "Jobs (${DEFAULT-VALUE}).")
  private int jobs;

  @Option(
      names = "--tasks",
      defaultValue = "10000",
      description = "Tasks of each job (${DEFAULT-VALUE}).")
  private int tasks;

  @Option(names = "--repeats", defaultValue = "5", description = "Repeats (${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--heap",
      defaultValue = "256m",
      description = "Heap of attune analyze (${DEFAULT-VALUE}).")
  private String heap;

  @Override
  Report measure(Workbench bench) throws IOException, InterruptedException {
    SparkHome home = bench.sparkHome("spark-3.5-scala-2.13", "analyze");
    Path log = eventLog(bench, home);
    long events = countLines(log);
    progress("%s: %,d events, %,d MB", log.getFileName(), events, Files.size(log) / 1_000_000);

    Map<String, Samples> wall = new LinkedHashMap<>();
    Map<String, Samples> inside = new LinkedHashMap<>();
    long peak = 0;
    for (int repeat = 1; repeat <= repeats; repeat++) {
      progress("repeat %d of %d", repeat, repeats);
      Workbench.Finished attune = analyze(bench, log);
      peak = Math.max(peak, attune.peakResidentKilobytes());
      wall.computeIfAbsent("attune analyze -Xmx" + heap, k -> new Samples()).add(attune.seconds());
      for (String mode : List.of("bus", "status")) {
        String name =
            mode.equals("bus")
                ? "Spark ReplayListenerBus"
                : "Spark ReplayListenerBus + AppStatusListener";
        Workbench.Finished spark = sparkReplay(bench, home, log, mode);
        Matcher replayed = REPLAYED.matcher(spark.output());
        if (!replayed.find()) {
          throw new IOException("Spark's replay printed no figures: " + spark.output());
        }
        wall.computeIfAbsent(name, k -> new Samples()).add(spark.seconds());
        inside.computeIfAbsent(name, k -> new Samples()).add(Double.parseDouble(replayed.group(2)));
      }
    }

    Report report = new Report("analyze", "attune analyze -Xmx" + heap);
    report.fact("events", events);
    report.fact("logBytes", Files.size(log));
    report.fact("attunePeakResidentKilobytes", peak);
    wall.forEach((name, samples) -> report.row(name, "whole process", samples, events));
    inside.forEach((name, samples) -> report.row(name, "replay alone", samples, events));
    return report;
  }

  private Path eventLog(Workbench bench, SparkHome home) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(bench.scratch().resolve("log-" + jobs + "x" + tasks));
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> finished = files.filter(f -> !f.toString().endsWith(".inprogress")).toList();
      if (!finished.isEmpty()) {
        return finished.get(0);
      }
    }
    progress("making a log of %d jobs with %,d tasks", jobs, tasks);
    SparkRun.Result result =
        SparkRun.on(home)
            .master("local[2]")
            .application(bench.ownClasses(), TrivialTasks.class.getName())
            .arguments(Integer.toString(jobs), Integer.toString(tasks))
            .conf("spark.app.name", "trivial-tasks")
            .conf("spark.eventLog.enabled", "true")
            .conf("spark.eventLog.compress", "false")
            .conf("spark.eventLog.dir", folder.toUri().toString())
            .conf("spark.driver.memory", "2g")
            .scratch(bench.scratch().resolve("trivial-tasks"))
            .timeout(Duration.ofMinutes(60))
            .run();
    if (!result.succeeded()) {
      throw new IOException("Spark could not make the log: " + result.output());
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  private Workbench.Finished analyze(Workbench bench, Path log)
      throws IOException, InterruptedException {
    return Workbench.run(
        bench.scratch(),
        List.of(bench.launcher().toString(), "-J-Xmx" + heap, "analyze", log.toString()));
  }

  private static Workbench.Finished sparkReplay(
      Workbench bench, SparkHome home, Path log, String mode)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(home.moduleOptions());
    command.add("-Xmx4g");
    command.add("-cp");
    command.add(home.classpath() + java.io.File.pathSeparator + bench.ownClasses());
    command.add(SparkReplay.class.getName());
    command.add(log.toString());
    command.add(mode);
    return Workbench.run(bench.scratch(), command);
  }

  private static long countLines(Path log) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(log)) {
      return lines.lines().count();
    }
  }
}
