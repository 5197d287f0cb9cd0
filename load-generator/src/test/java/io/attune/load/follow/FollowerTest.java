package io.attune.load.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStores;
import io.attune.eventlog.testing.SmallLog;
import io.attune.load.RecordProducer;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.LogPosition;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {

  private final Topics topics = new Topics("test.");
  private final MockProducer<String, SpecificRecord> producer =
      new MockProducer<>(
          true,
          null,
          new StringSerializer(),
          AvroSerdes.from(Map.of("schema.registry.url", "mock://follower")).serializer(false));
  private final FakePositions positions = new FakePositions();
  private final List<String> problems = new ArrayList<>();
  private final List<Follower> followers = new ArrayList<>();

  @TempDir Path directory;
  private Instant now = Instant.now();

  /** Positions in memory; every log is ours. */
  private static final class FakePositions implements Positions {
    private final Map<String, LogPosition> stored = new HashMap<>();
    private boolean ready = true;

    @Override
    public void poll(Duration patience) {}

    @Override
    public boolean isOurs(String log) {
      return true;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public synchronized Optional<LogPosition> of(String log) {
      return Optional.ofNullable(stored.get(log));
    }

    @Override
    public synchronized void store(LogPosition position) {
      stored.put(position.getLog(), position);
    }

    @Override
    public void wakeup() {}

    @Override
    public void close() {}
  }

  @AfterEach
  void close() {
    followers.forEach(Follower::close);
  }

  private Follower follower() {
    Follower follower =
        new Follower(
            () -> new LogPlaces(LogStores.LOCAL).list(List.of(directory.toString())),
            new EventLogReader(),
            () -> new RecordProducer(producer, topics),
            positions,
            () -> {},
            new FollowSettings(2, Duration.ofDays(1), Duration.ofSeconds(1)),
            problems::add,
            () -> now);
    followers.add(follower);
    return follower;
  }

  /** Looks, and waits for what is read. */
  private static FollowStatus look(Follower follower) {
    follower.look();
    while (!follower.isIdle()) {
      Thread.onSpinWait();
    }
    return follower.status();
  }

  private void append(String name, String text) throws IOException {
    Files.writeString(
        directory.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<Long> sentTasks() {
    return producer.history().stream()
        .map(ProducerRecord::value)
        .filter(TaskMetrics.class::isInstance)
        .map(task -> ((TaskMetrics) task).getTaskId())
        .toList();
  }

  private long sent(LifecycleKind kind) {
    return producer.history().stream()
        .map(ProducerRecord::value)
        .filter(record -> record instanceof LifecycleEvent event && event.getKind() == kind)
        .count();
  }

  private static List<Long> ids(int to) {
    return LongStream.range(0, to).boxed().toList();
  }

  @Test
  void sendsWhatIsAddedAndTheEndOnce() throws IOException {
    Follower follower = follower();
    append("app.inprogress", SmallLog.start() + SmallLog.tasks(0, 10));
    look(follower);
    assertThat(sentTasks()).isEqualTo(ids(10));

    append("app.inprogress", SmallLog.tasks(10, 20));
    assertThat(look(follower).growing()).isEqualTo(1);
    assertThat(sentTasks()).isEqualTo(ids(20));

    append("app.inprogress", SmallLog.end());
    Files.move(directory.resolve("app.inprogress"), directory.resolve("app"));
    assertThat(look(follower).growing()).isZero();
    assertThat(sent(LifecycleKind.APPLICATION_ENDED)).isEqualTo(1);
    assertThat(sent(LifecycleKind.AGENT_REPORT)).isEqualTo(1);

    int records = producer.history().size();
    look(follower);
    assertThat(producer.history()).hasSize(records);
  }

  @Test
  void anotherInstanceGoesOn() throws IOException {
    append("app.inprogress", SmallLog.start() + SmallLog.tasks(0, 10));
    look(follower());
    append("app.inprogress", SmallLog.tasks(10, 30) + SmallLog.end());
    Files.move(directory.resolve("app.inprogress"), directory.resolve("app"));
    look(follower());

    assertThat(sentTasks()).isEqualTo(ids(30));
    assertThat(sent(LifecycleKind.APPLICATION_STARTED)).isEqualTo(1);
    int records = producer.history().size();
    look(follower());
    assertThat(producer.history()).as("a log that is over is not opened again").hasSize(records);
  }

  @Test
  void whatKafkaRefusedIsSentAgain() throws IOException {
    append("app.inprogress", SmallLog.start() + SmallLog.tasks(0, 10));
    Follower follower = follower();
    producer.sendException = new TimeoutException("no broker");
    assertThat(look(follower).leftOut()).isEqualTo(1);
    producer.sendException = null;
    look(follower);

    assertThat(sentTasks()).isEqualTo(ids(10));
    assertThat(problems).singleElement().asString().contains("no broker");
  }

  @Test
  void aFileThatIsNoLogIsNamedOnce() throws IOException {
    append("notes.txt", "milk, eggs");
    append("app", SmallLog.whole(3));
    Follower follower = follower();
    look(follower);
    look(follower);
    FollowStatus status = look(follower);

    assertThat(sentTasks()).isEqualTo(ids(3));
    assertThat(status.leftOut()).isEqualTo(1);
    assertThat(problems).singleElement().asString().contains("notes.txt is not a Spark event log");
  }

  @Test
  void oldLogsAreNotBegunWith() throws IOException {
    append("app", SmallLog.whole(3));
    Files.setLastModifiedTime(
        directory.resolve("app"), FileTime.from(now.minus(Duration.ofDays(2))));

    assertThat(look(follower()).logs()).isZero();
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void nothingIsReadBeforeThePositionsAreKnown() throws IOException {
    append("app", SmallLog.whole(3));
    positions.ready = false;
    Follower follower = follower();
    look(follower);
    assertThat(producer.history()).isEmpty();

    positions.ready = true;
    look(follower);
    assertThat(sentTasks()).isEqualTo(ids(3));
  }

  @Test
  void aDriverThatWasKilledIsGivenUp() throws IOException {
    append("app.inprogress", SmallLog.start() + SmallLog.tasks(0, 3));
    Follower follower = follower();
    look(follower);
    assertThat(sent(LifecycleKind.AGENT_REPORT)).isZero();

    now = now.plus(Duration.ofHours(25));
    assertThat(look(follower).growing()).isZero();
    assertThat(sent(LifecycleKind.AGENT_REPORT)).isEqualTo(1);
  }
}
