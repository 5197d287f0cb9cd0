package io.attune.streams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fails when Kafka Streams no longer calls the hook that {@link WriteBackStore} rests on, or calls
 * it too late for the commit.
 */
class WriteBackStoreTest {
  private static final String STORE = "counts";
  private static final String CHANGELOG = "hook-test-counts-changelog";

  @TempDir Path state;

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void changesReachTheChangelogWithEveryCommit(String guarantee) {
    try (TopologyTestDriver driver = driver(guarantee)) {
      TestInputTopic<String, String> input = input(driver);
      input.pipeInput("a", "1");
      assertThat(counts(driver)).containsExactly("a=1");
      input.pipeInput("a", "2");
      input.pipeInput("b", "3");
      assertThat(counts(driver)).containsExactly("a=2", "b=1");
    }
  }

  @Test
  void changesOfAPunctuationReachTheChangelogToo() {
    try (TopologyTestDriver driver = driver("at_least_once")) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
      assertThat(counts(driver)).containsExactly("clock=1");
    }
  }

  private TopologyTestDriver driver(String guarantee) {
    Topology topology = new Topology();
    topology.addSource("source", "input");
    topology.addProcessor("count", Counter::new, "source");
    topology.addStateStore(
        LiveStores.builder(
            STORE,
            StateCodec.utf8(),
            StateCodec.<int[]>of(
                n -> ByteBuffer.allocate(4).putInt(n[0]).array(),
                b -> new int[] {ByteBuffer.wrap(b).getInt()}),
            16,
            Long.MAX_VALUE,
            Map.of()),
        "count");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "hook-test");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
    properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    return new TopologyTestDriver(topology, properties);
  }

  private static TestInputTopic<String, String> input(TopologyTestDriver driver) {
    return driver.createInputTopic("input", new StringSerializer(), new StringSerializer());
  }

  private static List<String> counts(TopologyTestDriver driver) {
    List<String> counts = new ArrayList<>();
    driver
        .createOutputTopic(CHANGELOG, new StringDeserializer(), new IntegerDeserializer())
        .readKeyValuesToList()
        .forEach(change -> counts.add(change.key + "=" + change.value));
    return counts;
  }

  private static final class Counter extends ContextualProcessor<String, String, Void, Void> {
    private LiveStore<String, int[]> counts;

    @Override
    public void init(org.apache.kafka.streams.processor.api.ProcessorContext<Void, Void> context) {
      super.init(context);
      counts = context.getStateStore(STORE);
      context.schedule(
          Duration.ofSeconds(1),
          PunctuationType.WALL_CLOCK_TIME,
          time -> counts.update("clock", key -> new int[1])[0]++);
    }

    @Override
    public void process(Record<String, String> record) {
      counts.update(record.key(), key -> new int[1])[0]++;
    }
  }
}
