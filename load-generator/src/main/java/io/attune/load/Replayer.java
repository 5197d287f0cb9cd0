package io.attune.load;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogException;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.ReadProgress;
import io.attune.eventlog.ReadReport;
import io.attune.eventlog.SkippedPath;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.AgentReport;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Replays event logs to the three input topics, one log after the other, in the order of their
 * events. Waits for the acknowledgement of all records.
 *
 * <p>The records' Kafka timestamp is the time of the replay and not that of the event, because old
 * events would exceed the topic's retention immediately. The event time is a field of the record.
 */
public final class Replayer implements AutoCloseable {

  private final Producer<String, SpecificRecord> producer;
  private final Topics topics;
  private final Supplier<Pacer> pacers;
  private final EventLogReader reader;

  Replayer(Producer<String, SpecificRecord> producer, Topics topics, Supplier<Pacer> pacers) {
    this(producer, topics, pacers, new EventLogReader());
  }

  private Replayer(
      Producer<String, SpecificRecord> producer,
      Topics topics,
      Supplier<Pacer> pacers,
      EventLogReader reader) {
    this.reader = requireNonNull(reader, "reader is null");
    this.producer = requireNonNull(producer, "producer is null");
    this.topics = requireNonNull(topics, "topics is null");
    this.pacers = requireNonNull(pacers, "pacers is null");
  }

  /**
   * Connects to Kafka and checks that the three topics exist.
   *
   * @param properties {@code bootstrap.servers}, {@code schema.registry.url}, and other properties
   *     of the producer and its Avro serializer; {@code acks=all} and idempotence cannot be
   *     overridden
   * @param topics names of the topics
   * @param speed the speed
   * @param deadline maximum wait for the broker
   * @throws ReplayException if the broker does not answer or a topic is missing
   */
  public static Replayer open(
      Map<String, ?> properties, Topics topics, ReplaySpeed speed, Duration deadline) {
    return open(properties, topics, speed, deadline, new EventLogReader());
  }

  /**
   * The same with a reader of one's own.
   *
   * @param reader reads the logs
   */
  public static Replayer open(
      Map<String, ?> properties,
      Topics topics,
      ReplaySpeed speed,
      Duration deadline,
      EventLogReader reader) {
    requireNonNull(properties, "properties is null");
    requireNonNull(topics, "topics is null");
    requireNonNull(speed, "speed is null");
    InputTopics.require(properties, topics, deadline);
    Map<String, Object> configuration = producerConfiguration(properties);
    Producer<String, SpecificRecord> producer =
        new KafkaProducer<>(
            configuration,
            new StringSerializer(),
            AvroSerdes.from(configuration).serializer(false));
    return new Replayer(producer, topics, () -> new Pacer(speed), reader);
  }

  /**
   * Defaults for throughput, overridden by the user's properties, and these by what correctness
   * requires.
   */
  public static Map<String, Object> producerConfiguration(Map<String, ?> properties) {
    Map<String, Object> result = new HashMap<>();
    result.put(ProducerConfig.CLIENT_ID_CONFIG, "attune-replay");
    result.put(ProducerConfig.LINGER_MS_CONFIG, "20");
    result.put(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(256 << 10));
    result.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    result.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(4 << 20));
    result.putAll(properties);
    result.put(ProducerConfig.ACKS_CONFIG, "all");
    result.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    // The default partitioner: all records of an application have to reach the same stream task.
    result.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
    result.remove(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG);
    return result;
  }

  /**
   * Replays logs and waits until all records are acknowledged.
   *
   * <p>A log of which nothing can be read is left out.
   *
   * @param logs the logs
   * @param progress provides the progress listener of a log
   * @return the result
   * @throws EventLogException when none of the logs can be read
   * @throws ReplayException if Kafka or the registry rejects a record, or the thread is interrupted
   */
  public ReplayReport replay(List<EventLog> logs, Function<EventLog, ReadProgress> progress) {
    List<ReadReport> reports = new ArrayList<>();
    List<SkippedPath> leftOut = new ArrayList<>();
    long acknowledged = 0;
    for (EventLog log : logs) {
      RecordProducer records = new RecordProducer(producer, topics);
      try {
        reports.addAll(
            reader.read(log, () -> new Paced(records, pacers.get()), progress.apply(log)));
      } catch (EventLogException e) {
        if (logs.size() == 1) {
          throw e;
        }
        leftOut.add(new SkippedPath(log.path(), e.getMessage()));
      }
      records.flush();
      acknowledged += records.acknowledged();
    }
    if (reports.isEmpty() && !leftOut.isEmpty()) {
      throw new EventLogException(
          "None of "
              + leftOut.size()
              + " logs can be read; the first: "
              + leftOut.get(0).sentence());
    }
    return new ReplayReport(reports, leftOut, acknowledged);
  }

  /** Closes the producer, waiting up to half a minute for acknowledgements. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(30));
  }

  /** Sends each record when it is due, and the final report after all others are acknowledged. */
  private static final class Paced implements EventSink {
    private final RecordProducer records;
    private final Pacer pacer;

    Paced(RecordProducer records, Pacer pacer) {
      this.records = records;
      this.pacer = pacer;
    }

    @Override
    public void task(TaskMetrics event) {
      pacer.await(event.getFinishTime());
      records.task(event);
    }

    @Override
    public void executor(ExecutorMetrics event) {
      pacer.await(event.getEventTime());
      records.executor(event);
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      pacer.await(event.getEventTime());
      if (event.getKind() == LifecycleKind.AGENT_REPORT) {
        records.flush();
        AgentReport report = event.getAgentReport();
        report.setEventsSent(records.acknowledged());
      }
      records.lifecycle(event);
    }
  }
}
