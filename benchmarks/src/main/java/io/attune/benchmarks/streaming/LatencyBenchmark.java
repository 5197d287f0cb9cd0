package io.attune.benchmarks.streaming;

import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.Recommendation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench latency}: time from the decisive event to the recommendation, while task events of
 * other applications arrive at half of the maximum rate measured before.
 *
 * <p>Small applications are probes: their stage has too few tasks to be assessed before it is
 * complete, so their first recommendation is caused by its completion. Time is measured from before
 * the producer sends that event until a consumer receives the recommendation.
 */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = "Milliseconds from event to recommendation, at half of the maximum load.")
public final class LatencyBenchmark extends StreamBenchmark {
  private static final int PROBE_TASKS = 24;
  private static final int PROBES_PER_SECOND = 20;

  /** A small application that is advised as soon as its stage is complete. */
  static final LoadShape PROBE = new LoadShape(1, 1, 1, PROBE_TASKS, 6);

  private static final LoadShape BACKGROUND = new LoadShape(1_000_000, 100, 5, 2_000, 6);

  /** Maximum number of task events in flight when the maximum rate is measured. */
  private static final int MAX_IN_FLIGHT = 200_000;

  @Option(names = "--seconds", description = "Duration of each measurement (60; 5 with --quick).")
  private int seconds;

  @Option(names = "--threads", description = "Stream threads.")
  private int threads = 1;

  @Option(
      names = "--rate",
      description =
          "Task events per second (default: half of the maximum, which is measured first).")
  private int rate;

  @Override
  protected String name() {
    return "latency";
  }

  @Override
  public List<Figures> measure(Path scratch) throws IOException, InterruptedException {
    int length = seconds > 0 ? seconds : quick() ? 5 : 60;
    try (LoadCluster cluster = new LoadCluster(scratch)) {
      int offered = rate > 0 ? rate : halfOfMaximum(cluster, scratch);
      List<Figures> all = new ArrayList<>();
      List<String> guarantees = List.of("at_least_once", "exactly_once_v2");
      for (String guarantee : quick() ? guarantees.subList(0, 1) : guarantees) {
        Figures figures = new Figures("Latency, event to recommendation, " + guarantee);
        measure(cluster, scratch, guarantee, offered, length, figures);
        all.add(figures);
      }
      return all;
    }
  }

  /**
   * The maximum end-to-end rate: produced and counted at the same time, as when latency is
   * measured. The rate for events produced before is higher.
   */
  private int halfOfMaximum(LoadCluster cluster, Path scratch)
      throws IOException, InterruptedException {
    LoadCluster.Load load = new LoadCluster.Load("maximum", BACKGROUND);
    cluster.createTopics(load);
    Map<String, String> settings = Map.of("threads", Integer.toString(threads));
    try (RunningAttune attune =
            new RunningAttune(cluster, load, scratch, settings(settings)).start();
        Offering offering = new Offering(cluster, load, new Arrivals(cluster, load))) {
      offering.asMuchAsIsCounted(attune, quick() ? 2 : 30);
      double perSecond = offering.asMuchAsIsCounted(attune, quick() ? 2 : 20);
      progress("maximum: %,.0f task events a second", perSecond);
      return (int) (perSecond / 2);
    } finally {
      cluster.deleteTopics(load.prefix());
    }
  }

  private void measure(
      LoadCluster cluster, Path scratch, String guarantee, int offered, int length, Figures figures)
      throws IOException, InterruptedException {
    LoadCluster.Load load = new LoadCluster.Load("latency-" + guarantee, BACKGROUND);
    cluster.createTopics(load);
    Map<String, String> settings = new HashMap<>();
    settings.put("threads", Integer.toString(threads));
    settings.put("processing.guarantee", guarantee);
    Arrivals arrivals = new Arrivals(cluster, load);
    Thread reading = new Thread(arrivals, "arrivals");
    try (RunningAttune attune =
        new RunningAttune(cluster, load, scratch, settings(settings)).start()) {
      reading.start();
      Offered result;
      try (Offering offering = new Offering(cluster, load, arrivals)) {
        // Warm up and catch up before measuring.
        Offered before = offering.offer(offered, 0, Math.max(5, length / 3));
        attune.await("task-metrics", before.tasks());
        result = offering.offer(offered, PROBES_PER_SECOND, length);
        attune.await("task-metrics", before.tasks() + result.tasks());
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (arrivals.waiting() > 0 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(10_000_000);
      }
      arrivals.stop();
      reading.join();
      double[] sorted = arrivals.milliseconds();
      figures.fact("offered", String.format(Locale.ROOT, "%,d task events a second", offered));
      figures.fact(
          "achieved",
          String.format(
              Locale.ROOT, "%,.0f task events a second", result.tasks() / result.seconds()));
      figures.fact("probes", sorted.length + " answered, " + arrivals.waiting() + " not");
      for (double p : new double[] {50, 90, 99, 100}) {
        figures.fact(
            p == 100 ? "longest" : String.format(Locale.ROOT, "p%.0f", p),
            String.format(Locale.ROOT, "%.0f ms", percentile(sorted, p)));
      }
    } finally {
      cluster.deleteTopics(load.prefix());
    }
  }

  private static double percentile(double[] sorted, double p) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[(int) Math.max(0, Math.ceil(p / 100 * sorted.length) - 1)];
  }

  private record Offered(long tasks, double seconds) {}

  /** Produces load at a rate, and probes. */
  private static final class Offering implements AutoCloseable {
    private final LoadCluster cluster;
    private final LoadCluster.Load load;
    private final Arrivals arrivals;
    private final List<SyntheticRun> live = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private long tasksSent;
    private int nextRun;
    private int nextProbe;

    Offering(LoadCluster cluster, LoadCluster.Load load, Arrivals arrivals) {
      this.cluster = cluster;
      this.load = load;
      this.arrivals = arrivals;
      this.producer = cluster.producer(Map.of("linger.ms", "5"));
      while (nextRun < load.shape().live()) {
        live.add(new SyntheticRun(nextRun++, load.shape()));
      }
    }

    /** Sends due events about every half millisecond. */
    Offered offer(int perSecond, int probesPerSecond, int seconds) {
      long sent = 0;
      long tasks = 0;
      long probes = 0;
      long started = System.nanoTime();
      long end = started + seconds * 1_000_000_000L;
      for (long now = started; now < end; now = System.nanoTime()) {
        double elapsed = (now - started) / 1e9;
        for (; sent < elapsed * perSecond; sent++) {
          tasks += next((int) (sent % live.size()));
        }
        for (; probes < elapsed * probesPerSecond; probes++) {
          tasks += probe();
        }
        LockSupport.parkNanos(500_000);
      }
      producer.flush();
      return new Offered(tasks, (System.nanoTime() - started) / 1e9);
    }

    /**
     * Sends events as fast as they are counted.
     *
     * @return task events counted per second
     */
    double asMuchAsIsCounted(RunningAttune attune, int seconds) {
      long counted = attune.events("task-metrics");
      long started = System.nanoTime();
      long end = started + seconds * 1_000_000_000L;
      while (System.nanoTime() < end) {
        if (tasksSent - attune.events("task-metrics") >= MAX_IN_FLIGHT) {
          LockSupport.parkNanos(500_000);
        } else {
          for (int at = 0; at < live.size(); at++) {
            tasksSent += next(at);
          }
        }
      }
      return (attune.events("task-metrics") - counted) / ((System.nanoTime() - started) / 1e9);
    }

    private int next(int at) {
      SpecificRecord event = live.get(at).next();
      if (event == null) {
        live.set(at, new SyntheticRun(nextRun++, load.shape()));
        event = live.get(at).next();
      }
      return send(cluster, producer, load, live.get(at), event);
    }

    private int probe() {
      SyntheticRun run = new SyntheticRun(10_000_000 + nextProbe++, PROBE);
      int tasks = 0;
      while (true) {
        SpecificRecord event = run.next();
        boolean last =
            event instanceof LifecycleEvent l && l.getKind() == LifecycleKind.STAGE_COMPLETED;
        if (last) {
          arrivals.expect(run.applicationId());
        }
        tasks += send(cluster, producer, load, run, event);
        if (last) {
          return tasks;
        }
      }
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  private static int send(
      LoadCluster cluster,
      KafkaProducer<byte[], byte[]> producer,
      LoadCluster.Load load,
      SyntheticRun run,
      SpecificRecord event) {
    String topic = load.topicOf(event);
    producer.send(
        new ProducerRecord<>(
            topic,
            run.applicationId().getBytes(StandardCharsets.UTF_8),
            cluster.values().serialize(topic, event)));
    return event instanceof LifecycleEvent ? 0 : 1;
  }

  /** Consumes the recommendations. */
  private static final class Arrivals implements Runnable {
    private final LoadCluster cluster;
    private final LoadCluster.Load load;
    private final Map<String, Long> expected = new ConcurrentHashMap<>();
    private final List<Double> latencies = new ArrayList<>();
    private volatile boolean stopped;

    Arrivals(LoadCluster cluster, LoadCluster.Load load) {
      this.cluster = cluster;
      this.load = load;
    }

    void expect(String applicationId) {
      expected.put(applicationId, System.nanoTime());
    }

    int waiting() {
      return expected.size();
    }

    void stop() {
      stopped = true;
    }

    double[] milliseconds() {
      double[] values = latencies.stream().mapToDouble(Double::doubleValue).toArray();
      Arrays.sort(values);
      return values;
    }

    @Override
    public void run() {
      String topic = load.topics().recommendations().name();
      Deserializer<Recommendation> values =
          cluster.serdes().deserializer(Recommendation.class, false);
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              Map.of(
                  "bootstrap.servers",
                  cluster.bootstrapServers(),
                  "isolation.level",
                  "read_committed"),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer())) {
        List<TopicPartition> partitions =
            consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (!stopped) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            Recommendation recommendation = values.deserialize(topic, record.value());
            Long from =
                recommendation == null ? null : expected.remove(recommendation.getApplicationId());
            if (from != null) {
              latencies.add((System.nanoTime() - from) / 1e6);
            }
          }
        }
      }
    }
  }
}
