package io.attune.streams;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.table.RuleTable;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.Decision;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.Forecast;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.StageStatistics;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.errors.DeadLetters;
import io.attune.streams.errors.DistinctErrors;
import io.attune.streams.errors.Patience;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.metrics.AttuneMetrics;
import io.attune.streams.store.RocksDbSettings;
import io.attune.streams.store.StoredValues;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.slf4j.LoggerFactory;

/** The topology on a manual clock, with an in-memory registry. */
final class Pipeline implements AutoCloseable {
  static final Instant START = Instant.parse("2026-01-05T02:00:00Z");

  final AttuneMetrics metrics = AttuneMetrics.unregistered();
  final TopologyTestDriver driver;
  final AttuneConfig config;
  final Topology topology;
  final Map<String, Recommendation> recommendations = new TreeMap<>();
  final List<KeyValue<String, Recommendation>> changes = new ArrayList<>();
  final Map<String, StageStatistics> statistics = new TreeMap<>();

  /** Goes on with {@link #advance}, so that a busy machine does not put advice off. */
  private final AtomicLong nanos = new AtomicLong();

  private final RocksDbSettings.SharedMemory memory;
  private final EventSerdes serdes;
  private final Serializer<SpecificRecord> values;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private final TestOutputTopic<byte[], byte[]> recommendationTopic;
  final List<KeyValue<String, Outcome>> outcomes = new ArrayList<>();

  /** What came out on the topics of recommendations, outcomes and forecasts, as it was written. */
  final List<TestRecord<byte[], byte[]>> written = new ArrayList<>();

  final Map<String, Forecast> forecasts = new TreeMap<>();
  private final TestOutputTopic<byte[], byte[]> forecastTopic;
  private final TestInputTopic<byte[], byte[]> decisionTopic;
  private final TestOutputTopic<byte[], byte[]> outcomeTopic;
  private final TestOutputTopic<byte[], byte[]> statisticsTopic;
  private final TestOutputTopic<byte[], byte[]> deadLetterTopic;

  Pipeline(Path state, Map<String, String> settings) {
    this(state, settings, Advisor.standard(RuleTable.standard()));
  }

  Pipeline(Path state, Map<String, String> settings, Advisor advisor) {
    Map<String, String> all = new HashMap<>();
    all.put("state.dir", state.toString());
    all.put("schema.registry.url", "mock://pipeline-" + state.getFileName());
    all.put("topics.partitions", "1");
    all.putAll(settings);
    config = AttuneConfig.of(all);
    memory = new RocksDbSettings.SharedMemory(8 << 20, 4 << 20);
    DeadLetters deadLetters =
        new DeadLetters(
            metrics,
            new DistinctErrors(
                LoggerFactory.getLogger("test"), Instant::now, Duration.ofMinutes(1)),
            config.topics().deadLetters().name(),
            config.get(Options.DEAD_LETTER_BYTES));
    Properties properties = StreamsSettings.of(config, deadLetters, memory);
    serdes = new EventSerdes(config, new Patience(Duration.ZERO));
    topology = new AttuneTopology(config, serdes, advisor, metrics, nanos::get).build(properties);
    driver = new TopologyTestDriver(topology, properties, START);
    values = AvroSerdes.from(EventSerdes.properties(config)).serializer(false);
    ByteArraySerializer bytes = new ByteArraySerializer();
    config
        .topics()
        .inputs()
        .forEach(t -> inputs.put(t.name(), driver.createInputTopic(t.name(), bytes, bytes)));
    ByteArrayDeserializer raw = new ByteArrayDeserializer();
    recommendationTopic =
        driver.createOutputTopic(config.topics().recommendations().name(), raw, raw);
    decisionTopic = driver.createInputTopic(config.topics().decisions().name(), bytes, bytes);
    outcomeTopic = driver.createOutputTopic(config.topics().outcomes().name(), raw, raw);
    forecastTopic = driver.createOutputTopic(config.topics().forecasts().name(), raw, raw);
    statisticsTopic = driver.createOutputTopic(config.topics().stageStatistics().name(), raw, raw);
    deadLetterTopic = driver.createOutputTopic(config.topics().deadLetters().name(), raw, raw);
  }

  String topicOf(SpecificRecord event) {
    if (event instanceof TaskMetrics) {
      return config.topics().taskMetrics().name();
    } else if (event instanceof ExecutorMetrics) {
      return config.topics().executorMetrics().name();
    } else if (event instanceof LifecycleEvent) {
      return config.topics().lifecycle().name();
    }
    throw new IllegalArgumentException(event.getClass().getName());
  }

  byte[] encode(SpecificRecord event) {
    return values.serialize(topicOf(event), event);
  }

  void send(SpecificRecord event) {
    sendRaw(topicOf(event), StreamStories.applicationId(event).getBytes(), encode(event));
  }

  void send(List<? extends SpecificRecord> events) {
    events.forEach(this::send);
  }

  /** A person's decision; null undoes. */
  void decide(String key, Decision decision) {
    String topic = config.topics().decisions().name();
    byte[] value = decision == null ? null : values.serialize(topic, decision);
    decisionTopic.pipeInput(new TestRecord<>(key.getBytes(), value, START));
  }

  void sendRaw(String topic, byte[] key, byte[] value) {
    inputs.get(topic).pipeInput(new TestRecord<>(key, value, START));
  }

  /** A record on the repartition topic, as another instance may have written it. */
  void handOver(String workload, byte[] value) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    driver
        .createInputTopic("attune-run-snapshots-repartition", bytes, bytes)
        .pipeInput(workload.getBytes(), value);
  }

  /** Lets the clock go on, in steps as a running thread would, and reads what came out. */
  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
    driver.advanceWallClockTime(time);
    read();
  }

  private List<TestRecord<byte[], byte[]>> read(TestOutputTopic<byte[], byte[]> topic) {
    List<TestRecord<byte[], byte[]>> records = topic.readRecordsToList();
    written.addAll(records);
    return records;
  }

  void read() {
    for (TestRecord<byte[], byte[]> record : read(recommendationTopic)) {
      String key = new String(record.key());
      Recommendation value =
          record.value() == null
              ? null
              : serdes
                  .recommendation()
                  .deserializer()
                  .deserialize(config.topics().recommendations().name(), record.value());
      changes.add(KeyValue.pair(key, value));
      if (value == null) {
        recommendations.remove(key);
      } else {
        recommendations.put(key, value);
      }
    }
    for (TestRecord<byte[], byte[]> record : read(outcomeTopic)) {
      outcomes.add(
          KeyValue.pair(
              new String(record.key()),
              serdes
                  .outcome()
                  .deserializer()
                  .deserialize(config.topics().outcomes().name(), record.value())));
    }
    for (TestRecord<byte[], byte[]> record : read(forecastTopic)) {
      forecasts.put(
          new String(record.key()),
          serdes
              .forecast()
              .deserializer()
              .deserialize(config.topics().forecasts().name(), record.value()));
    }
    for (KeyValue<byte[], byte[]> record : statisticsTopic.readKeyValuesToList()) {
      statistics.put(
          new String(record.key),
          serdes
              .stageStatistics()
              .deserializer()
              .deserialize(config.topics().stageStatistics().name(), record.value));
    }
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetterTopic.readRecordsToList();
  }

  /** Fingerprints of what is published. */
  Map<String, String> etags() {
    Map<String, String> etags = new TreeMap<>();
    recommendations.forEach((key, recommendation) -> etags.put(key, recommendation.getEtag()));
    return etags;
  }

  long stored(String store) {
    long[] count = new long[1];
    if (driver.getAllStateStores().get(store) instanceof StoredValues<?, ?> values) {
      values.eachStored(
          (key, value) -> {
            count[0]++;
            return true;
          });
    } else {
      try (KeyValueIterator<Object, Object> all = driver.getKeyValueStore(store).all()) {
        all.forEachRemaining(entry -> count[0]++);
      }
    }
    return count[0];
  }

  @Override
  public void close() {
    driver.close();
    memory.close();
  }
}
