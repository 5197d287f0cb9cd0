package io.attune.benchmarks.streaming;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench instances}: several instances in separate processes. Measures their combined
 * throughput, the time until another instance takes over the work of a killed one, with and without
 * standby replicas, and the rate of restoring state from the changelogs.
 */
@Command(
    name = "instances",
    mixinStandardHelpOptions = true,
    description = "Instances in separate processes: throughput, take-over, restoration.")
public final class InstancesBenchmark extends StreamBenchmark {
  private static final int PARTITIONS = 6;
  private static final int TASKS_OF_A_STAGE = 10;

  /** Number of task events sent to see which instances work: enough for every partition. */
  private static final int CHUNK = 200;

  private static final int CHUNKS = 200;

  /** Minimum share of a start that restoration has to take to be measurable. */
  private static final double MIN_SHARE = 0.2;

  private static final long CHUNK_NANOS = 500_000_000;

  @Option(names = "--repeats", description = "Repeats (3; 1 with --quick).")
  private int repeats;

  @Option(
      names = "--events",
      description = "Task events processed by all instances (2000000; 300000).")
  private int events;

  @Option(
      names = "--instances",
      split = ",",
      description = "Numbers of instances (1,2,3; 1,2 with --quick).")
  private List<Integer> instances = new ArrayList<>();

  @Option(
      names = "--stages",
      description = "Stages whose state is taken over and restored (50000; 5000).")
  private int stages;

  @Option(
      names = "--only",
      split = ",",
      description = "Only these of throughput, take-over and restore.")
  private List<String> only = new ArrayList<>();

  @Override
  public String name() {
    return "instances";
  }

  @Override
  public List<Figures> measure(Path scratch) throws IOException, InterruptedException {
    int times = repeats > 0 ? repeats : quick() ? 1 : 3;
    int kept = stages > 0 ? stages : quick() ? 5_000 : 50_000;
    if (instances.isEmpty()) {
      instances = quick() ? List.of(1, 2) : List.of(1, 2, 3);
    }
    List<Figures> all = new ArrayList<>();
    try (LoadCluster cluster = new LoadCluster(scratch)) {
      if (isChosen("throughput")) {
        all.add(throughput(cluster, scratch, times));
      }
      if (isChosen("take-over")) {
        all.add(takeOver(cluster, scratch, times, kept));
      }
      if (isChosen("restore")) {
        all.add(restore(cluster, scratch, times, kept));
      }
    }
    return all;
  }

  private boolean isChosen(String part) {
    return only.isEmpty() || only.contains(part);
  }

  private Figures throughput(LoadCluster cluster, Path scratch, int times)
      throws IOException, InterruptedException {
    int tasks = events > 0 ? events : quick() ? 300_000 : 2_000_000;
    LoadShape shape = new LoadShape(100, 100, 1 + tasks / 100 / 2_000, 2_000, PARTITIONS);
    Figures figures = new Figures("Instances: task events a second, one stream thread each");
    figures.fact("processors", Runtime.getRuntime().availableProcessors());
    for (int repeat = 0; repeat <= times; repeat++) {
      for (int count : instances) {
        String name = "share-" + count + "-" + repeat;
        LoadCluster.Load load = new LoadCluster.Load(name, shape);
        cluster.createTopics(load);
        try (InstanceGroup group = group(cluster, load, scratch, 0)) {
          for (int i = 0; i < count; i++) {
            group.add();
          }
          TaskWave wave = new TaskWave(cluster, load);
          wave.begin();
          MeasuredProgram.Pass pass = timed(group, wave, name, tasks);
          progress("%s: %d instances %,10.0f/s", turn(repeat), count, pass.perSecond());
          if (repeat > 0) {
            figures.pass(row(count), pass);
          }
        } finally {
          cluster.deleteTopics(load.prefix());
        }
      }
    }
    for (int count : instances.subList(1, instances.size())) {
      figures.target(
          row(count) + " ÷ " + row(instances.get(0)), row(count), row(instances.get(0)), 1);
    }
    return figures;
  }

  private static MeasuredProgram.Pass timed(
      InstanceGroup group, TaskWave wave, String name, long tasks) throws IOException {
    // The first part is a warm-up, because the processes are new.
    long before = tasks / 2;
    try (TaskWave.Wave warming = wave.write(name + "-warm", before)) {
      warming.release();
      group.await(warming.tasks());
      before = warming.tasks();
    }
    try (TaskWave.Wave written = wave.write(name, tasks - before)) {
      long cpu = group.count().cpuNanos();
      long started = System.nanoTime();
      written.release();
      InstanceProcess.Count end = group.await(before + written.tasks());
      double seconds = (System.nanoTime() - started) / 1e9;
      if (end.duplicates() > 0 || end.tasks() != before + written.tasks()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "the instances counted %,d of %,d tasks, %,d of them twice",
                end.tasks(),
                before + written.tasks(),
                end.duplicates()));
      }
      return new MeasuredProgram.Pass(written.tasks(), seconds, (end.cpuNanos() - cpu) / 1e9, 0, 0);
    }
  }

  /** Two instances, one of which is killed: seconds until its part of new events is processed. */
  private Figures takeOver(LoadCluster cluster, Path scratch, int times, int kept)
      throws IOException, InterruptedException {
    Figures figures = new Figures("Take-over of the work of a killed instance");
    figures.fact("stages with state", String.format(Locale.ROOT, "%,d", kept));
    figures.fact("of each time, to notice that it is gone (session timeout)", "6 s");
    figures.fact(
        "acceptable.recovery.lag", "without bound: a new instance gets work before it is warm");
    Map<Integer, List<Double>> seconds = new TreeMap<>();
    Map<Integer, List<Double>> joining = new TreeMap<>();
    for (int repeat = 0; repeat < times; repeat++) {
      for (int standby : List.of(0, 1)) {
        String name = "take-over-" + standby + "-" + repeat;
        LoadCluster.Load load = new LoadCluster.Load(name, manyStages(kept));
        cluster.createTopics(load);
        try (InstanceGroup group = group(cluster, load, scratch, standby)) {
          TakeOver took = takeOver(group, new TaskWave(cluster, load), name, kept);
          progress("taken over with %d standby replicas in %.1f s", standby, took.seconds());
          joining.computeIfAbsent(standby, s -> new ArrayList<>()).add(took.joinSeconds());
          seconds.computeIfAbsent(standby, s -> new ArrayList<>()).add(took.seconds());
        } finally {
          cluster.deleteTopics(load.prefix());
        }
      }
    }
    seconds.forEach(
        (standby, list) ->
            figures.seconds(
                "killed, " + standby + " standby replicas: until its work is done by the other",
                list));
    joining.forEach(
        (standby, list) ->
            figures.seconds(
                "joined, " + standby + " standby replicas: until the new one has worked", list));
    return figures;
  }

  /**
   * Times of a take-over.
   *
   * @param joinSeconds until the second instance had counted events
   * @param seconds until the work of the killed instance was done by the other
   */
  private record TakeOver(double joinSeconds, double seconds) {}

  private static TakeOver takeOver(InstanceGroup group, TaskWave wave, String name, int kept)
      throws IOException, InterruptedException {
    InstanceProcess first = group.add();
    wave.begin();
    long sent = release(wave, name + "-1", (long) kept * TASKS_OF_A_STAGE);
    group.await(sent);
    group.awaitCommit();
    long joined = System.nanoTime();
    InstanceProcess second = group.add();
    // Its count shows that the second instance has tasks assigned.
    for (int i = 0; second.count().tasks() == 0; i++) {
      if (i == CHUNKS) {
        throw new IOException("the second instance was not assigned any tasks");
      }
      sent += release(wave, name + "-2-" + i, CHUNK);
      group.await(sent);
      LockSupport.parkNanos(CHUNK_NANOS);
    }
    double joinSeconds = (System.nanoTime() - joined) / 1e9;
    group.awaitCommit();
    // Kill the first, which has old state of all tasks on disk, and the second only of its own.
    group.kill(first);
    long counted = group.count().tasks();
    long killed = System.nanoTime();
    long last = release(wave, name + "-3", 10_000);
    group.await(counted + last);
    return new TakeOver(joinSeconds, (System.nanoTime() - killed) / 1e9);
  }

  /** One instance, stopped and started again, with and without its state directory. */
  private Figures restore(LoadCluster cluster, Path scratch, int times, int kept)
      throws IOException, InterruptedException {
    Figures figures = new Figures("Restoration from the changelogs");
    LoadCluster.Load load = new LoadCluster.Load("restore", manyStages(kept));
    cluster.createTopics(load);
    List<Double> warm = new ArrayList<>();
    List<Double> cold = new ArrayList<>();
    try (InstanceGroup group = group(cluster, load, scratch, 0)) {
      InstanceProcess instance = group.add();
      TaskWave wave = new TaskWave(cluster, load);
      wave.begin();
      long tasks = release(wave, "restore", (long) kept * TASKS_OF_A_STAGE);
      group.await(tasks);
      group.awaitCommit();
      group.stop(instance);
      LoadCluster.Size changelogs = cluster.size(group.id(), "-changelog");
      // The first start after the load has to read files and code into memory.
      start(group, group.state(1));
      for (int repeat = 0; repeat < times; repeat++) {
        warm.add(start(group, group.state(1)));
        cold.add(start(group, group.state(2 + repeat)));
        double alone = cold.get(repeat) - warm.get(repeat);
        progress(
            "%s: started in %.1f s with its state and in %.1f s without",
            turn(repeat + 1), warm.get(repeat), cold.get(repeat));
        if (alone < MIN_SHARE * warm.get(repeat)) {
          figures.fact(
              "too little state", "restoring it is lost in the start; ask for more stages");
          continue;
        }
        figures.rate("records restored", changelogs.records() / alone);
        figures.rate("bytes restored (as the broker keeps them)", changelogs.bytes() / alone);
      }
      figures.fact("stages with state", String.format(Locale.ROOT, "%,d", kept));
      figures.fact(
          "changelogs",
          String.format(
              Locale.ROOT, "%,d records, %,d bytes", changelogs.records(), changelogs.bytes()));
    } finally {
      cluster.deleteTopics(load.prefix());
    }
    figures.seconds("start with local state", warm);
    figures.seconds("start without, everything restored", cold);
    return figures;
  }

  private static double start(InstanceGroup group, Path state) throws IOException {
    long begun = System.nanoTime();
    InstanceProcess instance = group.add(state);
    double seconds = (System.nanoTime() - begun) / 1e9;
    group.stop(instance);
    return seconds;
  }

  private static long release(TaskWave wave, String transaction, long tasks) {
    try (TaskWave.Wave written = wave.write(transaction, tasks)) {
      written.release();
      return written.tasks();
    }
  }

  private InstanceGroup group(
      LoadCluster cluster, LoadCluster.Load load, Path scratch, int standby) {
    return new InstanceGroup(
        cluster,
        load,
        scratch,
        settings(
            Map.of(
                "standby.replicas", Integer.toString(standby),
                "commit.interval", "1s",
                "kafka.acceptable.recovery.lag", Long.toString(Long.MAX_VALUE))));
  }

  private static LoadShape manyStages(int kept) {
    int applications = Math.max(PARTITIONS, kept / 100);
    return new LoadShape(
        applications, applications, 20 + kept / applications, TASKS_OF_A_STAGE, PARTITIONS);
  }

  private static String row(int count) {
    return count == 1 ? "1 instance" : count + " instances";
  }

  private static String turn(int repeat) {
    return repeat == 0 ? "warming up" : "repeat " + repeat;
  }
}
