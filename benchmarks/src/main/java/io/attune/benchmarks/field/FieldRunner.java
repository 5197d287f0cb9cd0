package io.attune.benchmarks.field;

import static java.util.Objects.requireNonNull;

import io.attune.benchmarks.field.apps.Session;
import io.attune.benchmarks.harness.ApplicationJar;
import io.attune.benchmarks.harness.Workbench;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs cases on real Spark and keeps their event logs. Those with the same driver share one
 * process, in which each is an application of its own.
 */
final class FieldRunner {
  private static final Duration LIMIT_OF_EACH = Duration.ofMinutes(6);
  private static final String EXIT = "exit-code";

  private final Workbench bench;
  private final Path folder;
  private final Path jar;

  /** A run that is still to be done. */
  private record Wanted(FieldCase each, boolean mended, Path log, Path exit) {}

  /**
   * Creates a runner.
   *
   * @param bench where Spark homes and own classes are
   * @param folder where logs are kept
   */
  FieldRunner(Workbench bench, Path folder) throws IOException {
    this.bench = requireNonNull(bench, "bench is null");
    this.folder = Files.createDirectories(folder);
    this.jar = ApplicationJar.of(bench.ownClasses(), folder.resolve("applications.jar"));
  }

  /** Where the log of a run is. */
  static Path log(Path folder, FieldCase each, boolean mended) {
    return folder.resolve("logs").resolve(each.name()).resolve(mended ? "mended" : "reported");
  }

  private static Path exit(Path log) {
    return log.resolveSibling(log.getFileName() + "-" + EXIT);
  }

  /** Whether both runs of a case are there. */
  static boolean ran(Path folder, FieldCase each) {
    return Files.exists(exit(log(folder, each, false)))
        && Files.exists(exit(log(folder, each, true)));
  }

  /** Whether a run that was kept succeeded. */
  static boolean succeeded(Path log) throws IOException {
    return Files.readString(exit(log)).equals("0");
  }

  /** Runs what is not kept yet. */
  void run(List<FieldCase> cases) throws IOException, InterruptedException {
    Map<String, List<Wanted>> drivers = new LinkedHashMap<>();
    for (FieldCase each : cases) {
      for (boolean mended : new boolean[] {false, true}) {
        Path log = log(folder, each, mended);
        if (!Files.exists(exit(log))) {
          delete(log);
          Files.createDirectories(log);
          drivers
              .computeIfAbsent(each.driver() + (each.alone() ? mended : ""), d -> new ArrayList<>())
              .add(new Wanted(each, mended, log, exit(log)));
        }
      }
    }
    for (List<Wanted> together : drivers.values()) {
      submit(together);
    }
  }

  private void submit(List<Wanted> together) throws IOException, InterruptedException {
    Path scratch = folder.resolve("run");
    delete(scratch);
    Files.createDirectories(scratch);
    List<String> plan = new ArrayList<>();
    for (Wanted wanted : together) {
      List<String> fields = new ArrayList<>();
      fields.add(wanted.exit().toString());
      fields.add(wanted.each().application().getName());
      fields.add(wanted.mended() ? "mended" : "reported");
      fields.add(scratch.resolve("data").toString());
      conf(wanted).forEach((name, value) -> fields.add(name + "=" + value));
      plan.add(String.join("\t", fields));
      System.err.println(wanted.each().name() + (wanted.mended() ? ", mended" : ""));
    }
    Path file = Files.write(scratch.resolve("plan"), plan);
    FieldCase first = together.get(0).each();
    SparkHome home = bench.sparkHome(first.spark(), "field-" + first.spark());
    SparkRun.Result result =
        SparkRun.on(home)
            .master(first.master())
            .application(jar, Session.class.getName())
            .arguments(file.toString())
            .conf(first.driverConf())
            .scratch(scratch)
            .timeout(LIMIT_OF_EACH.multipliedBy(together.size()))
            .run();
    delete(home.directory().resolve("work"));
    Files.writeString(folder.resolve("output-" + first.name() + ".txt"), result.output());
    if (!result.succeeded() && !first.alone()) {
      throw new IOException("the driver ended with " + result.exitCode() + ": " + result.output());
    } else if (!result.succeeded() && !Files.exists(together.get(0).exit())) {
      // The driver itself went down, which is what some cases are about.
      Files.writeString(together.get(0).exit(), Integer.toString(result.exitCode()));
    }
  }

  private static Map<String, String> conf(Wanted wanted) {
    Map<String, String> conf = new TreeMap<>();
    conf.put("spark.master", wanted.each().master());
    conf.put("spark.app.name", wanted.each().name());
    conf.put("spark.eventLog.enabled", "true");
    conf.put("spark.eventLog.dir", wanted.log().toUri().toString());
    conf.put("spark.eventLog.compress", "false");
    conf.put("spark.eventLog.rolling.enabled", "false");
    conf.put("spark.executor.processTreeMetrics.enabled", "true");
    conf.put("spark.executor.metrics.pollingInterval", "500");
    conf.put("spark.scheduler.minRegisteredResourcesRatio", "1.0");
    conf.putAll(wanted.each().conf(wanted.mended()));
    return conf;
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
