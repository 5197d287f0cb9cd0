package io.attune.benchmarks.predict;

import io.attune.advisor.prediction.ClusterSize;
import io.attune.samples.SparkHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench predict}: predictions at other sizes beside real Spark. */
@Command(
    name = "predict",
    description = "Time predicted at other sizes beside real Spark at those sizes.")
public final class PredictBenchmark implements Callable<Integer> {
  @Option(names = "--logs", description = "Directory of the recordings.")
  private Path logs;

  @Option(names = "--only", split = ",", description = "Only these applications.")
  private List<String> only = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path checkout = Path.of(System.getProperty("attune.home", "."));
    Path scratch = checkout.resolve("benchmarks/target/scratch/predict").toAbsolutePath();
    Recordings recordings =
        new Recordings(logs == null ? checkout.resolve("benchmarks/target/predict") : logs);
    LabRecorder recorder =
        new LabRecorder(recordings, checkout.resolve("benchmarks/target/classes"), scratch);
    for (LabApplication application : LabApplication.values()) {
      if (!only.isEmpty() && !only.contains(application.label())) {
        continue;
      }
      SparkHome home =
          SparkHome.link(
              checkout
                  .resolve("spark-homes")
                  .resolve(application.sparkHome())
                  .resolve("target/classpath"),
              scratch.resolve(application.sparkHome()));
      for (ClusterSize size : Recordings.sizesOf(application)) {
        if (recordings.has(application, size)) {
          continue;
        }
        long started = System.nanoTime();
        recorder.record(application, size, home);
        System.err.println(
            String.format(
                Locale.ROOT,
                "%s %s recorded in %.1f s",
                application.label(),
                size,
                (System.nanoTime() - started) / 1e9));
      }
    }
    return 0;
  }
}
