package io.attune.benchmarks.lab;

import io.attune.benchmarks.harness.ApplicationJar;
import io.attune.benchmarks.harness.Workbench;
import io.attune.local.LocalStack;
import io.attune.samples.SparkHome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench lab}: runs real Spark applications, applies all of the running pipeline's
 * recommendations, and measures the effect.
 */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = {
      "Runs real Spark applications, applies all of Attune's advice, runs them again, and shows"
          + " the effect on time and cost.",
      "Results of finished workloads are kept in --folder, and these are not run again; the table"
          + " is created from the files there."
    })
public final class LabBenchmark implements Callable<Integer> {
  private static final String AGENT = "spark-agent/target/attune-spark-agent.jar";

  @Option(
      names = "--folder",
      description = "Directory for results, data and event logs (benchmarks/target/lab).")
  private Path folder;

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "NAME",
      description = "Only these, or those whose name begins so; separated by commas.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--spark",
      split = ",",
      paramLabel = "VERSION",
      description = "Only on these versions: 3.5, 4.")
  private List<String> versions = new ArrayList<>();

  @Option(
      names = "--repeats",
      defaultValue = "3",
      description = "Runs per configuration (${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description =
          "Maximum number of sets of recommendations applied in sequence (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--quick", description = "One run per configuration, one round.")
  private boolean quick;

  @Option(
      names = "--again",
      description = "Measure chosen workloads again even if they are finished.")
  private boolean again;

  @Option(names = "--table", description = "Only create the table from the files.")
  private boolean tableOnly;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path checkout = Path.of(System.getProperty("attune.home", ".")).toAbsolutePath().normalize();
    Path lab =
        Files.createDirectories(
            (folder == null ? checkout.resolve("benchmarks/target/lab") : folder)
                .toAbsolutePath()
                .normalize());
    List<String> failed = tableOnly ? List.of() : measure(checkout, lab);
    LabTable table = new LabTable(WorkloadResult.readAll(lab));
    Files.writeString(lab.resolve("table.md"), table.markdown());
    System.out.print(table.markdown());
    failed.forEach(sentence -> System.err.println("attune bench lab: " + sentence));
    return failed.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** Measures the chosen workloads and returns the failures; a failure does not end the session. */
  private List<String> measure(Path checkout, Path lab) throws IOException, InterruptedException {
    List<Workload> chosen = chosen();
    Path agent = checkout.resolve(AGENT);
    if (!Files.isRegularFile(agent)) {
      throw new IOException(agent + " is missing: build it with './attune agent'");
    }
    warnOfLoad();
    Workbench bench = new Workbench(checkout, lab.resolve("scratch"));
    Path applications = ApplicationJar.of(bench.ownClasses(), lab.resolve("applications.jar"));
    Path state = Files.createTempDirectory(lab.resolve("scratch"), "pipeline-");
    LabData data =
        new LabData(
            Files.createDirectories(lab.resolve("data")),
            bench.sparkHome(Workload.SPARK_3_5, "data"),
            applications);
    int allRepeats = quick ? 1 : repeats;
    List<String> failed = new ArrayList<>();
    try (LocalStack stack = LocalStack.open(state)) {
      LabSession sitting = new LabSession(stack, lab, quick ? 1 : rounds, allRepeats);
      for (Workload workload : chosen) {
        for (String spark : workload.sparks()) {
          if (!isChosen(spark)) {
            continue;
          }
          if (again) {
            Files.deleteIfExists(WorkloadResult.file(lab, workload.name(), spark));
          }
          SparkHome home = bench.sparkHome(spark, "lab-" + spark);
          try {
            sitting.measure(
                workload,
                spark,
                new ApplicationRunner(home, applications, agent, stack, data, lab));
          } catch (IOException | IllegalArgumentException e) {
            failed.add(workload.name() + " on " + spark + " was not measured: " + e.getMessage());
          }
        }
      }
    }
    return failed;
  }

  private static void warnOfLoad() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system.getSystemLoadAverage() > system.getAvailableProcessors()) {
      System.err.println(
          String.format(
              Locale.ROOT,
              "The machine is busy (load average %.0f on %d processors): times will be noise.",
              system.getSystemLoadAverage(),
              system.getAvailableProcessors()));
    }
  }

  private List<Workload> chosen() throws IOException {
    for (String name : names) {
      if (Workloads.all().stream().noneMatch(w -> w.name().startsWith(name))) {
        throw new IOException(
            "there is no workload '"
                + name
                + "'; there are "
                + String.join(", ", Workloads.all().stream().map(Workload::name).toList()));
      }
    }
    for (String version : versions) {
      if (Workloads.all().stream()
          .flatMap(w -> w.sparks().stream())
          .noneMatch(s -> is(s, version))) {
        throw new IOException("--spark knows 3.5 and 4, not '" + version + "'");
      }
    }
    return Workloads.all().stream()
        .filter(w -> names.isEmpty() || names.stream().anyMatch(n -> w.name().startsWith(n)))
        .toList();
  }

  private boolean isChosen(String spark) {
    return versions.isEmpty() || versions.stream().anyMatch(v -> is(spark, v));
  }

  private static boolean is(String spark, String version) {
    return spark.startsWith("spark-" + version + "-");
  }
}
