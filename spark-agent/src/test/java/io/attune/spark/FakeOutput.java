package io.attune.spark;

import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** A Kafka that takes, refuses or is away, as a test says. Thread-safe. */
final class FakeOutput implements Output {
  /** What it does with the next record. */
  enum Mood {
    TAKES,
    /** Nobody there yet: not even asked for records. */
    CLOSED,
    AWAY,
    LOSES,
    UNUSABLE
  }

  final CountDownLatch asked = new CountDownLatch(1);
  final CountDownLatch looked = new CountDownLatch(1);
  final CountDownLatch closed = new CountDownLatch(1);
  private final List<SpecificRecord> records = new ArrayList<>();
  private Mood mood = Mood.TAKES;

  synchronized void is(Mood newMood) {
    mood = newMood;
  }

  synchronized List<SpecificRecord> records() {
    return List.copyOf(records);
  }

  List<Long> sequence() {
    return records().stream().map(FakeOutput::sequence).toList();
  }

  private static Long sequence(SpecificRecord record) {
    if (record instanceof TaskMetrics task) {
      return task.getSequence();
    }
    return record instanceof ExecutorMetrics executor
        ? executor.getSequence()
        : ((LifecycleEvent) record).getSequence();
  }

  @Override
  public void open() {
    synchronized (this) {
      if (mood == Mood.CLOSED) {
        looked.countDown();
        throw new OutputUnavailableException("nobody there", null);
      }
    }
  }

  @Override
  public void send(
      Topics.Topic topic, String key, SpecificRecord record, Consumer<Exception> completion) {
    asked.countDown();
    synchronized (this) {
      switch (mood) {
        case AWAY:
          throw new OutputUnavailableException("Kafka is away", null);
        case UNUSABLE:
          throw new UnusableOutputException("no good", new IllegalStateException("never"));
        case TAKES:
          records.add(record);
          break;
        default:
      }
    }
    completion.accept(mood == Mood.LOSES ? new IllegalStateException("too large") : null);
  }

  @Override
  public void close(Duration longest) {
    closed.countDown();
  }
}
