package io.attune.benchmarks.streaming;

import io.attune.advisor.statistics.StageState;
import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench scale}: the cost of a task event with more live applications and in larger stages.
 *
 * <p>The applications are started first, then a {@link TaskWave} of task events is measured. The
 * generator needs half a kilobyte per application and nothing per task, so at most 50 MB for a
 * hundred thousand applications and stages of a million tasks.
 */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description = "Cost per event by live applications and by tasks per stage; bytes of state.")
public final class ScaleBenchmark extends StreamBenchmark {
  private static final int PARTITIONS = 6;

  /** Spark's default of spark.sql.shuffle.partitions. */
  private static final int TASKS_OF_STAGE = 200;

  /** The settings that docs/capacity.md recommends for a fleet of this size. */
  private static final Map<String, String> LARGE_FLEET =
      Map.of(
          "rocksdb.write.buffers", "256MiB",
          "rocksdb.cache", "384MiB",
          "kafka.main.consumer.max.poll.records", "197000",
          "kafka.main.consumer.max.partition.fetch.bytes", "16777216");

  /** Factor by which the warm-up is smaller. */
  private static final int WARM_UP_SHARE = 4;

  @Option(names = "--repeats", description = "Repeats (3; 2 with --quick).")
  private int repeats;

  @Option(
      names = "--events",
      description =
          "Task events per measurement (20000000, and 2000000 by size; 200000 with --quick).")
  private int events;

  @Option(
      names = "--live",
      split = ",",
      description = "Live applications (100,10000,100000; 100,10000 with --quick).")
  private List<Integer> live = new ArrayList<>();

  @Option(
      names = "--stage-tasks",
      split = ",",
      description = "Tasks per stage (10,10000,1000000; 10,10000,200000 with --quick).")
  private List<Integer> stageTasks = new ArrayList<>();

  @Override
  protected String name() {
    return "scale";
  }

  @Override
  public List<Figures> measure(Path scratch) throws IOException, InterruptedException {
    // Enough for commits and stage ends in between, as in continuous operation.
    int liveTasks = events > 0 ? events : quick() ? 200_000 : 20_000_000;
    int sizeTasks = Math.min(liveTasks, quick() ? 200_000 : 2_000_000);
    int times = repeats > 0 ? repeats : quick() ? 2 : 3;
    if (live.isEmpty()) {
      live = quick() ? List.of(100, 10_000) : List.of(100, 10_000, 100_000);
    }
    if (stageTasks.isEmpty()) {
      stageTasks = quick() ? List.of(10, 10_000, 200_000) : List.of(10, 10_000, 1_000_000);
    }
    Figures byLive = new Figures("Live applications: task events a second, one stream thread");
    Figures bySize = new Figures("Tasks of a stage: task events a second, one stream thread");
    try (LoadCluster cluster = new LoadCluster(scratch)) {
      for (int repeat = 0; repeat <= times; repeat++) {
        for (int applications : live) {
          int tasks = repeat == 0 ? liveTasks / WARM_UP_SHARE : liveTasks;
          // Enough stages for all applications to stay live.
          int stages = 1 + liveTasks / applications / TASKS_OF_STAGE;
          LoadShape shape =
              new LoadShape(applications, applications, stages, TASKS_OF_STAGE, PARTITIONS)
                  .withUnits(units());
          String name = "live-" + applications + "-" + repeat;
          report(byLive, liveRow(applications), pass(cluster, scratch, name, shape, tasks), repeat);
        }
        for (int size : repeat == 0 ? List.<Integer>of() : stageTasks) {
          int applications = Math.max(1, sizeTasks / stageTasks.get(stageTasks.size() - 1));
          int stages = Math.max(1, sizeTasks / size / applications);
          LoadShape shape = new LoadShape(applications, applications, stages, size, PARTITIONS);
          String name = "size-" + size + "-" + repeat;
          report(bySize, sizeRow(size), pass(cluster, scratch, name, shape, sizeTasks), repeat);
        }
      }
    }
    stateSizes(bySize);
    describe(byLive, liveTasks, bySize, sizeTasks);
    return List.of(byLive, bySize);
  }

  private static String liveRow(int applications) {
    return String.format("%,d live applications", applications);
  }

  private static String sizeRow(int tasks) {
    return String.format("stages of %,d tasks", tasks);
  }

  /** Adds facts and targets. */
  private void describe(Figures byLive, int liveTasks, Figures bySize, int sizeTasks) {
    byLive.fact("tasks of each stage", TASKS_OF_STAGE);
    byLive.fact("advice during the run", "none: only the cost per event is measured");
    byLive.fact("task events of each measurement", String.format("%,d", liveTasks));
    byLive.fact("settings", new TreeMap<>(settings(LARGE_FLEET)));
    byLive.fact("heap", String.format("%,d MiB", Runtime.getRuntime().maxMemory() >> 20));
    bySize.fact("task events of each measurement", String.format("%,d", sizeTasks));
    String few = liveRow(live.get(0));
    for (int applications : live.subList(1, live.size())) {
      String row = liveRow(applications);
      byLive.target(row + " ÷ " + few, row, few, 0.7);
    }
    String small = sizeRow(stageTasks.get(0));
    for (int size : stageTasks.subList(1, stageTasks.size())) {
      String row = sizeRow(size);
      bySize.target(row + " ÷ " + small, row, small, 0.9);
    }
  }

  /** Adds a pass to the results, except for the warm-up. */
  private static void report(Figures figures, String row, MeasuredProgram.Pass pass, int repeat) {
    progress(
        "%s: %-28s %,10.0f/s %,6.0f ns of CPU",
        repeat == 0 ? "warming up" : "repeat " + repeat,
        row,
        pass.perSecond(),
        1e9 * pass.cpuSeconds() / pass.taskEvents());
    if (repeat > 0) {
      figures.pass(row, pass);
    }
  }

  private MeasuredProgram.Pass pass(
      LoadCluster cluster, Path scratch, String name, LoadShape shape, int tasks)
      throws IOException, InterruptedException {
    LoadCluster.Load load = new LoadCluster.Load(name, shape);
    cluster.createTopics(load);
    Map<String, String> settings = new HashMap<>(LARGE_FLEET);
    settings.put("threads", "1");
    // The cost of advice is per assessment and not per event, so it is excluded here.
    settings.put("advice.stage.tasks", "1000000000");
    settings.put("kafka.main.consumer.isolation.level", "read_committed");
    // Nor are snapshots sent during the measurement.
    settings.put("advice.interval", "1h");
    try (RunningAttune attune =
        new RunningAttune(cluster, load, scratch, settings(settings)).start()) {
      TaskWave wave = new TaskWave(cluster, load);
      attune.await("lifecycle", wave.begin());
      attune.awaitCommit(load.topics().lifecycle().name());
      try (TaskWave.Wave written = wave.write(name, tasks)) {
        // Collect the garbage of earlier passes.
        System.gc();
        RunningAttune.TaskTimer watch = attune.timeTasks(written.tasks());
        written.release();
        MeasuredProgram.Pass pass = watch.pass();
        if (attune.duplicates() > 0) {
          throw new IOException(attune.duplicates() + " tasks were counted twice");
        }
        return pass;
      }
    } finally {
      cluster.deleteTopics(load.prefix());
    }
  }

  /** Adds the size of a complete stage's state, bytes. */
  private void stateSizes(Figures figures) {
    for (int size : stageTasks) {
      SyntheticRun run = new SyntheticRun(3, new LoadShape(1, 1, 1, size, 1));
      StageState state = new StageState(0, 0);
      int largest = 0;
      int count = 0;
      for (SpecificRecord event = run.next(); event != null; event = run.next()) {
        if (event instanceof TaskMetrics task) {
          state.add(task);
          if (++count % Math.max(1, size / 50) == 0) {
            largest = Math.max(largest, state.toBytes().length);
          }
        }
      }
      figures.note(
          sizeRow(size),
          String.format("state %,d bytes, at most %,d", state.toBytes().length, largest));
    }
  }
}
