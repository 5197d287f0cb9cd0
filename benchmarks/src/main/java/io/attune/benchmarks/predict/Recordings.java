package io.attune.benchmarks.predict;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.Run;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.cli.RunCollector;
import io.attune.load.EventLog;
import io.attune.load.EventLogReader;
import io.attune.load.EventLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Event logs of the lab's applications: {@code <application>/<executors>x<cores>/<log>}. */
final class Recordings {
  private static final List<ClusterSize> WAITING =
      List.of(size(1, 1), size(1, 2), size(2, 2), size(2, 4), size(4, 4));
  private static final List<ClusterSize> COMPUTING = List.of(size(1, 1), size(1, 2), size(2, 1));

  private final Path directory;

  Recordings(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  private static ClusterSize size(int executors, int cores) {
    return new ClusterSize(executors, cores, 1);
  }

  /** Sizes at which an application is run. */
  static List<ClusterSize> sizesOf(LabApplication application) {
    return application.kind() == LabApplication.Kind.WAITS ? WAITING : COMPUTING;
  }

  /** Where the log of a run goes. */
  Path place(LabApplication application, ClusterSize size) {
    return directory
        .resolve(application.label())
        .resolve(size.executors() + "x" + size.coresPerExecutor());
  }

  /** Whether there is a finished log. */
  boolean has(LabApplication application, ClusterSize size) throws IOException {
    Path place = place(application, size);
    if (!Files.isDirectory(place)) {
      return false;
    }
    try (Stream<Path> files = Files.list(place)) {
      List<Path> logs = files.toList();
      return logs.size() == 1 && !logs.get(0).toString().endsWith(".inprogress");
    }
  }

  /**
   * What a log holds.
   *
   * @param run as Attune keeps it
   * @param tasks one by one
   */
  record Recorded(Run run, RecordedTasks tasks) {}

  /** What a log holds; empty where there is none. */
  Optional<Recorded> read(LabApplication application, ClusterSize size) throws IOException {
    if (!has(application, size)) {
      return Optional.empty();
    }
    EventLog log = EventLogs.find(List.of(place(application, size))).get(0);
    RunCollector collector = new RunCollector();
    RecordedTasks tasks = new RecordedTasks();
    new EventLogReader().read(log, collector, (read, total) -> {});
    new EventLogReader().read(log, tasks, (read, total) -> {});
    return collector.run().map(run -> new Recorded(run, tasks));
  }
}
