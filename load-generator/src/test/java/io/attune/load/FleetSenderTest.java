package io.attune.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetOptions;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class FleetSenderTest {
  private final Serializer<SpecificRecord> serializer =
      AvroSerdes.from(Map.of("schema.registry.url", "mock://fleet")).serializer(false);
  private final MockProducer<String, SpecificRecord> producer =
      new MockProducer<>(true, null, new StringSerializer(), serializer);
  private final AtomicLong clock = new AtomicLong();
  private final FleetSender sender =
      new FleetSender(
          producer, new Topics("test."), () -> clock.addAndGet(1_000), clock::addAndGet);
  private final Fleet fleet = new Fleet(FleetOptions.of(2, 1));

  @Test
  void sendsEveryRunFromItsStartToItsEnd() {
    List<String> started = new ArrayList<>();
    FleetSender.Sent sent =
        sender.send(
            fleet,
            new FleetSender.Plan(2, 2, Double.POSITIVE_INFINITY, null),
            workload -> started.add(workload.name()),
            events -> {});

    assertThat(started).hasSize(2);
    assertThat(sent.applicationsEnded()).isEqualTo(4);
    assertThat(sent.applicationsCut()).isZero();
    assertThat(sent.acknowledged()).isEqualTo(producer.history().size()).isGreaterThan(500);
    assertThat(producer.history().stream().map(record -> record.topic()).distinct())
        .containsExactlyInAnyOrder("test.task-metrics", "test.executor-metrics", "test.lifecycle");
  }

  @Test
  void keepsToTheRate() {
    FleetSender.Sent sent =
        sender.send(fleet, new FleetSender.Plan(1, 2, 500, null), workload -> {}, events -> {});

    assertThat(sent.acknowledged() / sent.seconds()).isBetween(400.0, 520.0);
  }

  @Test
  void endsWhenTheTimeIsOver() {
    FleetSender.Sent sent =
        sender.send(
            fleet,
            new FleetSender.Plan(Long.MAX_VALUE, 2, 1000, Duration.ofSeconds(1)),
            workload -> {},
            events -> {});

    assertThat(sent.seconds()).isBetween(0.9, 1.5);
    assertThat(sent.acknowledged()).isBetween(800L, 1100L);
    assertThat(sent.applicationsCut()).isPositive();
  }

  @Test
  void endsWhenItIsClosed() {
    FleetSender.Sent sent =
        sender.send(
            fleet,
            new FleetSender.Plan(Long.MAX_VALUE, 2, Double.POSITIVE_INFINITY, null),
            workload -> {},
            events -> {
              if (events > 3000) {
                new Thread(sender::close).start();
              }
            });

    assertThat(sent.acknowledged()).isGreaterThan(3000).isEqualTo(producer.history().size());
  }

  @Test
  void refusesWhatIsNoPlan() {
    assertThatThrownBy(() -> new FleetSender.Plan(0, 1, 1, null))
        .hasMessageContaining("at least one run");
    assertThatThrownBy(() -> new FleetSender.Plan(1, 1, 0, null))
        .hasMessageContaining("above 0 events");
  }
}
