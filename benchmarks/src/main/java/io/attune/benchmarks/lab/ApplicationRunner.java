package io.attune.benchmarks.lab;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.offline.RunCollector;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.local.LocalStack;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs a workload with the agent and reads the run's event log. */
final class ApplicationRunner {
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final int OUTPUT_LINES = 15;

  private final SparkHome home;
  private final Path applications;
  private final Path agent;
  private final LocalStack stack;
  private final LabData data;
  private final Path folder;

  /**
   * Creates a runner.
   *
   * @param home the Spark home
   * @param applications jar of the lab's applications
   * @param agent the agent's jar
   * @param stack the pipeline that the agent sends to
   * @param data input data
   * @param folder directory for scratch files and event logs
   */
  ApplicationRunner(
      SparkHome home, Path applications, Path agent, LocalStack stack, LabData data, Path folder) {
    this.home = requireNonNull(home, "home is null");
    this.applications = requireNonNull(applications, "applications is null");
    this.agent = requireNonNull(agent, "agent is null");
    this.stack = requireNonNull(stack, "stack is null");
    this.data = requireNonNull(data, "data is null");
    this.folder = requireNonNull(folder, "folder is null");
  }

  String sparkVersion() {
    return home.sparkVersion();
  }

  /**
   * Runs a workload once.
   *
   * @param workload the workload
   * @param configuration its configuration
   * @param reportedAs workload name for Attune
   */
  MeasuredRun run(Workload workload, Configuration configuration, String reportedAs)
      throws IOException, InterruptedException {
    Path logs = Files.createDirectories(folder.resolve("logs").resolve(reportedAs));
    Path round = Files.createDirectories(logs.resolve("round-" + configuration.round()));
    List<Path> before = list(round);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    SparkRun.Result result = submit(workload, configuration, reportedAs, round);
    delete(home.directory().resolve("work"));
    if (result.timedOut()) {
      throw new IOException(
          "a run was stopped after "
              + LIMIT.toMinutes()
              + " minutes with the machine's load at "
              + Math.round(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
              + "; try again when the load is low. Its output ended with:\n"
              + tail(result.output()));
    }
    List<Path> written = new ArrayList<>(list(round));
    written.removeAll(before);
    if (written.size() != 1) {
      throw new IOException(
          workload.name() + " left no event log; its output ended with: " + tail(result.output()));
    }
    if (!result.succeeded()) {
      System.err.println(
          "  " + workload.name() + " failed; its output ended with:\n" + tail(result.output()));
    }
    return MeasuredRun.of(read(written.get(0)), configuration.cluster(), result.succeeded(), load);
  }

  private SparkRun.Result submit(
      Workload workload, Configuration configuration, String reportedAs, Path log)
      throws IOException, InterruptedException {
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put("spark.app.name", workload.name());
    conf.put("spark.attune.workload", reportedAs);
    conf.put("spark.jars", agent.toString());
    conf.put("spark.driver.extraClassPath", agent.toString());
    conf.put("spark.extraListeners", "io.attune.spark.AttuneListener");
    conf.put("spark.attune.kafka.bootstrap.servers", stack.bootstrapServers());
    conf.put("spark.attune.schema.registry.url", stack.registryUrl());
    conf.put("spark.eventLog.enabled", "true");
    conf.put("spark.eventLog.dir", log.toUri().toString());
    conf.put("spark.eventLog.compress", "false");
    conf.put("spark.eventLog.rolling.enabled", "false");
    conf.put("spark.executor.processTreeMetrics.enabled", "true");
    conf.put("spark.executor.metrics.pollingInterval", "500");
    // As with a cluster manager, wait for the executors before the first job.
    conf.put("spark.scheduler.minRegisteredResourcesRatio", "1.0");
    conf.putAll(configuration.conf());
    configuration.switches().forEach(rule -> conf.put("spark.lab." + rule, "true"));
    Path scratch = folder.resolve("run");
    delete(scratch);
    List<String> arguments = new ArrayList<>();
    for (String argument : workload.arguments()) {
      arguments.add(resolved(argument, scratch));
    }
    return SparkRun.on(home)
        .master(configuration.cluster().master())
        .application(applications, workload.application().getName())
        .arguments(arguments.toArray(String[]::new))
        .conf(conf)
        .scratch(scratch)
        .timeout(LIMIT)
        .run();
  }

  private String resolved(String argument, Path scratch) throws IOException, InterruptedException {
    if (argument.equals("@out")) {
      return scratch.resolve("out").toString();
    }
    for (DataSet set : DataSet.values()) {
      if (argument.equals("@" + set.folder())) {
        return data.of(set).toString();
      }
    }
    return argument;
  }

  private static Run read(Path log) throws IOException {
    RunCollector collector = new RunCollector();
    for (EventLog found : EventLogs.find(List.of(log))) {
      new EventLogReader().read(found, collector, ReadProgress.NONE);
    }
    return collector.run().orElseThrow(() -> new IOException(log + " has no events of a run"));
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  private static String tail(String output) {
    List<String> lines = output.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - OUTPUT_LINES), lines.size()));
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
