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

/** An output that accepts, loses or refuses records, as a test sets it. Thread-safe. */
final class FakeOutput implements Output {
  /** What it does with records. */
  enum Mode {
    TAKES,
    /** {@code open} fails, so no records are sent. */
    CLOSED,
    AWAY,
    LOSES,
    UNUSABLE
  }

  final CountDownLatch asked = new CountDownLatch(1);
  final CountDownLatch looked = new CountDownLatch(1);
  final CountDownLatch closed = new CountDownLatch(1);
  private final List<SpecificRecord> records = new ArrayList<>();
  private Mode mode = Mode.TAKES;

  synchronized void is(Mode newMood) {
    mode = newMood;
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
      if (mode == Mode.CLOSED) {
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
      switch (mode) {
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
    completion.accept(mode == Mode.LOSES ? new IllegalStateException("too large") : null);
  }

  @Override
  public void close(Duration longest) {
    closed.countDown();
  }
}
