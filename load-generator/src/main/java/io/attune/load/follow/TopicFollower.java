package io.attune.load.follow;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.events.MalformedEventException;
import io.attune.load.InputTopics;
import io.attune.load.RecordProducer;
import io.attune.load.ReplayException;
import io.attune.load.Replayer;
import io.attune.registry.AvroSerdes;
import io.attune.registry.ConnectionFailure;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Follows a Kafka topic of Spark's events as JSON, in the envelopes of {@link
 * io.attune.events.EmittedEvent}, and sends them on as records. One thread looks; any may close it.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** So many different reasons are said; the rest is counted. */
  private static final int MAX_TOLD = 50;

  private final Consumer<String, byte[]> consumer;
  private final Producer<String, SpecificRecord> producer;
  private final RecordProducer records;
  private final FollowedApplications applications;
  private final String servers;
  private final java.util.function.Consumer<String> problems;
  private final InstantSource clock;
  private final Set<String> told = new TreeSet<>();
  private long unusable;
  private volatile boolean closed;

  /**
   * Where it stands.
   *
   * @param ready whether the topic is its own and the broker told how much is to be read
   * @param running applications that go on
   * @param behind records of the topic that were not read yet, as far as the broker told
   * @param unusable records that were left out
   * @param records records that were sent on since it began
   */
  public record Status(boolean ready, int running, long behind, long unusable, long records) {}

  TopicFollower(
      Consumer<String, byte[]> consumer,
      Producer<String, SpecificRecord> producer,
      Topics topics,
      String topic,
      String servers,
      EventLogReader reader,
      java.util.function.Consumer<String> problems,
      InstantSource clock) {
    this.consumer = requireNonNull(consumer, "consumer is null");
    this.producer = requireNonNull(producer, "producer is null");
    this.records = new RecordProducer(producer, topics);
    this.applications = new FollowedApplications(reader, records);
    this.servers = requireNonNull(servers, "servers is null");
    this.problems = requireNonNull(problems, "problems is null");
    this.clock = requireNonNull(clock, "clock is null");
    consumer.subscribe(Set.of(topic), new Shares());
  }

  /**
   * Connects to both clusters, which may be one.
   *
   * @param source properties of Kafka's clients for the cluster of the topic
   * @param topic holds the events
   * @param properties {@code bootstrap.servers}, {@code schema.registry.url}, and other properties
   *     of Kafka's clients and of the registry's, for where the records go
   * @param problems told once of each kind of record that cannot be used, in a sentence
   * @throws ReplayException if a broker does not answer or a topic is missing
   */
  public static TopicFollower open(
      Map<String, ?> source,
      String topic,
      Map<String, ?> properties,
      Topics topics,
      EventLogReader reader,
      Duration patience,
      java.util.function.Consumer<String> problems) {
    InputTopics.require(properties, topics, patience);
    Map<String, Object> configuration = Replayer.producerConfiguration(properties);
    configuration.put(ProducerConfig.CLIENT_ID_CONFIG, "attune-follow");
    String servers = String.valueOf(source.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
    Consumer<String, byte[]> consumer = consumer(source, topics, topic, servers, patience);
    try {
      Producer<String, SpecificRecord> producer =
          new KafkaProducer<>(
              configuration,
              new StringSerializer(),
              AvroSerdes.from(configuration).serializer(false));
      return new TopicFollower(
          consumer, producer, topics, topic, servers, reader, problems, InstantSource.system());
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static Consumer<String, byte[]> consumer(
      Map<String, ?> source, Topics topics, String topic, String servers, Duration patience) {
    Map<String, Object> configuration = new HashMap<>(source);
    configuration.putIfAbsent(
        ConsumerConfig.GROUP_ID_CONFIG, topics.logPositions().name() + "." + topic);
    configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, "attune-follow");
    configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    configuration.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, WholeTopicAssignor.class.getName());
    configuration.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      if (consumer.partitionsFor(topic).isEmpty()) {
        throw new ReplayException(
            "Kafka at " + servers + " lacks the topic " + topic + ": check its name.");
      }
      return consumer;
    } catch (KafkaException e) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw refused(servers, e);
    } catch (RuntimeException e) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw e;
    }
  }

  /** Another instance has read on, or goes on from here. */
  private final class Shares implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      applications.forget();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> removed) {
      applications.forget();
    }
  }

  /**
   * Reads what is there, for a second at most, sends it on, and remembers how far that was.
   *
   * @throws ReplayException when Kafka does not let this process in, or does not take the records
   */
  public synchronized Status look() {
    if (closed) {
      return status();
    }
    try {
      List<ConsumerRecord<String, byte[]>> polled = new ArrayList<>();
      consumer.poll(POLL).forEach(polled::add);
      // Of several partitions, as they were emitted; within one they are in order.
      polled.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
      polled.forEach(this::take);
      applications.tidy(clock.instant());
      records.flush();
      commit();
    } catch (WakeupException e) {
      return status();
    } catch (KafkaException e) {
      throw refused(servers, e);
    }
    return status();
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    try {
      applications.take(record, clock.instant());
    } catch (MalformedEventException e) {
      unusable++;
      String reason = EventLogs.reason(e);
      if (told.size() < MAX_TOLD && told.add(reason)) {
        problems.accept(
            "Left out record "
                + record.offset()
                + " of partition "
                + record.partition()
                + " of "
                + record.topic()
                + " ("
                + reason
                + "), and others of which the same is true.");
      }
    }
  }

  private void commit() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    consumer.assignment().forEach(each -> positions.put(each, consumer.position(each)));
    if (!positions.isEmpty()) {
      consumer.commitSync(applications.safe(positions));
    }
  }

  private Status status() {
    long behind = 0;
    boolean ready = !closed && !consumer.assignment().isEmpty();
    if (ready) {
      for (TopicPartition partition : consumer.assignment()) {
        OptionalLong lag = consumer.currentLag(partition);
        ready &= lag.isPresent();
        behind += lag.orElse(0);
      }
    }
    return new Status(ready, applications.running(), behind, unusable, records.acknowledged());
  }

  private static ReplayException refused(String servers, KafkaException e) {
    return new ReplayException(
        ConnectionFailure.ofKafka(servers, "READ", e)
            .orElseGet(
                () ->
                    "Kafka at "
                        + servers
                        + " does not answer ("
                        + EventLogs.reason(e)
                        + "): check its address."),
        e);
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Lets what was read be sent. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    synchronized (this) {
      producer.close(PATIENCE);
      consumer.close();
    }
  }
}
