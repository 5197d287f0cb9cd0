package io.attune.benchmarks;

import io.attune.benchmarks.harness.BucketServer;
import io.attune.benchmarks.harness.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench logs}: runs {@code attune analyze} on a directory of many event logs with a small
 * heap, compared with a large heap and with one process for each log, and on the same files as
 * objects of a bucket.
 *
 * <p>{@link ManyLogs} says what they are. The programs run alternately, each in a process of its
 * own.
 */
@Command(
    name = "logs",
    description =
        "Runs analyze on many event logs, in a directory and in a bucket, with a small heap.")
final class ManyLogsBenchmark extends Benchmark {
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
    try (BucketServer bucket = BucketServer.start(bench, logs.getParent())) {
      for (int repeat = 1; repeat <= repeats; repeat++) {
        progress("%,d logs: repeat %d of %d", count, repeat, repeats);
        Workbench.Finished all = directory(bench, section, logs);
        bucket(bench, section, "s3://" + logs.getFileName(), bucket, all.seconds());
        double oneByOne = 0;
        for (Path log : some) {
          oneByOne += analyze(bench, heap, List.of(log.toString()), Map.of()).seconds();
        }
        section.row("a process for each of " + some.size(), WHOLE, some.size()).add(oneByOne);
        section
            .ratio("a log in a process of its own ÷ one of many")
            .add(oneByOne / some.size() / (all.seconds() / count));
      }
    }
    return report;
  }

  private Workbench.Finished directory(Workbench bench, Report.Section section, Path logs)
      throws IOException, InterruptedException {
    Workbench.Finished all = analyze(bench, heap, List.of(logs.toString()), Map.of());
    section.row("analyze DIR -Xmx" + heap, WHOLE, count).add(all);
    Workbench.Finished large = analyze(bench, largeHeap, List.of(logs.toString()), Map.of());
    section.row("analyze DIR -Xmx" + largeHeap, WHOLE, count).add(large);
    section
        .row("analyze DIR --newest " + ONE_BY_ONE, WHOLE, ONE_BY_ONE)
        .add(
            analyze(
                bench,
                heap,
                List.of(logs.toString(), "--newest", Integer.toString(ONE_BY_ONE)),
                Map.of()));
    section.ratio("-Xmx" + heap + " ÷ -Xmx" + largeHeap).add(all.seconds() / large.seconds());
    return all;
  }

  private void bucket(
      Workbench bench,
      Report.Section section,
      String address,
      BucketServer bucket,
      double directory)
      throws IOException, InterruptedException {
    bucket.takeRequests();
    bucket.takeBytes();
    Workbench.Finished all = analyze(bench, heap, List.of(address), bucket.variables());
    section.row("analyze s3://BUCKET -Xmx" + heap, WHOLE, count).add(all);
    section.fact("bucketRequests", bucket.takeRequests());
    section.fact("bucketBytes", bucket.takeBytes());
    section.ratio("analyze s3://BUCKET ÷ analyze DIR").add(all.seconds() / directory);
    section
        .row("analyze s3://BUCKET --newest " + ONE_BY_ONE, WHOLE, ONE_BY_ONE)
        .add(
            analyze(
                bench,
                heap,
                List.of(address, "--newest", Integer.toString(ONE_BY_ONE)),
                bucket.variables()));
    section.fact("newestRequests", bucket.takeRequests());
    section.fact("newestBytes", bucket.takeBytes());
  }

  private static Workbench.Finished analyze(
      Workbench bench, String heap, List<String> arguments, Map<String, String> variables)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(bench.launcher().toString(), "-J-Xmx" + heap, "analyze"));
    command.addAll(arguments);
    return Workbench.run(bench.scratch(), command, variables);
  }

  private Path logs(Workbench bench) throws IOException {
    Path folder = bench.scratch().resolve("buckets").resolve("distinct-logs-" + count);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(folder.getParent());
    Path unfinished = Files.createTempDirectory(bench.scratch(), "many-logs-unfinished-");
    progress("making %,d logs", count);
    ManyLogs.write(count, bench.built("sample-runs/logs"), unfinished);
    return Files.move(unfinished, folder);
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
