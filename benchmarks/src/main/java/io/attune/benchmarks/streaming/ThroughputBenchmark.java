package io.attune.benchmarks.streaming;

import io.attune.schemas.TaskMetrics;
import io.attune.streams.intake.TaskMetricsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench throughput}: task events per second from a real broker in a separate process, with
 * all events produced before.
 */
@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    description = "Task events per second: ceiling, textbook, Attune.")
public final class ThroughputBenchmark extends StreamBenchmark {
  private static final String CEILING = "ceiling: poll and decode";
  private static final String HIGHEST = "ceiling with Attune's polls and record";
  private static final String AVRO = "ceiling with Avro's own reader";
  private static final String TEXTBOOK = "textbook: groupByKey().aggregate()";
  private static final String ONE = "Attune, 1 thread, at least once";
  private static final String ONE_EXACTLY = "Attune, 1 thread, exactly once";
  private static final String TWO = "Attune, 2 threads, at least once";
  private static final String TWO_EXACTLY = "Attune, 2 threads, exactly once";

  private static final int TASKS_OF_APPLICATION = 10_000;

  /** As in the topology. */
  private static final String POLLED_BY_ATTUNE = "4000";

  @Option(names = "--repeats", description = "Repeats (5; 1 with --quick).")
  private int repeats;

  @Option(names = "--applications", description = "Applications of 10,000 tasks (400; 10).")
  private int applications;

  @Option(names = "--partitions", description = "Partitions per input topic (${DEFAULT-VALUE}).")
  private int partitions = 6;

  @Option(names = "--stages", description = "Stages of an application (${DEFAULT-VALUE}).")
  private int stages = 5;

  @Option(names = "--warm-up", description = "Seconds of warm-up for each (45; none with --quick).")
  private int warmUpSeconds = 45;

  @Option(names = "--only", split = ",", description = "Rows that contain one of these words.")
  private List<String> only = new ArrayList<>();

  @Override
  protected String name() {
    return "throughput";
  }

  @Override
  public List<Figures> measure(Path scratch) throws IOException, InterruptedException {
    int count = applications > 0 ? applications : quick() ? 10 : 400;
    int times = repeats > 0 ? repeats : quick() ? 1 : 5;
    LoadShape shape =
        new LoadShape(count, 100, stages, TASKS_OF_APPLICATION / stages, partitions)
            .withUnits(units());
    Figures figures = new Figures("Throughput, task events a second");
    try (LoadCluster cluster = new LoadCluster(scratch)) {
      LoadCluster.Load load = new LoadCluster.Load("throughput", shape);
      progress("producing %s", shape);
      long events = cluster.produce(load, true);
      figures.fact("load", shape);
      figures.fact("events", events);
      figures.fact("broker", "its own process, on the same machine");
      figures.fact("warm-up", quick() ? "none" : warmUpSeconds + " s of each");
      figures.fact("processors", Runtime.getRuntime().availableProcessors());
      List<MeasuredProgram> subjects = subjects(cluster, load, scratch);
      if (!quick()) {
        for (MeasuredProgram subject : subjects) {
          warmUp(subject);
        }
      }
      for (int repeat = 1; repeat <= times; repeat++) {
        for (MeasuredProgram subject : subjects) {
          MeasuredProgram.Pass pass = subject.run();
          report(figures, subject, pass, String.format("repeat %d of %d", repeat, times));
        }
      }
    }
    if (only.isEmpty()) {
      figures.target("Attune on one thread ÷ ceiling", ONE, CEILING, 0.5);
      figures.target("Attune on one thread ÷ " + HIGHEST, ONE, HIGHEST, 0.5);
      figures.target("Attune on one thread ÷ ceiling with Avro's own reader", ONE, AVRO, 0.5);
      figures.target("Attune on one thread ÷ textbook", ONE, TEXTBOOK, 3);
      figures.target("exactly once ÷ at least once, one thread", ONE_EXACTLY, ONE, 0.8);
      figures.target("exactly once ÷ at least once, two threads", TWO_EXACTLY, TWO, 0.8);
      figures.target("two threads ÷ one thread", TWO, ONE, 1);
    }
    return List.of(figures);
  }

  private static void report(
      Figures figures, MeasuredProgram subject, MeasuredProgram.Pass pass, String repeat) {
    progress(
        "%s: %-40s %,10.0f/s %,6.0f ns of CPU",
        repeat, subject.name(), pass.perSecond(), 1e9 * pass.cpuSeconds() / pass.taskEvents());
    figures.pass(subject.name(), pass);
    if (pass.results() > 0) {
      figures.note(
          subject.name(),
          String.format("%,d recommendations published", pass.results()) + subject.remark());
    }
  }

  /**
   * Warms up by repeated runs of the whole load: JIT compilation takes minutes of CPU time in a
   * program of this size, and with a small load most of the time is spent in starting and stopping.
   */
  private void warmUp(MeasuredProgram subject) throws IOException, InterruptedException {
    progress("warming up: %s", subject.name());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds);
    do {
      subject.run();
    } while (System.nanoTime() - end < 0);
  }

  private List<MeasuredProgram> subjects(LoadCluster cluster, LoadCluster.Load load, Path scratch) {
    Deserializer<TaskMetrics> ours =
        cluster.serdes().deserializer(TaskMetrics.class, TaskMetricsReader::new, false);
    Deserializer<TaskMetrics> reusing =
        cluster.serdes().deserializer(TaskMetrics.class, TaskMetricsReader::reusing, false);
    List<MeasuredProgram> all = new ArrayList<>();
    all.add(new Ceiling(CEILING, cluster, load, ours, Map.of()));
    // As Attune does: larger polls and a reused record.
    all.add(
        new Ceiling(HIGHEST, cluster, load, reusing, Map.of("max.poll.records", POLLED_BY_ATTUNE)));
    all.add(new Ceiling(AVRO, cluster, load, new AvroReader(), Map.of()));
    all.add(new Textbook(TEXTBOOK, cluster, load, scratch, commitInterval()));
    all.add(attune(ONE, cluster, load, scratch, 1, "at_least_once"));
    all.add(attune(ONE_EXACTLY, cluster, load, scratch, 1, "exactly_once_v2"));
    all.add(attune(TWO, cluster, load, scratch, 2, "at_least_once"));
    all.add(attune(TWO_EXACTLY, cluster, load, scratch, 2, "exactly_once_v2"));
    return all.stream()
        .filter(s -> only.isEmpty() || only.stream().anyMatch(s.name()::contains))
        .toList();
  }

  private Map<String, String> commitInterval() {
    return Map.of("commit.interval.ms", "5000");
  }

  private MeasuredProgram attune(
      String name,
      LoadCluster cluster,
      LoadCluster.Load load,
      Path scratch,
      int threads,
      String guarantee) {
    Map<String, String> settings = new HashMap<>();
    settings.put("threads", Integer.toString(threads));
    settings.put("processing.guarantee", guarantee);
    return new AttuneSubject(name, cluster, load, scratch, settings(settings));
  }
}
