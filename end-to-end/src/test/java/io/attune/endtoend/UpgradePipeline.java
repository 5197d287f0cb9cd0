package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.testing.Cluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;

/**
 * A broker, a registry and a state directory, on which one build of Attune runs after another, each
 * in its own process. What it still has to do is seen from outside, as operators see it.
 */
final class UpgradePipeline implements AutoCloseable {
  /** How a process ends. */
  enum Stop {
    /** As an operator stops it (SIGTERM). */
    GRACEFULLY,
    /** As a power cut does (SIGKILL). */
    KILLED
  }

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration QUIET = Duration.ofMillis(1500);
  private static final Pattern DASHBOARD = Pattern.compile("dashboard at (http://[^ ]+?)/?\\. ");
  private static final Pattern PENDING =
      Pattern.compile("^attune_applications_pending(?:\\{.*?})? ([0-9.]+)", Pattern.MULTILINE);

  private final Path directory;
  private final Cluster cluster;
  private final AttuneConfig config;
  private final Map<String, String> settings;
  private final PipelineLag lag;
  private final HttpClient http = HttpClient.newHttpClient();
  private Command running;
  private String metrics;

  UpgradePipeline(Path directory, String guarantee) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.cluster = new Cluster(directory);
    this.settings =
        new TreeMap<>(
            cluster.settings(
                Map.of(
                    "processing.guarantee", guarantee,
                    "kafka.session.timeout.ms", "6000",
                    "kafka.heartbeat.interval.ms", "2000")));
    this.config = AttuneConfig.of(settings);
    this.lag = new PipelineLag(config);
  }

  /**
   * Starts a build and waits until it serves or has given up.
   *
   * @return the sentence with which it gave up
   */
  Optional<String> start(Build build) throws IOException, InterruptedException {
    running = build.serve(directory, settings);
    String line =
        running.await(l -> l.contains("Attune serves ") || l.startsWith("attune: "), LIMIT);
    Matcher dashboard = DASHBOARD.matcher(line);
    if (!dashboard.find()) {
      running.close();
      return Optional.of(line);
    }
    metrics = dashboard.group(1) + "/metrics";
    return Optional.empty();
  }

  void stop(Stop how) throws InterruptedException {
    if (how == Stop.KILLED) {
      running.kill();
    } else {
      running.close();
    }
  }

  /**
   * Waits until everything that was sent is worked off, or until the build has given up.
   *
   * @return the sentence with which it gave up
   */
  Optional<String> awaitIdle() throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    long busy = System.nanoTime();
    while (System.nanoTime() - busy < QUIET.toNanos()) {
      if (!running.isRunning()) {
        return Optional.of(running.await(line -> line.startsWith("attune: "), LIMIT));
      }
      if (!isIdle()) {
        busy = System.nanoTime();
      }
      if (busy > deadline) {
        throw new AssertionError("not worked off within " + LIMIT + ":\n" + running.output());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    return Optional.empty();
  }

  /** Waits for something that happens while the build runs. */
  void awaitTrue(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + LIMIT + ":\n" + running.output());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Records of the input topics that are not committed yet. */
  long inputLag() throws InterruptedException {
    return lag.ofInputs();
  }

  private boolean isIdle() throws InterruptedException {
    return lag.ofInputs() == 0 && pendingApplications() == 0 && lag.ofAll() == 0;
  }

  private double pendingApplications() throws InterruptedException {
    try {
      String page =
          http.send(
                  HttpRequest.newBuilder(URI.create(metrics)).timeout(LIMIT).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      Matcher pending = PENDING.matcher(page);
      assertThat(pending.find()).as("the gauge of pending applications on %s", metrics).isTrue();
      return Double.parseDouble(pending.group(1));
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** Sends events as fast as the broker takes them and waits until it has them. */
  void send(List<SpecificRecord> events) {
    EventSender.send(config, events);
  }

  /**
   * Sends events evenly over a time, and waits until the broker has them.
   *
   * @param sent is counted up with the events
   */
  void send(List<SpecificRecord> events, Duration over, AtomicInteger sent) {
    EventSender.send(config, events, over, sent);
  }

  Published published() {
    return Published.on(config);
  }

  @Override
  public void close() {
    if (running != null) {
      running.close();
    }
    lag.close();
    cluster.close();
  }
}
