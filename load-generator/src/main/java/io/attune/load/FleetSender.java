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
 * Sends a synthetic fleet to the three input topics, at a limited rate, until all runs have ended,
 * the duration has passed or it is closed. Waits for the acknowledgement of all records.
 */
public final class FleetSender implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
  private static final long NANOS = 1_000_000_000L;

  /** Maximum wait before {@link #close} is noticed. */
  private static final long MAX_WAIT_NANOS = NANOS / 20;

  /** Number of events per reading of the clock, which costs as much as sending an event. */
  private static final int EVENTS_PER_CLOCK_READ = 16;

  private final Producer<String, SpecificRecord> producer;
  private final Topics topics;
  private final LongSupplier nanoTime;
  private final Pacer.Waiting waiting;
  private final CountDownLatch idle = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile boolean sending;

  /**
   * Extent and rate of a fleet.
   *
   * @param runsOfEach runs of each workload
   * @param atOnce number of concurrent applications
   * @param eventsPerSecond maximum rate; infinite for as fast as Kafka accepts
   * @param duration maximum duration; null to send until all runs have ended
   */
  public record Plan(long runsOfEach, int atOnce, double eventsPerSecond, Duration duration) {
    /** Validates the values. */
    public Plan {
      if (runsOfEach < 1) {
        throw new IllegalArgumentException("Each workload has at least one run.");
      }
      if (!(eventsPerSecond > 0)) {
        throw new IllegalArgumentException("The rate has to be above 0 events a second.");
      }
    }
  }

  /**
   * The result of sending a fleet.
   *
   * @param applicationsEnded runs sent completely
   * @param applicationsCut runs not ended when sending stopped
   * @param acknowledged acknowledged records
   * @param seconds duration
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
   * Connects to Kafka and checks that the three topics exist.
   *
   * @param properties as for {@link Replayer#open}
   * @param topics names of the topics
   * @param deadline maximum wait for the broker
   * @throws ReplayException if the broker does not answer or a topic is missing
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
   * @param fleet the fleet
   * @param plan extent and rate
   * @param started called with each workload when its first run starts
   * @param progress called from time to time with the number of events sent
   * @throws ReplayException if Kafka or the registry rejects a record
   */
  public Sent send(Fleet fleet, Plan plan, Consumer<FleetWorkload> started, LongConsumer progress) {
    sending = true;
    try {
      RecordProducer records = new RecordProducer(producer, topics);
      EventCounter counting = new EventCounter(records);
      // The producer serializes a record before it returns, so a task record can be reused.
      FleetStream stream =
          new FleetStream(fleet, plan.runsOfEach(), plan.atOnce(), counting, true, started);
      long start = nanoTime.getAsLong();
      long end = plan.duration() == null ? Long.MAX_VALUE : plan.duration().toNanos();
      long look = 0;
      boolean more = true;
      while (more && !stopped) {
        more = stream.next();
        if (counting.events >= look) {
          look = counting.events + EVENTS_PER_CLOCK_READ;
          progress.accept(counting.events);
          long elapsed = nanoTime.getAsLong() - start;
          if (elapsed >= end || !waited(counting.events, plan.eventsPerSecond(), start, end)) {
            break;
          }
        }
      }
      records.flush();
      progress.accept(counting.events);
      return new Sent(
          stream.ended(),
          stream.begun() - stream.ended(),
          records.acknowledged(),
          (nanoTime.getAsLong() - start) / (double) NANOS);
    } finally {
      idle.countDown();
    }
  }

  /** Waits until a number of events is due; false if the duration passes before. */
  private boolean waited(long events, double rate, long start, long end) {
    double due = events / rate * NANOS;
    for (double left = due - (nanoTime.getAsLong() - start);
        left > 0 && !stopped;
        left = due - (nanoTime.getAsLong() - start)) {
      if (nanoTime.getAsLong() - start >= end) {
        return false;
      }
      waiting.nanos((long) Math.min(left, MAX_WAIT_NANOS));
      if (Thread.currentThread().isInterrupted()) {
        throw new ReplayException("The sending was interrupted.", new InterruptedException());
      }
    }
    return true;
  }

  /** Stops sending, waits for outstanding records, and closes the producer. */
  @Override
  public void close() {
    stopped = true;
    try {
      if (sending && !idle.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        producer.close(Duration.ZERO);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_TIMEOUT);
  }

  /** Counts events. */
  private static final class EventCounter implements EventSink {
    private final EventSink to;
    private long events;

    private EventCounter(EventSink to) {
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
