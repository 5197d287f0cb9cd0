package io.attune.load.follow;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.Found;
import io.attune.eventlog.SkippedPath;
import io.attune.load.InputTopics;
import io.attune.load.RecordProducer;
import io.attune.load.ReplayException;
import io.attune.load.Replayer;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.LogPosition;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Follows the logs in some places: lists them again and again, and sends what was added to each.
 *
 * <p>One thread looks; any may close it.
 */
public final class Follower implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final String IN_PROGRESS = ".inprogress";

  private final Supplier<Found> places;
  private final EventLogReader reader;
  private final Supplier<RecordProducer> producers;
  private final Positions positions;
  private final Connection connection;
  private final FollowSettings settings;
  private final Consumer<String> problems;
  private final InstantSource clock;
  private final ExecutorService workers;
  private final Map<String, FollowedLog> logs = new HashMap<>();
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final Set<String> told = new TreeSet<>();
  private final AtomicLong records = new AtomicLong();
  private final AtomicReference<ReplayException> refusal = new AtomicReference<>();
  private Map<String, EventLog> listed = Map.of();
  private volatile boolean closed;

  /**
   * Makes a follower.
   *
   * @param places lists the logs, as often as it is asked
   * @param reader reads them
   * @param producers gives a producer of one log
   * @param connection closed with the follower
   * @param settings how it follows
   * @param problems told once of each log that cannot be read, in a sentence
   */
  Follower(
      Supplier<Found> places,
      EventLogReader reader,
      Supplier<RecordProducer> producers,
      Positions positions,
      Connection connection,
      FollowSettings settings,
      Consumer<String> problems,
      InstantSource clock) {
    this.places = requireNonNull(places, "places is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.producers = requireNonNull(producers, "producers is null");
    this.positions = requireNonNull(positions, "positions is null");
    this.connection = requireNonNull(connection, "connection is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.problems = requireNonNull(problems, "problems is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.workers = Executors.newFixedThreadPool(settings.threads(), Follower::thread);
  }

  /**
   * Connects to Kafka and takes its share of the logs.
   *
   * @param properties {@code bootstrap.servers}, {@code schema.registry.url}, and other properties
   *     of Kafka's clients and of the registry's
   * @param places lists the logs, as often as it is asked
   * @param reader reads them
   * @param settings how it follows
   * @param problems told once of each log that cannot be read, in a sentence
   * @throws ReplayException if the broker does not answer or a topic is missing
   */
  public static Follower open(
      Map<String, ?> properties,
      Topics topics,
      Supplier<Found> places,
      EventLogReader reader,
      FollowSettings settings,
      Consumer<String> problems) {
    InputTopics.require(properties, topics, settings.patience());
    Map<String, Object> configuration = Replayer.producerConfiguration(properties);
    configuration.put(ProducerConfig.CLIENT_ID_CONFIG, "attune-follow");
    AvroSerdes serdes = AvroSerdes.from(configuration);
    Producer<String, SpecificRecord> producer =
        new KafkaProducer<>(configuration, new StringSerializer(), serdes.serializer(false));
    try {
      Positions positions = TopicPositions.open(properties, topics, producer);
      return new Follower(
          places,
          reader,
          () -> new RecordProducer(producer, topics),
          positions,
          () -> producer.close(Duration.ofSeconds(10)),
          settings,
          problems,
          InstantSource.system());
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * Lists the places once and has what is new read, without waiting for it.
   *
   * @throws ReplayException when Kafka does not let this process in
   */
  public synchronized FollowStatus look() {
    ReplayException refused = refusal.get();
    if (refused != null) {
      throw refused;
    }
    if (!closed) {
      positions.poll(POLL);
    }
    if (closed || !positions.isReady()) {
      return status();
    }
    Found found = places.get();
    found.leftOut().stream().map(SkippedPath::sentence).forEach(this::tell);
    Instant now = clock.instant();
    Map<String, EventLog> ours = new HashMap<>();
    List<EventLog> newest = found.logs().stream().sorted(EventLog.NEWEST_FIRST).toList();
    for (EventLog log : newest) {
      String name = name(log);
      if (positions.isOurs(name) && isYoung(log, name, now)) {
        ours.put(name, log);
        follow(name, log, now);
      }
    }
    logs.keySet().removeIf(name -> !ours.containsKey(name) && !busy.contains(name));
    listed = ours;
    return status();
  }

  private boolean isYoung(EventLog log, String name, Instant now) {
    return logs.containsKey(name)
        || positions.of(name).isPresent()
        || log.lastModified().isAfter(now.minus(settings.youngerThan()));
  }

  private void follow(String name, EventLog log, Instant now) {
    FollowedLog followed =
        logs.computeIfAbsent(name, key -> new FollowedLog(key, reader, producers, positions));
    if (busy.contains(name)) {
      return;
    }
    if (!followed.problem().isEmpty()) {
      tell(followed.problem());
    }
    if (followed.hasNews(log, now)) {
      busy.add(name);
      workers.execute(() -> read(followed, name, log, now));
    }
  }

  private void read(FollowedLog followed, String name, EventLog log, Instant now) {
    try {
      records.addAndGet(followed.read(log, now));
    } catch (ReplayException e) {
      refusal.set(e);
    } finally {
      busy.remove(name);
    }
  }

  private void tell(String sentence) {
    if (told.add(sentence)) {
      problems.accept(sentence);
    }
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether nothing is being read. */
  public boolean isIdle() {
    return busy.isEmpty();
  }

  /** Where it stands; of logs that are being read right now, as far as is known for sure. */
  public synchronized FollowStatus status() {
    int growing = 0;
    int leftOut = 0;
    long unread = 0;
    for (Map.Entry<String, FollowedLog> entry : logs.entrySet()) {
      String name = entry.getKey();
      FollowedLog log = entry.getValue();
      EventLog now = listed.get(name);
      if (busy.contains(name)) {
        growing++;
        long read = positions.of(name).map(LogPosition::getReadBytes).orElse(0L);
        unread += now == null ? 0 : Math.max(0, now.sizeBytes() - read);
      } else {
        leftOut += log.problem().isEmpty() ? 0 : 1;
        growing += log.isOver() || !log.problem().isEmpty() ? 0 : 1;
        unread += now == null ? 0 : log.unread(now);
      }
    }
    return new FollowStatus(
        logs.size(), growing, leftOut, unread, records.get(), positions.isReady());
  }

  private static String name(EventLog log) {
    String path = log.path();
    return path.endsWith(IN_PROGRESS)
        ? path.substring(0, path.length() - IN_PROGRESS.length())
        : path;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "attune-follow");
    thread.setDaemon(true);
    return thread;
  }

  /** Lets what is being read finish, for ten seconds at most. */
  @Override
  public void close() {
    closed = true;
    positions.wakeup();
    synchronized (this) {
      workers.shutdown();
      try {
        if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
          workers.shutdownNow();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      positions.close();
      connection.close();
    }
  }

  /** What is closed with a follower. */
  interface Connection extends AutoCloseable {
    @Override
    void close();
  }
}
