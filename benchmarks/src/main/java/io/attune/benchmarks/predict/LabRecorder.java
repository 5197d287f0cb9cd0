package io.attune.benchmarks.predict;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.prediction.ClusterSize;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Runs the applications on real Spark and stores their event logs. */
final class LabRecorder {
  private final Recordings recordings;
  private final Path scratch;
  private final Path jar;

  /**
   * Creates a recorder.
   *
   * @param recordings the recordings
   * @param classes directory or jar with the applications
   * @param scratch scratch directory
   */
  LabRecorder(Recordings recordings, Path classes, Path scratch) throws IOException {
    this.recordings = requireNonNull(recordings, "recordings is null");
    this.scratch = Files.createDirectories(scratch);
    this.jar = Files.isDirectory(classes) ? pack(classes) : classes;
  }

  /** Creates a jar, because executors cannot load classes from a directory. */
  private Path pack(Path classes) throws IOException {
    Path packed = scratch.resolve("prediction-lab.jar");
    String own = LabProgram.class.getPackageName().replace('.', '/');
    try (OutputStream out = Files.newOutputStream(packed);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.list(classes.resolve(own))) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        entries.putNextEntry(new ZipEntry(own + "/" + file.getFileName()));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return packed;
  }

  /** Records a run, removing the rest of an incomplete one. */
  void record(LabApplication application, ClusterSize size, SparkHome home)
      throws IOException, InterruptedException {
    Path place = recordings.place(application, size);
    if (Files.isDirectory(place)) {
      try (Stream<Path> old = Files.list(place)) {
        for (Path log : old.filter(log -> log.toString().endsWith(".inprogress")).toList()) {
          Files.delete(log);
        }
      }
    }
    Files.createDirectories(place);
    SparkRun.Result result =
        SparkRun.on(home)
            .master("local-cluster[" + size.executors() + "," + size.coresPerExecutor() + ",1024]")
            .application(jar, LabProgram.class.getName())
            .arguments(application.label(), Integer.toString(size.executors()))
            .conf("spark.executor.memory", "1g")
            .conf("spark.eventLog.enabled", "true")
            .conf("spark.eventLog.compress", "false")
            .conf("spark.eventLog.rolling.enabled", "false")
            .conf("spark.eventLog.dir", place.toUri().toString())
            .conf("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .conf("spark.sql.shuffle.partitions", "24")
            .conf("spark.sql.autoBroadcastJoinThreshold", "-1")
            .conf("spark.sql.adaptive.enabled", Boolean.toString(application.adaptive()))
            .conf("spark.sql.adaptive.coalescePartitions.minPartitionSize", "4k")
            .scratch(scratch.resolve("run"))
            .timeout(Duration.ofMinutes(5))
            .run();
    if (!result.succeeded()) {
      List<String> lines = result.output().lines().toList();
      throw new IOException(
          application.label()
              + " failed: "
              + String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size())));
    }
  }
}
