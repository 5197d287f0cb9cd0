package io.attune.benchmarks.streaming;

import io.attune.advisor.statistics.StageState;
import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;

/**
 * A straightforward implementation of the same statistics: {@code groupByKey().aggregate(…)} with a
 * serde for the aggregate, with Kafka Streams' defaults (record cache, RocksDB) except for settings
 * that Attune has, too. It computes statistics only: no application state, no advice. Its topic is
 * keyed by stage, so that it does not repartition.
 */
final class Textbook implements MeasuredProgram {
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final String name;
  private final LoadCluster cluster;
  private final LoadCluster.Load load;
  private final Path scratch;
  private final Map<String, String> kafka;

  /**
   * @param kafka Kafka Streams properties that differ from its defaults
   */
  Textbook(
      String name,
      LoadCluster cluster,
      LoadCluster.Load load,
      Path scratch,
      Map<String, String> kafka) {
    this.name = name;
    this.cluster = cluster;
    this.load = load;
    this.scratch = scratch;
    this.kafka = Map.copyOf(kafka);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Pass run() throws IOException {
    String id = "textbook-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet();
    Path state = scratch.resolve(id);
    Properties properties = new Properties();
    kafka.forEach(properties::put);
    properties.put("application.id", id);
    properties.put("bootstrap.servers", cluster.bootstrapServers());
    properties.put("state.dir", state.toString());
    properties.put("replication.factor", "1");
    properties.put("auto.offset.reset", "earliest");

    AtomicLong seen = new AtomicLong();
    Serde<StageState> states =
        Serdes.serdeFrom(
            (topic, stage) -> stage == null ? null : stage.toBytes(),
            (topic, bytes) -> bytes == null ? null : StageState.fromBytes(bytes));
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            load.tasksByStage(),
            Consumed.with(Serdes.String(), cluster.serdes().serde(TaskMetrics.class, false)))
        .groupByKey(Grouped.as("by-stage"))
        .aggregate(
            () -> null,
            (key, task, stage) -> {
              StageState counted =
                  stage == null ? new StageState(task.getStageId(), task.getStageAttempt()) : stage;
              counted.add(task);
              seen.lazySet(seen.get() + 1);
              return counted;
            },
            Materialized.with(Serdes.String(), states));

    long wanted = load.shape().taskEvents();
    try (KafkaStreams streams = new KafkaStreams(builder.build(), properties)) {
      streams.start();
      while (seen.get() == 0) {
        LockSupport.parkNanos(1_000_000);
      }
      Meter meter = Meter.start();
      while (seen.get() < wanted) {
        LockSupport.parkNanos(1_000_000);
      }
      return meter.stop(wanted);
    } finally {
      cluster.deleteTopics(id);
      StateDirectories.delete(state);
    }
  }
}
