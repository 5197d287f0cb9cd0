package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.health.GroupOffsets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** One or two instances of Attune on topics of their own, each in its own process. */
final class FaultPipeline implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration QUIET = Duration.ofMillis(1500);
  private static final Pattern DASHBOARD = Pattern.compile("dashboard at (http://[^ ]+?)/?\\. ");

  private final Path directory;
  private final FaultStage stage;
  private final Map<String, String> settings = new TreeMap<>();
  private final AttuneConfig config;
  private final PipelineLag lag;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Instance> instances = new ArrayList<>();

  private final Map<Integer, MemoryDisk> disks = new TreeMap<>();

  /** A process, and where it serves. */
  private record Instance(Command command, String url) {}

  FaultPipeline(FaultStage stage, Path directory, String name, Map<String, String> more)
      throws IOException {
    this.stage = stage;
    this.directory = Files.createDirectories(directory);
    settings.put("bootstrap.servers", stage.bootstrapServers());
    settings.put("schema.registry.url", stage.registryUrl());
    settings.put("topics.prefix", name + ".");
    settings.put("application.id", name);
    settings.put("topics.partitions", "2");
    settings.put("topics.replication.factor", "1");
    settings.put("standby.replicas", "0");
    settings.put("commit.interval", "200ms");
    settings.put("http.port", "0");
    settings.put("kafka.session.timeout.ms", "6000");
    settings.put("kafka.heartbeat.interval.ms", "2000");
    settings.put("health.interval", "1s");
    settings.putAll(more);
    this.config = AttuneConfig.of(settings);
    this.lag = new PipelineLag(config);
  }

  FaultStage stage() {
    return stage;
  }

  AttuneConfig config() {
    return config;
  }

  Path stateDirectory(int instance) {
    return directory.resolve("state-" + instance);
  }

  /** Puts the state of an instance onto a file system of its own. */
  void mountState(int instance) throws IOException {
    disks.put(instance, MemoryDisk.on(stateDirectory(instance)));
  }

  MemoryDisk stateDisk(int instance) {
    return disks.get(instance);
  }

  /** Begins to start an instance, as it is. */
  Command begin(int instance) throws IOException {
    Map<String, String> own = new TreeMap<>(settings);
    own.put("state.dir", stateDirectory(instance).toString());
    return Build.own().serve(directory, own);
  }

  /** Starts an instance and waits until it serves. */
  void start(int instance) throws IOException, InterruptedException {
    Command command = begin(instance);
    String line =
        command.await(l -> l.contains("Attune serves ") || l.startsWith("attune: "), LIMIT);
    Matcher dashboard = DASHBOARD.matcher(line);
    assertThat(dashboard.find()).as(line).isTrue();
    Instance started = new Instance(command, dashboard.group(1));
    if (instance < instances.size()) {
      instances.set(instance, started);
    } else {
      instances.add(started);
    }
  }

  Command instance(int instance) {
    return instances.get(instance).command();
  }

  /** Body of a page of an instance; empty when it does not answer. */
  String page(int instance, String path) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(instances.get(instance).url() + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Sum of a figure over its labels and the instances that run; not a number while one does not
   * answer.
   */
  double figure(String name) throws InterruptedException {
    double sum = 0;
    for (int i = 0; i < instances.size(); i++) {
      if (instances.get(i).command().isRunning()) {
        Matcher figure =
            Pattern.compile("^" + name + "(?:\\{.*?})? ([0-9.E+-]+)", Pattern.MULTILINE)
                .matcher(page(i, "/metrics"));
        sum += sum(figure);
      }
    }
    return sum;
  }

  private static double sum(Matcher figures) {
    double sum = 0;
    int found = 0;
    while (figures.find()) {
      sum += Double.parseDouble(figures.group(1));
      found++;
    }
    return found == 0 ? Double.NaN : sum;
  }

  /** Positions of the input topics. */
  Map<TopicPartition, GroupOffsets.Position> positions() throws InterruptedException {
    return lag.positions();
  }

  /** Waits until everything that was sent by now is worked off, and returns seconds. */
  double secondsUntilWorkedOff() throws InterruptedException {
    long begin = System.nanoTime();
    Map<TopicPartition, Long> ends = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    lag.positions().forEach((p, at) -> ends.put(p, at.committed() + at.waiting()));
    await(
        "what was sent before the end of the fault",
        () ->
            lag.positions().entrySet().stream()
                .allMatch(at -> at.getValue().committed() >= ends.get(at.getKey())));
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Waits until nothing is left to do. */
  void awaitIdle() throws InterruptedException {
    long[] busy = {System.nanoTime()};
    await(
        "everything",
        () -> {
          boolean idle =
              lag.ofInputs() == 0 && figure("attune_applications_pending") == 0 && lag.ofAll() == 0;
          if (!idle) {
            busy[0] = System.nanoTime();
          }
          return System.nanoTime() - busy[0] > QUIET.toNanos();
        });
  }

  /** Something that is true sooner or later. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws InterruptedException;
  }

  void await(String what, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(what + " was not worked off within " + LIMIT + ":\n" + output());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  String output() {
    StringBuilder output = new StringBuilder();
    instances.forEach(instance -> output.append(instance.command().output()).append("\n--\n"));
    return output.toString();
  }

  Published published() {
    return Published.on(config);
  }

  @Override
  public void close() {
    instances.forEach(instance -> instance.command().close());
    lag.close();
    disks.values().forEach(MemoryDisk::close);
  }
}
