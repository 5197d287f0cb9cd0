package io.attune.load;

import static java.util.Objects.requireNonNull;

import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetStream;
import io.attune.load.fleet.FleetWorkload;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends a synthetic fleet into the three input topics, at most so many events a second, until all
 * runs have ended, the time is over or it is closed. Everything sent is waited for.
 */
public final class FleetSender implements AutoCloseable {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);
  private static final long NANOS = 1_000_000_000L;

  /** So soon after it was asked to, the sending ends. */
  private static final long LONGEST_WAIT_NANOS = NANOS / 20;

  /** Looks at the clock once in so many events, because looking costs as much as sending. */
  private static final int EVENTS_BETWEEN_LOOKS = 16;

  private final Producer<String, SpecificRecord> producer;
  private final Topics topics;
  private final LongSupplier nanoTime;
  private final Pacer.Waiting waiting;
  private final CountDownLatch idle = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile boolean sending;

  /**
   * How much is sent.
   *
   * @param runsOfEach runs of each workload
   * @param atOnce applications that live at once
   * @param eventsPerSecond at most so many; infinite for as many as Kafka takes
   * @param duration at most so long; null for until all runs have ended
   */
  public record Plan(long runsOfEach, int atOnce, double eventsPerSecond, Duration duration) {
    /** Checks the values. */
    public Plan {
      if (runsOfEach < 1) {
        throw new IllegalArgumentException("Each workload has at least one run.");
      }
      if (!(eventsPerSecond > 0)) {
        throw new IllegalArgumentException("The rate lies above 0 events a second.");
      }
    }
  }

  /**
   * What was sent.
   *
   * @param applicationsEnded runs sent from their start to their end
   * @param applicationsCut runs that were not over when the sending ended
   * @param acknowledged records that Kafka acknowledged
   * @param seconds time it took
   */
  public record Sent(
      long applicationsEnded, long applicationsCut, long acknowledged, double seconds) {}

  FleetSender(
      Producer<String, SpecificRecord> producer,
      Topics topics,
      LongSupplier nanoTime,
      Pacer.Waiting waiting) {
    this.producer = requireNonNull(producer, "producer is null");
    this.topics = requireNonNull(topics, "topics is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.waiting = requireNonNull(waiting, "waiting is null");
  }

  /**
   * Connects to Kafka and makes sure that the three topics are there.
   *
   * @param properties as {@link Replayer#open} takes them
   * @param topics names of the topics
   * @param deadline for the broker to answer
   * @throws ReplayException when it does not, or a topic is missing
   */
  public static FleetSender open(Map<String, ?> properties, Topics topics, Duration deadline) {
    requireNonNull(properties, "properties is null");
    InputTopics.require(properties, topics, deadline);
    Map<String, Object> configuration = Replayer.producerConfiguration(properties);
    return new FleetSender(
        new KafkaProducer<>(
            configuration,
            new StringSerializer(),
            AvroSerdes.from(configuration).serializer(false)),
        topics,
        System::nanoTime,
        LockSupport::parkNanos);
  }

  /**
   * Sends a fleet.
   *
   * @param fleet what is sent
   * @param plan how much of it
   * @param started is told of each workload when its first run starts
   * @param progress is told the events sent so far, now and then
   * @throws ReplayException when Kafka or the registry does not take a record
   */
  public Sent send(Fleet fleet, Plan plan, Consumer<FleetWorkload> started, LongConsumer progress) {
    sending = true;
    try {
      RecordProducer records = new RecordProducer(producer, topics);
      Counted counted = new Counted(records);
      // The producer encodes a record before it returns, so that one record can serve for all.
      FleetStream stream =
          new FleetStream(fleet, plan.runsOfEach(), plan.atOnce(), counted, true, started);
      long start = nanoTime.getAsLong();
      long end = plan.duration() == null ? Long.MAX_VALUE : plan.duration().toNanos();
      long look = 0;
      boolean more = true;
      while (more && !stopped) {
        more = stream.next();
        if (counted.events >= look) {
          look = counted.events + EVENTS_BETWEEN_LOOKS;
          progress.accept(counted.events);
          long elapsed = nanoTime.getAsLong() - start;
          if (elapsed >= end || !waited(counted.events, plan.eventsPerSecond(), start, end)) {
            break;
          }
        }
      }
      records.flush();
      progress.accept(counted.events);
      return new Sent(
          stream.ended(),
          stream.begun() - stream.ended(),
          records.acknowledged(),
          (nanoTime.getAsLong() - start) / (double) NANOS);
    } finally {
      idle.countDown();
    }
  }

  /** Waits until so many events are due; false when the time is over before. */
  private boolean waited(long events, double rate, long start, long end) {
    double due = events / rate * NANOS;
    for (double left = due - (nanoTime.getAsLong() - start);
        left > 0 && !stopped;
        left = due - (nanoTime.getAsLong() - start)) {
      if (nanoTime.getAsLong() - start >= end) {
        return false;
      }
      waiting.nanos((long) Math.min(left, LONGEST_WAIT_NANOS));
      if (Thread.currentThread().isInterrupted()) {
        throw new ReplayException("The sending was interrupted.", new InterruptedException());
      }
    }
    return true;
  }

  /** Ends the sending, waits for what is under way, and closes the producer. */
  @Override
  public void close() {
    stopped = true;
    try {
      if (sending && !idle.await(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        producer.close(Duration.ZERO);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_PATIENCE);
  }

  /** Counts what goes through. */
  private static final class Counted implements EventSink {
    private final EventSink to;
    private long events;

    private Counted(EventSink to) {
      this.to = to;
    }

    @Override
    public void task(TaskMetrics event) {
      events++;
      to.task(event);
    }

    @Override
    public void executor(ExecutorMetrics event) {
      events++;
      to.executor(event);
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      events++;
      to.lifecycle(event);
    }
  }
}
