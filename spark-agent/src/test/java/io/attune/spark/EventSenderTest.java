package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.events.MapperOptions;
import io.attune.schemas.AgentReport;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventSenderTest {
  private static final long LONG = TimeUnit.SECONDS.toMillis(60);
  private static final String APPLICATION_END =
      "{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":1700000000000}";

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final FakeOutput output = new FakeOutput();
  private final Tally tally = new Tally();
  private final PendingEvents queue = new PendingEvents(64, 1 << 20);
  private final EventSender sender =
      new EventSender(
          "app-1",
          AgentConfig.of(Map.of()),
          MapperOptions.defaults(),
          queue,
          output,
          tally,
          new ErrorLog(log::add),
          Clock.systemUTC(),
          "1");
  private final Thread thread = new Thread(sender, "sender under test");

  @AfterEach
  void stop() throws InterruptedException {
    sender.abandon();
    thread.join();
  }

  @Test
  void sendsEverythingInOrderAndSaysSoAtTheEnd() throws InterruptedException {
    thread.start();
    offerTasks(10);
    queue.offer(QueuedEvent.json(EventKind.LIFECYCLE, 0, APPLICATION_END));
    queue.close();

    assertThat(sender.awaitSettled(LONG)).isTrue();

    assertThat(output.sequence()).isEqualTo(LongStream.rangeClosed(1, 12).boxed().toList());
    AgentReport report = lastReport();
    assertThat(report.getComplete()).isTrue();
    assertThat(report.getEventsSent()).isEqualTo(11);
    assertThat(report.getLastSequence()).isEqualTo(12);
    assertThat(report.getSendErrors()).isZero();
    assertThat(output.closed.await(LONG, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(log).isEmpty();
  }

  @Test
  void leavesAGapForWhatWasDropped() throws InterruptedException {
    offerTasks(60);
    queue.offer(QueuedEvent.json(EventKind.LIFECYCLE, 0, APPLICATION_END));
    queue.close();
    thread.start();
    assertThat(sender.awaitSettled(LONG)).isTrue();

    List<Long> sequence = output.sequence();
    assertThat(sequence.subList(0, 56)).isEqualTo(LongStream.rangeClosed(1, 56).boxed().toList());
    assertThat(sequence.subList(56, 58)).containsExactly(61L, 62L);
    AgentReport report = lastReport();
    assertThat(report.getEventsDropped()).isEqualTo(4);
    assertThat(report.getTaskEventsLost()).isEqualTo(4);
    assertThat(report.getQueueHighWater()).isEqualTo(57);
  }

  @Test
  void waitsForKafkaAndThenSendsWhatWaited() throws InterruptedException {
    output.is(FakeOutput.Mode.AWAY);
    thread.start();
    offerTasks(5);
    assertThat(output.asked.await(LONG, TimeUnit.MILLISECONDS)).isTrue();
    output.is(FakeOutput.Mode.TAKES);
    queue.close();

    assertThat(sender.awaitSettled(LONG)).isTrue();

    assertThat(output.sequence()).isEqualTo(LongStream.rangeClosed(1, 6).boxed().toList());
    assertThat(sender.delivery().obstacle()).isNull();
  }

  @Test
  void leavesEventsWhereTheyAreUntilSomebodyIsThere() throws InterruptedException {
    output.is(FakeOutput.Mode.CLOSED);
    offerTasks(5);
    thread.start();
    assertThat(output.looked.await(LONG, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(queue.size()).isEqualTo(5);
    output.is(FakeOutput.Mode.TAKES);
    queue.close();

    assertThat(sender.awaitSettled(LONG)).isTrue();

    assertThat(output.sequence()).isEqualTo(LongStream.rangeClosed(1, 6).boxed().toList());
  }

  @Test
  void countsWhatNobodyWasThereFor() throws InterruptedException {
    output.is(FakeOutput.Mode.CLOSED);
    offerTasks(5);
    thread.start();
    assertThat(output.looked.await(LONG, TimeUnit.MILLISECONDS)).isTrue();
    queue.close();
    sender.abandon();

    assertThat(sender.awaitSettled(LONG)).isTrue();

    assertThat(tally.recordsLost()).isEqualTo(5);
    assertThat(tally.taskRecordsLost()).isEqualTo(5);
    assertThat(output.records()).isEmpty();
  }

  @Test
  void countsWhatItGivesUp() throws InterruptedException {
    output.is(FakeOutput.Mode.AWAY);
    offerTasks(60);
    thread.start();
    for (long waited = 0; sender.delivery().obstacle() == null && waited < LONG; waited++) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    queue.close();
    sender.abandon();

    assertThat(sender.awaitSettled(LONG)).isTrue();

    assertThat(output.records()).isEmpty();
    assertThat(queue.dropped()).isEqualTo(4);
    assertThat(tally.recordsLost()).isEqualTo(56);
    assertThat(tally.taskRecordsLost()).isEqualTo(56);
    assertThat(tally.lastSequence())
        .isEqualTo(tally.recordsSent() + tally.recordsLost() + queue.dropped());
    assertThat(sender.delivery().obstacle()).isEqualTo("Kafka is away");
  }

  /** Regression test: an interrupt arrived while the remaining events were being counted. */
  @Test
  void countsEverythingWheneverItIsAbandoned() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      PendingEvents full = new PendingEvents(8_192, 1 << 30);
      Tally counted = new Tally();
      FakeOutput nobody = new FakeOutput();
      nobody.is(FakeOutput.Mode.CLOSED);
      EventSender abandonedOne =
          new EventSender(
              "app-1",
              AgentConfig.of(Map.of()),
              MapperOptions.defaults(),
              full,
              nobody,
              counted,
              new ErrorLog(log::add),
              Clock.systemUTC(),
              "1");
      for (int i = 0; i < 5_000; i++) {
        full.offer(task());
      }
      Thread running = new Thread(abandonedOne, "sender " + round);
      running.start();
      assertThat(nobody.looked.await(LONG, TimeUnit.MILLISECONDS)).isTrue();
      full.close();
      abandonedOne.abandon();
      running.join(LONG);
      assertThat(full.size()).isZero();
      assertThat(counted.recordsLost()).isEqualTo(5_000);
    }
  }

  @Test
  void countsRecordsThatKafkaRefuses() throws InterruptedException {
    output.is(FakeOutput.Mode.LOSES);
    thread.start();
    offerTasks(3);
    queue.close();

    assertThat(sender.awaitSettled(LONG)).isTrue();

    assertThat(tally.taskRecordsLost()).isEqualTo(3);
    assertThat(tally.recordsLost()).isEqualTo(4);
    assertThat(tally.inFlight()).isZero();
    assertThat(log).hasSize(1).first().asString().contains("too large");
  }

  @Test
  void endsAtOnceWhenTheSettingsCanNeverWork() throws InterruptedException {
    output.is(FakeOutput.Mode.UNUSABLE);
    thread.start();
    offerTasks(3);

    assertThat(sender.awaitSettled(LONG)).isTrue();

    assertThat(sender.hasEnded()).isTrue();
    assertThat(queue.offer(QueuedEvent.json(EventKind.LIFECYCLE, 0, "{}"))).isFalse();
    assertThat(log)
        .singleElement()
        .asString()
        .startsWith("The Attune agent is off; the application continues without it: ");
  }

  @Test
  void survivesAnEventThatIsNone() throws InterruptedException {
    thread.start();
    queue.offer(QueuedEvent.json(EventKind.LIFECYCLE, 0, "no JSON"));
    offerTasks(1);
    queue.close();

    assertThat(sender.awaitSettled(LONG)).isTrue();

    assertThat(output.sequence()).containsExactly(2L, 3L);
    assertThat(lastReport().getSendErrors()).isEqualTo(1);
    assertThat(log).hasSize(1);
  }

  private void offerTasks(int count) {
    for (int i = 0; i < count; i++) {
      queue.offer(task());
    }
  }

  private static QueuedEvent task() {
    TaskMetrics task = new TaskMetrics();
    task.setApplicationId("app-1");
    return QueuedEvent.task(0, task, null);
  }

  private AgentReport lastReport() {
    List<?> records = output.records();
    LifecycleEvent event = (LifecycleEvent) records.get(records.size() - 1);
    assertThat(event.getKind()).isEqualTo(LifecycleKind.AGENT_REPORT);
    return event.getAgentReport();
  }
}
