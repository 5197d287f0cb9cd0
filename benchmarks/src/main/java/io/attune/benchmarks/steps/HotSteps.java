package io.attune.benchmarks.steps;

import io.attune.advisor.statistics.LogHistogram;
import io.attune.advisor.statistics.StageState;
import io.attune.benchmarks.streaming.SampleTasks;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.intake.TaskMetricsReader;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The processing steps of a task event, without Kafka. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotSteps {
  private static final int TASKS = 20_000;
  private static final String TOPIC = "attune.task-metrics";
  private static final int VALUES = 1 << 12;

  private List<TaskMetrics> tasks;
  private byte[][] messages;
  private long[] values;
  private Deserializer<TaskMetrics> direct;
  private Deserializer<TaskMetrics> resolving;
  private StageState stage;
  private LogHistogram histogram;
  private StageState full;
  private byte[] stored;
  private int at;
  private int valueAt;

  /** Creates the encoded tasks of a stage. */
  @Setup(Level.Trial)
  public void encode() {
    AvroSerdes serdes = AvroSerdes.from(Map.of("schema.registry.url", "mock://steps"));
    Serializer<TaskMetrics> serializer = serdes.serializer(false);
    tasks = SampleTasks.ofOneStage(TASKS);
    messages = tasks.stream().map(t -> serializer.serialize(TOPIC, t)).toArray(byte[][]::new);
    direct = serdes.deserializer(TaskMetrics.class, TaskMetricsReader::reusing, false);
    resolving = serdes.deserializer(TaskMetrics.class, false);
    SplittableRandom random = new SplittableRandom(1);
    values = random.longs(VALUES, 0, 60_000).toArray();
    histogram = new LogHistogram();
    full = new StageState(0, 0);
    tasks.forEach(full::add);
    stored = full.toBytes();
  }

  /** Returns the stage, starting a new one when it is complete. */
  private StageState stage() {
    if (stage == null || at == 0) {
      stage = new StageState(0, 0);
    }
    return stage;
  }

  private int next() {
    at = at + 1 == TASKS ? 0 : at + 1;
    return at;
  }

  /** Decodes into a reused record, as in the topology. */
  @Benchmark
  public TaskMetrics decode() {
    return direct.deserialize(TOPIC, messages[next()]);
  }

  /** Decodes into a new record with Avro's resolving reader. */
  @Benchmark
  public TaskMetrics decodeByAvro() {
    return resolving.deserialize(TOPIC, messages[next()]);
  }

  /** Adds a task to the statistics of its stage. */
  @Benchmark
  public boolean update() {
    return stage().add(tasks.get(next()));
  }

  /** Adds a value to a histogram. */
  @Benchmark
  public LogHistogram sketch() {
    valueAt = valueAt + 1 & VALUES - 1;
    histogram.add(values[valueAt]);
    return histogram;
  }

  /** Serializes the statistics of a stage, once per commit and stage. */
  @Benchmark
  public byte[] writeBack() {
    return full.toBytes();
  }

  /** Deserializes the statistics of a stage. */
  @Benchmark
  public StageState readBack() {
    return StageState.fromBytes(stored);
  }
}
