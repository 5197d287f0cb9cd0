package io.attune.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.eventlog.testing.SmallLog;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayerTest {

  private final Topics topics = new Topics("test.");
  private final Serializer<SpecificRecord> serializer =
      AvroSerdes.from(Map.of("schema.registry.url", "mock://replayer")).serializer(false);

  @TempDir Path directory;
  private List<EventLog> logs;

  @BeforeEach
  void writeLog() throws IOException {
    Files.writeString(directory.resolve("log"), SmallLog.whole(100));
    logs = EventLogs.find(List.of(directory));
  }

  private MockProducer<String, SpecificRecord> producer(boolean autoComplete) {
    return new MockProducer<>(autoComplete, null, new StringSerializer(), serializer);
  }

  private Replayer replayer(MockProducer<String, SpecificRecord> producer) {
    return new Replayer(producer, topics, () -> new Pacer(ReplaySpeed.MAX));
  }

  @Test
  void recordsGoToTheirTopicsInOrderUnderTheApplication() {
    MockProducer<String, SpecificRecord> producer = producer(true);
    ReplayReport report;
    try (Replayer replayer = replayer(producer)) {
      report = replayer.replay(logs, log -> ReadProgress.NONE);
    }

    List<ProducerRecord<String, SpecificRecord>> sent = producer.history();
    assertThat(report.acknowledged()).isEqualTo(sent.size()).isEqualTo(104);
    assertThat(report.logs())
        .singleElement()
        .satisfies(log -> assertThat(log.tasks()).isEqualTo(100));
    assertThat(sent).allMatch(record -> record.key().equals(SmallLog.ID));
    assertThat(sent).as("the broker's time, not the event's").allMatch(r -> r.timestamp() == null);
    assertThat(sent).as("the partitioner decides").allMatch(r -> r.partition() == null);
    assertThat(
            sent.stream()
                .filter(record -> record.topic().equals("test.task-metrics"))
                .map(record -> ((TaskMetrics) record.value()).getTaskIndex()))
        .hasSize(100)
        .isSorted();
    assertThat(sent.stream().filter(record -> record.topic().equals("test.lifecycle"))).hasSize(4);
    LifecycleEvent last = (LifecycleEvent) sent.get(sent.size() - 1).value();
    assertThat(last.getKind()).isEqualTo(LifecycleKind.AGENT_REPORT);
    assertThat(last.getAgentReport().getEventsSent()).isEqualTo(103);
    assertThat(last.getAgentReport().getComplete()).isTrue();
  }

  @Test
  void aLogThatCannotBeReadCostsNoOther() throws IOException {
    Files.write(directory.resolve("cut.zstd"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd});
    MockProducer<String, SpecificRecord> producer = producer(true);
    ReplayReport report;
    try (Replayer replayer = replayer(producer)) {
      report = replayer.replay(EventLogs.find(List.of(directory)), log -> ReadProgress.NONE);
    }

    assertThat(report.logs()).hasSize(1);
    assertThat(report.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.sentence()).contains("cut.zstd"));
  }

  @Test
  void applicationsInOneFileGoUnderTheirOwnIds() throws IOException {
    String other = "app-20260102030405-0002";
    Files.writeString(
        directory.resolve("log"),
        SmallLog.whole(3) + SmallLog.whole(2).replace(SmallLog.ID, other));
    MockProducer<String, SpecificRecord> producer = producer(true);
    try (Replayer replayer = replayer(producer)) {
      replayer.replay(EventLogs.find(List.of(directory)), log -> ReadProgress.NONE);
    }

    assertThat(producer.history().stream().filter(r -> r.topic().equals("test.task-metrics")))
        .extracting(ProducerRecord::key)
        .containsExactly(SmallLog.ID, SmallLog.ID, SmallLog.ID, other, other);
  }

  @Test
  void aRecordThatTheBrokerRefusesEndsTheReplay() {
    MockProducer<String, SpecificRecord> producer =
        new MockProducer<>(false, null, new StringSerializer(), serializer) {
          @Override
          public synchronized void flush() {
            errorNext(new RecordTooLargeException("too large"));
            super.flush();
          }
        };

    assertThatThrownBy(() -> replayer(producer).replay(logs, log -> ReadProgress.NONE))
        .isInstanceOf(ReplayException.class)
        .hasMessage(
            "Kafka did not take every record (too large); sent 103, acknowledged 102, failed 1:"
                + " check the broker, then replay again, as repeated events count once.");
  }

  @Test
  void aSendThatThrowsEndsTheReplay() {
    MockProducer<String, SpecificRecord> producer = producer(true);
    producer.sendException = new KafkaException("no registry");

    assertThatThrownBy(() -> replayer(producer).replay(logs, log -> ReadProgress.NONE))
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining("Record 1 could not be sent to topic test.lifecycle")
        .hasMessageContaining("no registry");
  }

  @Test
  void correctnessIsNotTheUsersToSwitchOff() {
    Map<String, Object> configuration =
        Replayer.producerConfiguration(
            Map.of(
                "acks", "1",
                "enable.idempotence", "false",
                "partitioner.class", "org.example.Random",
                "partitioner.ignore.keys", "true",
                "linger.ms", "5"));

    assertThat(configuration)
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true")
        .containsEntry("linger.ms", "5")
        .doesNotContainKeys("partitioner.class", "partitioner.ignore.keys");
  }
}
