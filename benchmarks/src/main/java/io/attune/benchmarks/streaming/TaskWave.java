package io.attune.benchmarks.streaming;

import io.attune.schemas.TaskMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Starts applications, and then makes task ends of all of them visible at once: they are written in
 * one transaction, which read-committed consumers see when it is committed. So all events are
 * available to the measured program, and only task events are measured.
 */
final class TaskWave {
  private final LoadCluster cluster;
  private final LoadCluster.Load load;
  private final List<SyntheticRun> open = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(11);

  TaskWave(LoadCluster cluster, LoadCluster.Load load) {
    this.cluster = cluster;
    this.load = load;
  }

  /**
   * Starts the applications: sends all events before their first task.
   *
   * @return number of lifecycle events sent
   */
  long begin() {
    LoadShape shape = load.shape();
    long begun = 0;
    try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
      for (int i = 0; i < shape.applications(); i++) {
        SyntheticRun run = new SyntheticRun(i, shape);
        while (!run.isAtTask()) {
          send(producer, run, run.next());
          begun++;
        }
        open.add(run);
      }
    }
    return begun;
  }

  /**
   * Writes task events of all applications in random order, without the events between stages. They
   * are not visible before {@link Wave#release}.
   *
   * @param tasks maximum number of task events
   */
  Wave write(String transaction, long tasks) {
    KafkaProducer<byte[], byte[]> producer = cluster.transactionalProducer(transaction);
    try {
      producer.initTransactions();
      producer.beginTransaction();
      return new Wave(producer, sendTasks(producer, tasks));
    } catch (RuntimeException e) {
      producer.close();
      throw e;
    }
  }

  private long sendTasks(KafkaProducer<byte[], byte[]> producer, long tasks) {
    long sent = 0;
    while (sent < tasks && !open.isEmpty()) {
      int at = random.nextInt(open.size());
      SyntheticRun run = open.get(at);
      SpecificRecord event = run.next();
      if (event instanceof TaskMetrics) {
        send(producer, run, event);
        sent++;
      } else if (event == null) {
        open.set(at, open.get(open.size() - 1));
        open.remove(open.size() - 1);
      }
    }
    return sent;
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer, SyntheticRun run, SpecificRecord event) {
    String topic = load.topicOf(event);
    producer.send(
        new ProducerRecord<>(
            topic,
            run.applicationId().getBytes(StandardCharsets.UTF_8),
            cluster.values().serialize(topic, event)));
  }

  /** Task events that are not visible yet. */
  static final class Wave implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final long tasks;

    private Wave(KafkaProducer<byte[], byte[]> producer, long tasks) {
      this.producer = producer;
      this.tasks = tasks;
    }

    long tasks() {
      return tasks;
    }

    void release() {
      producer.commitTransaction();
    }

    @Override
    public void close() {
      producer.close();
    }
  }
}
