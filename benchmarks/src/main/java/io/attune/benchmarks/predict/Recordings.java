package io.attune.benchmarks.predict;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Event logs of the applications: {@code <application>/<executors>x<cores>/<log>}, one per repeat.
 *
 * <p>There are no more executors than processors, because on a real cluster each executor has its
 * own processors to load and compile classes.
 */
final class Recordings {
  private static final List<ClusterSize> WAITING =
      List.of(size(1, 1), size(1, 2), size(2, 2), size(2, 4), size(2, 8));
  private static final List<ClusterSize> COMPUTING = List.of(size(1, 1), size(1, 2), size(2, 1));

  private final Path directory;

  Recordings(Path directory) {
    this.directory = requireNonNull(directory, "directory is null");
  }

  private static ClusterSize size(int executors, int cores) {
    return new ClusterSize(executors, cores, 1);
  }

  /** Cluster sizes of an application. */
  static List<ClusterSize> sizesOf(LabApplication application) {
    return application.kind() == LabApplication.Kind.WAITS ? WAITING : COMPUTING;
  }

  /** Directory of a run's log. */
  Path place(LabApplication application, ClusterSize size) {
    return directory
        .resolve(application.label())
        .resolve(size.executors() + "x" + size.coresPerExecutor());
  }

  /** Finished logs. */
  List<Path> logs(LabApplication application, ClusterSize size) throws IOException {
    Path place = place(application, size);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(log -> !log.toString().endsWith(".inprogress")).sorted().toList();
    }
  }

  /**
   * A recorded run.
   *
   * @param run the run as modelled by Attune
   * @param tasks its tasks
   */
  record Recorded(Run run, RecordedTasks tasks) {
    private long spanMs() {
      return run.application().span().orElseThrow().durationMs();
    }
  }

  /**
   * Reads the run with the median time of the repeats, the lower one of two; empty if there is
   * none.
   */
  Optional<Recorded> read(LabApplication application, ClusterSize size) throws IOException {
    List<Recorded> repeats = new ArrayList<>();
    for (Path log : logs(application, size)) {
      read(EventLogs.find(List.of(log)).get(0)).ifPresent(repeats::add);
    }
    repeats.sort(Comparator.comparingLong(Recorded::spanMs));
    return repeats.isEmpty()
        ? Optional.empty()
        : Optional.of(repeats.get((repeats.size() - 1) / 2));
  }

  private static Optional<Recorded> read(EventLog log) {
    RunCollector collector = new RunCollector();
    RecordedTasks tasks = new RecordedTasks();
    new EventLogReader().read(log, collector, (read, total) -> {});
    new EventLogReader().read(log, tasks, (read, total) -> {});
    return collector.run().map(run -> new Recorded(run, tasks));
  }
}
