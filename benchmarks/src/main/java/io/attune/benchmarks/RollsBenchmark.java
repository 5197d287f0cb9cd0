package io.attune.benchmarks;

import io.attune.benchmarks.follow.BusyDay;
import io.attune.benchmarks.follow.FollowProcess;
import io.attune.benchmarks.follow.ReadSoFar;
import io.attune.benchmarks.harness.Workbench;
import io.attune.local.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench rolls}: what {@code attune follow} needs while an application rolls its log once a
 * minute for a day, and others begin and end, all of it as fast as it is read: memory and files
 * after each hour.
 */
@Command(
    name = "rolls",
    description = "Memory of attune follow over a day's worth of rolled files.")
final class RollsBenchmark extends Benchmark {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Option(names = "--hours", defaultValue = "24", description = "Hours (${DEFAULT-VALUE}).")
  private int hours;

  @Option(
      names = "--rolls",
      defaultValue = "60",
      description = "Rolled files an hour (${DEFAULT-VALUE}).")
  private int rolls;

  @Option(
      names = "--applications",
      defaultValue = "12",
      description = "Other applications an hour (${DEFAULT-VALUE}).")
  private int applications;

  @Option(
      names = "--heap",
      defaultValue = "256m",
      description = "Heap of attune follow (${DEFAULT-VALUE}).")
  private String heap;

  private record Hour(int number, long records, long heapKilobytes, long megabytes, int files) {}

  @Override
  Report measure(Workbench bench) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory(bench.scratch(), "rolls-");
    Path logs = Files.createDirectories(scratch.resolve("logs"));
    BusyDay day = new BusyDay(bench.built("sample-runs/logs/repeated-steps.zstd"), logs);
    List<Hour> curve = new ArrayList<>();
    long begin = System.nanoTime();
    try (LocalStack stack = LocalStack.open(scratch.resolve("stack"));
        ReadSoFar read = new ReadSoFar(stack);
        FollowProcess follow =
            FollowProcess.start(
                bench,
                stack,
                List.of(logs.toString(), "--interval=1s", "-J-Xmx" + heap),
                Map.of())) {
      for (int hour = 1; hour <= hours; hour++) {
        day.hour(rolls, applications);
        read.await(day.rolledLog(), day.rolledBytes(), LIMIT);
        follow.requireRunning();
        Hour now =
            new Hour(
                hour,
                read.records(),
                follow.livingKilobytes(),
                follow.residentMegabytes(),
                follow.openFiles());
        progress(
            "hour %d: %,d records, %,d KB live on the heap, %d MB resident, %d files open",
            now.number(), now.records(), now.heapKilobytes(), now.megabytes(), now.files());
        curve.add(now);
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return report(day, curve, seconds);
  }

  private Report report(BusyDay day, List<Hour> curve, double seconds) {
    Report report = new Report("rolls");
    Report.Section section =
        report.section(
            String.format(
                Locale.ROOT,
                "%,d rolled files and %,d other applications, -Xmx%s",
                hours * rolls,
                hours * applications,
                heap));
    section.fact("storedBytes", day.rolledBytes());
    section.fact("textBytes", day.textBytes());
    section.fact("records", curve.get(curve.size() - 1).records());
    section.fact("seconds", Math.round(seconds));
    section.fact("curve", curve.stream().map(RollsBenchmark::line).toList());
    for (int quarter = 0; quarter < 4; quarter++) {
      List<Hour> part = curve.subList(curve.size() * quarter / 4, curve.size() * (quarter + 1) / 4);
      String name = "quarter " + (quarter + 1);
      part.forEach(
          one -> {
            section.row(name, "live heap, MB", 0).add(one.heapKilobytes() / 1_000.0);
            section.row(name, "resident, MB", 0).add(one.megabytes());
            section.row(name, "open files", 0).add(one.files());
          });
    }
    return report;
  }

  private static Map<String, Object> line(Hour hour) {
    return Map.of(
        "hour",
        hour.number(),
        "records",
        hour.records(),
        "liveHeapKilobytes",
        hour.heapKilobytes(),
        "residentMegabytes",
        hour.megabytes(),
        "openFiles",
        hour.files());
  }
}
