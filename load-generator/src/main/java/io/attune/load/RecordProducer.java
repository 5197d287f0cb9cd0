package io.attune.load;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EventLogs;
import io.attune.registry.ConnectionFailure;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sends records to their topics with the application id as key, and counts acknowledgements. All
 * three topics use the same producer, partitioner and key, so that an application's records are in
 * the same partition number of each. Used by one thread; callbacks run on the producer's.
 */
public final class RecordProducer implements EventSink {
  private static final String BROKERS = "the configured brokers";

  private final Producer<String, SpecificRecord> producer;
  private final String taskMetrics;
  private final String executorMetrics;
  private final String lifecycle;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<Exception> firstFailure = new AtomicReference<>();
  private long sent;

  /** Sends with a producer that others may use as well. */
  public RecordProducer(Producer<String, SpecificRecord> producer, Topics topics) {
    this.producer = requireNonNull(producer, "producer is null");
    this.taskMetrics = topics.taskMetrics().name();
    this.executorMetrics = topics.executorMetrics().name();
    this.lifecycle = topics.lifecycle().name();
  }

  @Override
  public void task(TaskMetrics event) {
    send(taskMetrics, event.getApplicationId(), event);
  }

  @Override
  public void executor(ExecutorMetrics event) {
    send(executorMetrics, event.getApplicationId(), event);
  }

  @Override
  public void lifecycle(LifecycleEvent event) {
    send(lifecycle, event.getApplicationId(), event);
  }

  private void send(String topic, String key, SpecificRecord value) {
    stopOnFailure();
    try {
      producer.send(
          new ProducerRecord<>(topic, key, value),
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.incrementAndGet();
            } else {
              failed.incrementAndGet();
              firstFailure.compareAndSet(null, failure);
            }
          });
      sent++;
    } catch (KafkaException e) {
      throw refused(topic, e);
    }
  }

  private ReplayException refused(String topic, Exception e) {
    return new ReplayException(
        "Record "
            + (sent + 1)
            + " could not be sent to topic "
            + topic
            + " ("
            + EventLogs.reason(e)
            + "); acknowledged before it: "
            + acknowledged.get()
            + ": check the broker and the schema registry, then replay again.",
        e);
  }

  /**
   * Waits until all records are acknowledged.
   *
   * @throws ReplayException if a record was not
   */
  public void flush() {
    producer.flush();
    stopOnFailure();
  }

  private void stopOnFailure() {
    Exception failure = firstFailure.get();
    if (failure != null) {
      Optional<String> refused = ConnectionFailure.ofKafka(BROKERS, "WRITE", failure);
      if (refused.isPresent()) {
        throw new ReplayException(refused.get(), failure);
      }
      throw new ReplayException(
          "Kafka did not take every record ("
              + EventLogs.reason(failure)
              + "); sent "
              + sent
              + ", acknowledged "
              + acknowledged.get()
              + ", failed "
              + failed.get()
              + ": check the broker, then replay again, as repeated events count once.",
          failure);
    }
  }

  /** Records acknowledged by all in-sync replicas. */
  public long acknowledged() {
    return acknowledged.get();
  }
}
