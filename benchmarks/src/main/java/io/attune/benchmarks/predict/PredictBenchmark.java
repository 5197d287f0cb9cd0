package io.attune.benchmarks.predict;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.table.RuleTable;
import io.attune.samples.SparkHome;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench predict}: records real Spark applications at several cluster sizes and predicts from
 * each run the time at all other sizes. Recording takes about 45 minutes and is done only for
 * missing recordings; the evaluation takes seconds.
 */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Compares predicted times at other cluster sizes with real runs at those sizes.")
public final class PredictBenchmark implements Callable<Integer> {
  /** Steps of the benchmark. */
  enum Phase {
    RECORD,
    EVALUATE,
    BOTH
  }

  @Option(
      names = "--step",
      defaultValue = "BOTH",
      description = "RECORD missing runs, EVALUATE recordings, or BOTH (${DEFAULT-VALUE}).")
  private Phase step;

  @Option(
      names = "--logs",
      description = "Directory of the recordings (benchmarks/target/predict).")
  private Path logs;

  @Option(
      names = "--repeats",
      defaultValue = "1",
      description =
          "Recordings per application and size, of which the one with the median time is used"
              + " (${DEFAULT-VALUE}).")
  private int repeats;

  @Option(names = "--only", split = ",", description = "Only these applications.")
  private List<String> only = List.of();

  @Option(names = "--rules", description = "Overrides of the rule table, as for analyze.")
  private Path rules;

  @Option(names = "--details", description = "Also print every prediction.")
  private boolean details;

  @Option(names = "--json", description = "Also write the figures to this file.")
  private Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (String name : only) {
      if (LabApplication.named(name).isEmpty()) {
        throw new IOException(
            "there is no application '"
                + name
                + "'; the names are "
                + String.join(
                    ", ",
                    Arrays.stream(LabApplication.values()).map(LabApplication::label).toList())
                + ".");
      }
    }
    Path checkout = Path.of(System.getProperty("attune.home", ".")).toAbsolutePath().normalize();
    Recordings recordings =
        new Recordings(logs == null ? checkout.resolve("benchmarks/target/predict") : logs);
    List<LabApplication> applications =
        Arrays.stream(LabApplication.values())
            .filter(application -> only.isEmpty() || only.contains(application.label()))
            .toList();
    if (step != Phase.EVALUATE) {
      record(checkout, recordings, applications);
    }
    return step == Phase.RECORD ? 0 : evaluate(recordings, applications);
  }

  private void record(Path checkout, Recordings recordings, List<LabApplication> applications)
      throws IOException, InterruptedException {
    Path scratch = checkout.resolve("benchmarks/target/scratch/predict");
    LabRecorder recorder = new LabRecorder(recordings, ownClasses(), scratch);
    for (int round = 1; round <= repeats; round++) {
      for (LabApplication application : applications) {
        SparkHome home = home(checkout, scratch, application);
        for (ClusterSize size : Recordings.sizesOf(application)) {
          if (recordings.logs(application, size).size() >= round) {
            continue;
          }
          long started = System.nanoTime();
          recorder.record(application, size, home);
          System.err.println(
              String.format(
                  Locale.ROOT,
                  "%s on %dx%d: recorded in %.1f s",
                  application.label(),
                  size.executors(),
                  size.coresPerExecutor(),
                  (System.nanoTime() - started) / 1e9));
        }
      }
    }
  }

  private static SparkHome home(Path checkout, Path scratch, LabApplication application)
      throws IOException {
    Path classpath =
        checkout
            .resolve("spark-homes")
            .resolve(application.sparkHome())
            .resolve("target/classpath");
    if (!Files.exists(classpath)) {
      throw new IOException(
          classpath + " is missing: run 'mvn -f spark-homes/pom.xml process-resources' first");
    }
    return SparkHome.link(classpath, scratch.resolve(application.sparkHome()));
  }

  private int evaluate(Recordings recordings, List<LabApplication> applications)
      throws IOException {
    RuleTable table = RuleTable.standard();
    Evaluation evaluation =
        new Evaluation(rules == null ? table : table.with(Files.readString(rules)));
    for (LabApplication application : applications) {
      evaluation.add(application, recordings);
    }
    if (evaluation.trials().isEmpty()) {
      throw new IOException("there is no recording yet: leave out '--step EVALUATE'.");
    }
    PredictionTable figures = new PredictionTable(evaluation.trials());
    if (details) {
      System.out.println(figures.details());
    }
    System.out.print(figures.text());
    if (json != null) {
      new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValue(json.toFile(), figures.document());
    }
    return 0;
  }

  private static Path ownClasses() {
    try {
      return Path.of(
          PredictBenchmark.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the benchmarks were not started from a jar or folder", e);
    }
  }
}
