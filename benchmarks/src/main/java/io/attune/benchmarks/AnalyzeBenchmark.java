package io.attune.benchmarks;

import io.attune.benchmarks.harness.Workbench;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code bench analyze}: runs {@code attune analyze} on large event logs with a small heap,
 * compared with Spark's own replay of the same logs.
 *
 * <p>The logs are written by a real Spark application and reused: jobs of trivial tasks, plain
 * text, about 2.7 KB and two lines per task. The programs run alternately, each in a process of its
 * own. Attune's time is that of the whole process, from the launcher to the end of its output; for
 * Spark the time of the replay alone is reported, too.
 */
@Command(
    name = "analyze",
    description = "Runs analyze on large event logs, compared with Spark's own replay.")
final class AnalyzeBenchmark extends Benchmark {
  private static final Pattern REPLAYED = Pattern.compile("events (\\d+) seconds ([0-9.]+)");
  private static final int TASKS_A_JOB = 10_000;
  private static final String BUS = "Spark ReplayListenerBus";
  private static final String STATUS = "Spark ReplayListenerBus + AppStatusListener";
  private static final String WHOLE = "whole process";
  private static final String ALONE = "replay alone";

  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--tasks",
      split = ",",
      defaultValue = "100000",
      paramLabel = "N",
      description =
          "Tasks per log, multiples of 10,000, such as 100000,1000000 (${DEFAULT-VALUE}).")
  private List<Integer> tasks;

  @Option(
      names = "--repeats",
      defaultValue = "3",
      description = "Repeats per log (${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--heap",
      defaultValue = "256m",
      description = "Heap of attune analyze (${DEFAULT-VALUE}).")
  private String heap;

  @Override
  Report measure(Workbench bench) throws IOException, InterruptedException {
    for (int count : tasks) {
      if (count < TASKS_A_JOB || count % TASKS_A_JOB != 0) {
        throw new ParameterException(
            spec.commandLine(), "--tasks " + count + " is not a multiple of " + TASKS_A_JOB + ".");
      }
    }
    SparkHome home = bench.sparkHome("spark-3.5-scala-2.13", "analyze");
    Report report = new Report("analyze");
    for (int count : tasks) {
      Path log = eventLog(bench, home, count / TASKS_A_JOB);
      measure(bench, home, log, report.section(String.format("%,d tasks", count)));
    }
    return report;
  }

  private void measure(Workbench bench, SparkHome home, Path log, Report.Section section)
      throws IOException, InterruptedException {
    // Counting the lines also reads the file into the operating system's cache.
    long events = countLines(log);
    section.fact("events", events);
    section.fact("logBytes", Files.size(log));
    section.fact("compressed", false);
    String subject = "attune analyze -Xmx" + heap;
    for (int repeat = 1; repeat <= repeats; repeat++) {
      progress("%s, %,d events: repeat %d of %d", log.getFileName(), events, repeat, repeats);
      Workbench.Finished attune = analyze(bench, log);
      section.row(subject, WHOLE, events).add(attune);
      for (String mode : List.of("bus", "status")) {
        String name = mode.equals("bus") ? BUS : STATUS;
        Workbench.Finished spark = sparkReplay(bench, home, log, mode);
        Matcher replayed = REPLAYED.matcher(spark.output());
        if (!replayed.find() || Long.parseLong(replayed.group(1)) < events - 2) {
          throw new IOException("Spark's replay did not read the log: " + spark.output());
        }
        double alone = Double.parseDouble(replayed.group(2));
        section.row(name, WHOLE, events).add(spark);
        section.row(name, ALONE, events).add(alone);
        section.ratio(name + ", " + WHOLE + " ÷ attune").add(spark.seconds() / attune.seconds());
        section.ratio(name + ", " + ALONE + " ÷ attune").add(alone / attune.seconds());
        section
            .ratio(name + ", processor time of the whole process ÷ attune's")
            .add(spark.processorSeconds() / attune.processorSeconds());
      }
    }
  }

  private static Path eventLog(Workbench bench, SparkHome home, int jobs)
      throws IOException, InterruptedException {
    String name = "log-" + jobs + "x" + TASKS_A_JOB;
    Path folder = Files.createDirectories(bench.scratch().resolve(name));
    List<Path> finished = finished(folder);
    if (!finished.isEmpty()) {
      return finished.get(0);
    }
    // An application that is stopped leaves a log that looks finished.
    Path unfinished = Files.createTempDirectory(bench.scratch(), name + "-unfinished-");
    progress("making a log of %d jobs with %,d tasks", jobs, TASKS_A_JOB);
    SparkRun.Result result =
        SparkRun.on(home)
            .master("local[2]")
            .application(bench.ownClasses(), TrivialTasks.class.getName())
            .arguments(Integer.toString(jobs), Integer.toString(TASKS_A_JOB))
            .conf("spark.app.name", "trivial-tasks")
            .conf("spark.eventLog.enabled", "true")
            .conf("spark.eventLog.compress", "false")
            .conf("spark.eventLog.dir", unfinished.toUri().toString())
            // No events may be dropped.
            .conf("spark.scheduler.listenerbus.eventqueue.capacity", "1000000")
            .conf("spark.driver.memory", "2g")
            .scratch(bench.scratch().resolve("trivial-tasks"))
            .timeout(Duration.ofMinutes(60))
            .run();
    if (!result.succeeded()) {
      throw new IOException("Spark could not make the log: " + result.output());
    }
    Path log =
        finished(unfinished).stream()
            .findFirst()
            .orElseThrow(() -> new IOException("Spark left no finished log in " + unfinished));
    Path kept = Files.move(log, folder.resolve(log.getFileName()));
    Files.delete(unfinished);
    return kept;
  }

  private static List<Path> finished(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(file -> !file.toString().endsWith(".inprogress"))
          .toList();
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
    long lines = 0;
    byte[] buffer = new byte[1 << 18];
    try (InputStream in = Files.newInputStream(log)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    return lines;
  }
}
