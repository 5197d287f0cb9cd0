package io.attune.benchmarks;

import io.attune.benchmarks.harness.Workbench;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench logs}: runs {@code attune analyze} on a directory of many event logs with a small
 * heap, compared with a large heap and with one process for each log.
 *
 * <p>The logs are the sample runs of real Spark over and over, each as an application of its own,
 * one workload for every eight runs; gzip. The programs run alternately, each in a process of its
 * own.
 */
@Command(
    name = "logs",
    description = "Runs analyze on a directory of many event logs with a small heap.")
final class ManyLogsBenchmark extends Benchmark {
  private static final int RUNS_A_WORKLOAD = 8;
  private static final int ONE_BY_ONE = 20;
  private static final String WHOLE = "whole process";

  @Option(
      names = "--logs",
      defaultValue = "2000",
      paramLabel = "N",
      description = "Logs in the directory (${DEFAULT-VALUE}).")
  private int count;

  @Option(names = "--repeats", defaultValue = "3", description = "Repeats (${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--heap",
      defaultValue = "512m",
      description = "Heap of attune analyze (${DEFAULT-VALUE}).")
  private String heap;

  @Option(
      names = "--large-heap",
      defaultValue = "3g",
      description = "Heap to compare with (${DEFAULT-VALUE}).")
  private String largeHeap;

  @Override
  Report measure(Workbench bench) throws IOException, InterruptedException {
    Path logs = logs(bench);
    Report report = new Report("logs");
    Report.Section section = report.section(String.format(Locale.ROOT, "%,d logs", count));
    section.fact("logBytes", bytes(logs));
    List<Path> some = files(logs).subList(0, Math.min(ONE_BY_ONE, count));
    for (int repeat = 1; repeat <= repeats; repeat++) {
      progress("%,d logs: repeat %d of %d", count, repeat, repeats);
      Workbench.Finished all = analyze(bench, heap, List.of(logs.toString()));
      section.row("analyze DIR -Xmx" + heap, WHOLE, count).add(all);
      Workbench.Finished large = analyze(bench, largeHeap, List.of(logs.toString()));
      section.row("analyze DIR -Xmx" + largeHeap, WHOLE, count).add(large);
      section
          .row("analyze DIR --newest " + ONE_BY_ONE, WHOLE, ONE_BY_ONE)
          .add(
              analyze(
                  bench, heap, List.of(logs.toString(), "--newest", Integer.toString(ONE_BY_ONE))));
      double oneByOne = 0;
      for (Path log : some) {
        oneByOne += analyze(bench, heap, List.of(log.toString())).seconds();
      }
      section.row("a process for each of " + some.size(), WHOLE, some.size()).add(oneByOne);
      section
          .ratio("a log in a process of its own ÷ one of many")
          .add(oneByOne / some.size() / (all.seconds() / count));
      section.ratio("-Xmx" + heap + " ÷ -Xmx" + largeHeap).add(all.seconds() / large.seconds());
    }
    return report;
  }

  private static Workbench.Finished analyze(Workbench bench, String heap, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(bench.launcher().toString(), "-J-Xmx" + heap, "analyze"));
    command.addAll(arguments);
    return Workbench.run(bench.scratch(), command);
  }

  private Path logs(Workbench bench) throws IOException {
    Path folder = bench.scratch().resolve("many-logs-" + count);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Path unfinished = Files.createTempDirectory(bench.scratch(), "many-logs-unfinished-");
    progress("making %,d logs", count);
    List<EventLog> samples = EventLogs.find(List.of(bench.built("sample-runs/logs")));
    for (int i = 0; i < count; i++) {
      write(samples.get(i % samples.size()), i, samples.size(), unfinished);
    }
    return Files.move(unfinished, folder);
  }

  /** A sample under another application id, and a name for every few of them. */
  private static void write(EventLog sample, int number, int samples, Path folder)
      throws IOException {
    String was = sample.applicationIdInName().orElse("");
    String id = String.format(Locale.ROOT, "app-20260101000000-%06d", number);
    int group = number / samples / RUNS_A_WORKLOAD;
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(sample.open(), StandardCharsets.UTF_8));
        Writer out =
            new java.io.OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(folder.resolve(id + ".gz"))),
                StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String own = was.isEmpty() ? line : line.replace(was, id);
        own = own.replaceFirst("\"App ID\":\"[^\"]*\"", "\"App ID\":\"" + id + "\"");
        own =
            own.replaceAll(
                "(\"App Name\":|\"spark.app.name\":|\"spark.attune.workload\":)\"([^\"]*)\"",
                "$1\"$2-of-team-" + words(group) + "\"");
        out.write(own);
        out.write('\n');
      }
    }
  }

  /** Letters, as digits at the end of a name count as a run's. */
  private static String words(int number) {
    return Integer.toString(number, 26)
        .chars()
        .map(c -> c <= '9' ? 'a' + c - '0' : c + 10)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static long bytes(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : files(folder)) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
